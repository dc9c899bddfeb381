import {
  GatewayCloseCodes,
  GatewayIntentBits,
  GatewayOpcodes,
  PresenceUpdateStatus,
} from 'discord-api-types/v10'
import type { Clock } from '../../clock.ts'
import { DiscordError } from '../errors.ts'
import type { GatewayFaultKind } from '../gateway-faults.ts'
import { randomText } from '../random-text.ts'
import type { World } from '../world.ts'
import { shardOf } from './audience.ts'
import type { Connection, ConnectionOptions } from './connection.ts'
import type { Identify, Resume } from './frames.ts'
import { guildCreate } from './guild-create.ts'
import { checkIdentify, holderOf, readyBody } from './identify.ts'
import { createMemberRequests } from './members-chunk.ts'
import { setPresence } from './presence.ts'
import { controlFrame, createSession } from './session.ts'
import type { Session } from './session.ts'
import type { SessionStarts } from './session-starts.ts'
import { setVoiceState } from './voice.ts'

/** The sessions of all clients, and what their frames do. */
export type Sessions = {
  all(): Iterable<Session>
  onFrame(...frame: Parameters<ConnectionOptions['onFrame']>): void
  onClose(connection: Connection, code: number): void
}

type Setup = {
  world: World
  wireClock: Clock
  starts: SessionStarts
  resumeUrl(connection: Connection): string
}

// Assumed: Discord does not say how long a session can be resumed.
const resumableMs = 5 * 60_000
const endingCodes: readonly number[] = [1000, 1001]
const immediateFaults: readonly GatewayFaultKind[] = ['drop', 'reconnect', 'invalid_session']

