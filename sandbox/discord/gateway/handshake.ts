import {
  GatewayCloseCodes,
  GatewayIntentBits,
  GatewayOpcodes,
  PresenceUpdateStatus,
} from 'discord-api-types/v10'
import { randomText } from '../random-text.ts'
import type { World } from '../world.ts'
import { shardOf } from './audience.ts'
import type { Connection } from './connection.ts'
import type { Identify, Resume } from './frames.ts'
import { guildCreate } from './guild-create.ts'
import { checkIdentify, holderOf, readyBody } from './identify.ts'
import { setPresence } from './presence.ts'
import type { Registry } from './registry.ts'
import { controlFrame, createSession } from './session.ts'
import type { Session } from './session.ts'
import type { SessionStarts } from './session-starts.ts'

/** What opening sessions needs. `resumeUrl` is where the client of a connection comes back to. */
export type Handshake = {
  world: World
  registry: Registry
  starts: SessionStarts
  resumeUrl: (connection: Connection) => string
}

function greet(world: World, session: Session, resumeUrl: string): void {
  const [shard, shards] = session.shard
  const guilds = [...world.state.guilds.values()].filter(
    (guild) =>
      guild.members.has(session.user_id) &&
      (!session.bot || shardOf(guild.base.id, shards) === shard),
  )
  const guildIds = guilds.map((guild) => guild.base.id)
  session.dispatch('READY', JSON.stringify(readyBody(world, session, { resumeUrl, guildIds })))
  if (session.bot && (session.intents & GatewayIntentBits.Guilds) === 0) return
  if (session.bot && world.gatewayFaults.has('outage')) {
    for (const id of guildIds) {
      session.dispatch('GUILD_DELETE', JSON.stringify({ id, unavailable: true }))
    }
    return
  }
  for (const guild of guilds)
    session.dispatch('GUILD_CREATE', JSON.stringify(guildCreate(world, guild, session)))
}

// Who starts too many sessions in a day gets a new token from the developer portal.
function resetToken(world: World): void {
  const { application, users } = world.state
  const bot = [...users.values()].find((person) => person.token === application.bot_token)
  const [id = ''] = application.bot_token.split('.')
  application.bot_token = `${id}.reset.${randomText(world, 27)}`
  if (bot !== undefined) bot.token = application.bot_token
}

/** Answers op 2: a new session with READY and a GUILD_CREATE for each guild, or the reason why not. */
export function identify(handshake: Handshake, frame: Identify, connection: Connection): void {
  const { world, registry, starts, resumeUrl } = handshake
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
  if (start === 'too_fast') connection.send(controlFrame(GatewayOpcodes.InvalidSession, false))
  if (start === 'exhausted') {
    resetToken(world)
    connection.close(GatewayCloseCodes.AuthenticationFailed, 'Authentication failed.')
  }
  if (start !== 'allowed') return
  const online = { status: PresenceUpdateStatus.Online, activities: [] }
  if (checked.bot || frame.presence) setPresence(world, checked.user_id, frame.presence ?? online)
  const session = createSession(checked)
  registry.attach(session, connection)
  session.connect(connection)
  greet(world, session, resumeUrl(connection))
  registry.playFaults(connection)
}

/** Answers op 6: what was missed and RESUMED, or op 9 when there is nothing to resume. */
export function resume(handshake: Handshake, frame: Resume, connection: Connection): void {
  const { world, registry } = handshake
  if (connection.session !== undefined) {
    connection.close(GatewayCloseCodes.AlreadyAuthenticated, 'Already authenticated.')
    return
  }
  const holder = holderOf(world, frame.token)
  if (holder === undefined) {
    connection.close(GatewayCloseCodes.AuthenticationFailed, 'Authentication failed.')
    return
  }
  const session = registry.byId(frame.session_id)
  if (session === undefined || session.token !== holder.token) {
    connection.send(controlFrame(GatewayOpcodes.InvalidSession, false))
    return
  }
  if (frame.seq > session.seq()) {
    connection.close(GatewayCloseCodes.InvalidSeq, 'Invalid seq.')
    return
  }
  registry.attach(session, connection)
  if (!session.resume(connection, frame.seq)) {
    registry.invalidate(connection)
    return
  }
  session.dispatch('RESUMED', '{"_trace":["sandbox"]}')
  registry.playFaults(connection)
}
