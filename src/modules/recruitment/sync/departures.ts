import { systemActor } from '#core/access/actor.ts'
import { createContext, type Services } from '#core/context.ts'
import type { JobKind } from '#core/jobs/jobs.ts'
import { departuresJob, type Comers } from '#discord/departures.ts'
import type { DiscordTools } from '#discord/part.ts'
import { memberLeft } from '../service/departures.ts'
import { loadComersIn } from '../store/rooms.ts'

/** Who is in running parties, as a member of the server. */
export const comers: Comers = {
  module: 'recruitment',
  comersIn: (context, guildId) => loadComersIn(context.database, guildId),
  left: memberLeft,
}

/** Looking for those who left a server unheard. */
export function leavingJob(services: Services, discord: DiscordTools): JobKind {
  const context = createContext(services, { actor: systemActor, locale: 'en' })
  return departuresJob(context, discord, comers)
}
