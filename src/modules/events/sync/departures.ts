import type { Context } from '#core/context.ts'
import type { JobKind } from '#core/jobs/jobs.ts'
import { departuresJob, type Comers } from '#discord/departures.ts'
import type { DiscordTools } from '#discord/part.ts'
import { comersIn, departed } from '../service/departures.ts'
import { discordJob } from './jobs-kind.ts'

/** Who has answered running events, as a member of a server. */
export const comers: Comers = { module: 'events', comersIn, left: departed }

/** Looking for those who left a server unheard: for operators, a part of looking at the server. */
export function passDepartures(context: Context, discord: DiscordTools): JobKind {
  const job = departuresJob(context, discord, comers)
  const known = discordJob(context, 'reconcile_guild', job.payload, (...run) => job.run(...run))
  return { ...known, kind: job.kind }
}
