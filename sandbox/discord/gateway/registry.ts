import { GatewayCloseCodes, GatewayOpcodes, PresenceUpdateStatus } from 'discord-api-types/v10'
import type { GatewayFaultKind } from '../gateway-faults.ts'
import type { World } from '../world.ts'
import type { Connection } from './connection.ts'
import { setPresence } from './presence.ts'
import { controlFrame } from './session.ts'
import type { Session } from './session.ts'

/** Which sessions there are, and which connection each of them is served on. */
export type Registry = {
  all(): Iterable<Session>
  byId(id: string): Session | undefined
  /** Serves a session, new or resumed, on a connection; an older connection of it is closed. */
  attach(session: Session, connection: Connection): void
  /** Keeps the session of a closed connection; false when the connection did not serve one any more. */
  detach(connection: Connection): boolean
  /** Ends a session for good; a bot without another one goes offline. */
  end(session: Session): void
  /** Ends the session of a connection and tells the client to identify anew. */
  invalidate(connection: Connection): void
  /** Plays a fault that concerns open sessions on a bot's connection, if one is on. */
  playFaults(connection: Connection): void
}

const immediateFaults: readonly GatewayFaultKind[] = ['drop', 'reconnect', 'invalid_session']

/** No sessions. They are dropped when the world's state is replaced. */
export function createRegistry(world: World): Registry {
  const sessions = new Map<string, Session>()
  const connections = new Map<Session, Connection>()
  const registry: Registry = {
    all: () => sessions.values(),
    byId: (id) => sessions.get(id),
    attach(session, connection) {
      connections.get(session)?.close(GatewayCloseCodes.UnknownError, 'Resumed elsewhere.')
      sessions.set(session.id, session)
      connections.set(session, connection)
      connection.serve(session)
    },
    detach(connection) {
      const { session } = connection
      if (session === undefined || connections.get(session) !== connection) return false
      connections.delete(session)
      session.disconnect(connection)
      return true
    },
    end(session) {
      if (!sessions.delete(session.id)) return
      connections.delete(session)
      const others = [...sessions.values()].some((other) => other.user_id === session.user_id)
      if (!session.bot || others || !world.state.users.has(session.user_id)) return
      setPresence(world, session.user_id, { status: PresenceUpdateStatus.Offline, activities: [] })
    },
    invalidate(connection) {
      const { session } = connection
      connection.serve(undefined)
      if (session !== undefined) registry.end(session)
      connection.send(controlFrame(GatewayOpcodes.InvalidSession, false))
    },
    playFaults(connection) {
      if (connection.session?.bot !== true) return
      const kind = immediateFaults.find((one) => world.gatewayFaults.take(one))
      if (kind === 'drop') connection.drop()
      else if (kind === 'reconnect') connection.send(controlFrame(GatewayOpcodes.Reconnect, null))
      else if (kind === 'invalid_session') registry.invalidate(connection)
    },
  }
  world.gatewayFaults.onAdd(() => {
    for (const connection of Array.from(connections.values())) registry.playFaults(connection)
  })
  world.onLoad(() => {
    const open = [...connections.values()]
    sessions.clear()
    connections.clear()
    for (const connection of open)
      connection.close(GatewayCloseCodes.UnknownError, 'The world was replaced.')
  })
  return registry
}
