import { z } from 'zod'
import { systemActor } from '#core/access/actor.ts'
import { createContext, type Context } from '#core/context.ts'
import { watchDepartures } from '#discord/departures.ts'
import type { DispatchListener } from '#discord/part.ts'
import { guildLeft, memberLeft } from '../service/departures.ts'
import { heardVoice, heardVoices } from '../service/rooms.ts'
import { comers } from './departures.ts'

function on<T>(
  event: string,
  shape: z.ZodType<T>,
  hear: (context: Context, data: T) => Promise<void>,
): DispatchListener {
  return {
    event,
    hear: (services, data) =>
      hear(createContext(services, { actor: systemActor, locale: 'en' }), shape.parse(data)),
  }
}

const place = z.object({ user_id: z.string(), channel_id: z.string().nullable() })

/** What parties hear from Discord besides their buttons. */
export const dispatches: readonly DispatchListener[] = [
  on(
    'GUILD_MEMBER_REMOVE',
    z.object({ guild_id: z.string(), user: z.object({ id: z.string() }) }),
    (context, { guild_id, user }) => memberLeft(context, guild_id, user.id),
  ),
  on(
    'GUILD_DELETE',
    z.object({ id: z.string(), unavailable: z.boolean().optional() }),
    async (context, { id, unavailable }) => {
      // An outage of Discord is no farewell.
      if (unavailable !== true) await guildLeft(context, id)
    },
  ),
  on('VOICE_STATE_UPDATE', place.extend({ guild_id: z.string().default('') }), (context, move) =>
    heardVoice(context, move),
  ),
  on(
    'GUILD_CREATE',
    z.object({ id: z.string(), voice_states: z.array(place).default([]) }),
    async (context, { id, voice_states }) => {
      await heardVoices(context, id, voice_states)
      await watchDepartures(context, comers, id)
    },
  ),
]
