import { GatewayCloseCodes, GatewayOpcodes } from 'discord-api-types/v10'
import type { Clock } from '../../clock.ts'
import { DiscordError } from '../errors.ts'
import type { Connection, ConnectionOptions } from './connection.ts'
import { identify, resume } from './handshake.ts'
import type { Handshake } from './handshake.ts'
import { createMemberRequests } from './members-chunk.ts'
import { setPresence } from './presence.ts'
import { setVoiceState } from './voice.ts'

/** What clients' frames and their leaving do. */
export type Sessions = Pick<ConnectionOptions, 'onFrame' | 'onClose'>

// Assumed: Discord does not say how long a session can be resumed.
const resumableMs = 5 * 60_000
const endingCodes: readonly number[] = [1000, 1001]

/** Sends frames to their handlers and keeps sessions for a while after their connection closed. */
export function createSessions(handshake: Handshake, wireClock: Clock): Sessions {
  const { world, registry } = handshake
  const requestMembers = createMemberRequests(world)
  return {
    onFrame(frame, connection) {
      const { session } = connection
      if (frame.op === GatewayOpcodes.Identify) identify(handshake, frame.d, connection)
      else if (frame.op === GatewayOpcodes.Resume) resume(handshake, frame.d, connection)
      else if (session === undefined)
        connection.close(GatewayCloseCodes.NotAuthenticated, 'Not authenticated.')
      else if (frame.op === GatewayOpcodes.PresenceUpdate)
        setPresence(world, session.user_id, frame.d)
      else if (frame.op === GatewayOpcodes.RequestGuildMembers) requestMembers(session, frame.d)
      else ignoreRefusal(() => setVoiceState(world, session.user_id, frame.d))
    },
    onClose(connection: Connection, code: number) {
      const { session } = connection
      if (session === undefined || !registry.detach(connection)) return
      if (session.bot) world.gatewayFaults.take('silence')
      if (endingCodes.includes(code)) registry.end(session)
      else
        wireClock.after(resumableMs, () => {
          if (!session.connected()) registry.end(session)
        })
    },
  }
}

// The gateway does not answer a refused op 4.
function ignoreRefusal(run: () => void): void {
  try {
    run()
  } catch (error) {
    if (!(error instanceof DiscordError)) throw error
  }
}
