import { z } from 'zod'
import { systemActor } from '#core/access/actor.ts'
import { createContext, type Services } from '#core/context.ts'
import type { JobKind } from '#core/jobs/jobs.ts'
import type { DiscordTools } from '#discord/part.ts'
import { findDepartures } from '../service/departures.ts'

const payload = z.object({ guild_id: z.string() })

/** After a gap in what was heard of a server: whoever has left it leaves its parties. */
export function departuresJob(
  services: Services,
  discord: DiscordTools,
): JobKind<z.infer<typeof payload>> {
  const context = createContext(services, { actor: systemActor, locale: 'en' })
  return {
    kind: 'recruitment.departures',
    payload,
    run: ({ guild_id }) => findDepartures(context, guild_id, discord.botId()),
  }
}
