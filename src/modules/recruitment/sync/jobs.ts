import type { Services } from '#core/context.ts'
import type { JobKind } from '#core/jobs/jobs.ts'
import type { DiscordTools } from '#discord/part.ts'
import { leavingJob } from './departures.ts'
import { noticeJobs } from './notices.ts'
import { purgeJob } from './purge.ts'
import { roomJobs } from './rooms.ts'
import { unpostJob } from './unpost.ts'

/** What happens in Discord because of a party, besides its message. */
export function discordJobs(services: Services, discord: DiscordTools): readonly JobKind[] {
  return [
    purgeJob(services),
    leavingJob(services, discord),
    unpostJob(discord),
    ...noticeJobs(services, discord),
    ...roomJobs(services, discord),
  ]
}