/** No sessions. Faults that concern open sessions are played on bots when they are switched on and after each start. */
export function createSessions({ world, wireClock, starts, resumeUrl }: Setup): Sessions {
  const sessions = new Map<string, Session>()
  const connections = new Map<Session, Connection>()
  const requestMembers = createMemberRequests(world)

  const end = (session: Session): void => {
    if (!sessions.delete(session.id)) return
    connections.delete(session)
    const others = [...sessions.values()].some((other) => other.user_id === session.user_id)
    if (!session.bot || others || !world.state.users.has(session.user_id)) return
    setPresence(world, session.user_id, { status: PresenceUpdateStatus.Offline, activities: [] })
  }
  const invalidate = (connection: Connection): void => {
    const { session } = connection
    connection.session = undefined
    if (session !== undefined) end(session)
    connection.send(controlFrame(GatewayOpcodes.InvalidSession, false))
  }
  const playFaults = (connection: Connection): void => {
    if (connection.session?.bot !== true) return
    for (const kind of immediateFaults) {
      if (!world.gatewayFaults.take(kind)) continue
      if (kind === 'drop') connection.drop()
      else if (kind === 'reconnect') connection.send(controlFrame(GatewayOpcodes.Reconnect, null))
      else invalidate(connection)
      return
    }
  }
  const attach = (session: Session, connection: Connection): void => {
    connections.get(session)?.close(GatewayCloseCodes.UnknownError, 'Resumed elsewhere.')
    connections.set(session, connection)
    Object.assign(connection, { session })
  }
  const identify = (frame: Identify, connection: Connection): void => {
    if (connection.session !== undefined) {
      connection.close(GatewayCloseCodes.AlreadyAuthenticated, 'Already authenticated.')
      return
    }
    const checked = checkIdentify(world, frame)
    if ('code' in checked) {
      connection.close(checked.code, checked.reason)
      return
    }
    const start = checked.bot ? starts.take() : 'allowed'
    if (start === 'exhausted') resetToken(world)
    if (start === 'exhausted')
      connection.close(GatewayCloseCodes.AuthenticationFailed, 'Authentication failed.')
    if (start === 'too_fast') connection.send(controlFrame(GatewayOpcodes.InvalidSession, false))
    if (start !== 'allowed') return
    const presence = frame.presence ?? { status: PresenceUpdateStatus.Online, activities: [] }
    if (checked.bot || frame.presence) setPresence(world, checked.user_id, presence)
    const session = createSession(checked)
    sessions.set(session.id, session)
    attach(session, connection)
    session.connect(connection)
    greet(world, session, resumeUrl(connection))
    playFaults(connection)
  }
  const resume = (frame: Resume, connection: Connection): void => {
    if (holderOf(world, frame.token) === undefined) {
      connection.close(GatewayCloseCodes.AuthenticationFailed, 'Authentication failed.')
      return
    }
    const session = sessions.get(frame.session_id)
    if (session === undefined || session.token !== frame.token.replace(/^Bot /, '')) {
      connection.send(controlFrame(GatewayOpcodes.InvalidSession, false))
      return
    }
    if (frame.seq > session.seq()) {
      connection.close(GatewayCloseCodes.InvalidSeq, 'Invalid seq.')
      return
    }
    attach(session, connection)
    if (!session.resume(connection, frame.seq)) {
      invalidate(connection)
      return
    }
    session.dispatch('RESUMED', '{"_trace":["sandbox"]}')
    playFaults(connection)
  }

  world.gatewayFaults.onAdd(() => {
    for (const connection of [...connections.values()]) playFaults(connection)
  })
  world.onLoad(() => {
    const open = [...connections.values()]
    sessions.clear()
    connections.clear()
    for (const connection of open)
      connection.close(GatewayCloseCodes.UnknownError, 'The world was replaced.')
  })

  return {
    all: () => sessions.values(),
    onFrame(frame, connection) {
      if (frame.op === GatewayOpcodes.Identify) identify(frame.d, connection)
      else if (frame.op === GatewayOpcodes.Resume) resume(frame.d, connection)
      else if (connection.session === undefined)
        connection.close(GatewayCloseCodes.NotAuthenticated, 'Not authenticated.')
      else if (frame.op === GatewayOpcodes.PresenceUpdate)
        setPresence(world, connection.session.user_id, frame.d)
      else if (frame.op === GatewayOpcodes.RequestGuildMembers)
        requestMembers(connection.session, frame.d)
      else ignoreRefusal(() => setVoiceState(world, connection.session?.user_id ?? '', frame.d))
    },
    onClose(connection, code) {
      const { session } = connection
      if (session === undefined || connections.get(session) !== connection) return
      connections.delete(session)
      session.disconnect(connection)
      if (session.bot && world.gatewayFaults.has('silence')) world.gatewayFaults.take('silence')
      if (endingCodes.includes(code)) end(session)
      else
        wireClock.after(resumableMs, () => {
          if (!session.connected()) end(session)
        })
    },
  }
}

function greet(world: World, session: Session, resumeUrl: string): void {
  const [shard, shards] = session.shard
  const guilds = [...world.state.guilds.values()].filter(
    (guild) =>
      guild.members.has(session.user_id) &&
      (!session.bot || shardOf(guild.base.id, shards) === shard),
  )
  const ids = guilds.map((guild) => guild.base.id)
  session.dispatch('READY', JSON.stringify(readyBody(world, session, { resumeUrl, guildIds: ids })))
  if (session.bot && (session.intents & GatewayIntentBits.Guilds) === 0) return
  for (const guild of guilds)
    session.dispatch('GUILD_CREATE', JSON.stringify(guildCreate(world, guild, session)))
}

// Who starts too many sessions in a day gets a new token from the developer portal.
function resetToken(world: World): void {
  const { application, users } = world.state
  const bot = [...users.values()].find((person) => person.token === application.bot_token)
  application.bot_token = `${application.bot_token.split('.')[0] ?? ''}.reset.${randomText(world, 27)}`
  if (bot !== undefined) bot.token = application.bot_token
}

// The gateway does not answer a refused op 4.
function ignoreRefusal(run: () => void): void {
  try {
    run()
  } catch (error) {
    if (!(error instanceof DiscordError)) throw error
  }
}
