import { GatewayCloseCodes, GatewayIntentBits } from 'discord-api-types/v10'
import type { Person } from '../entities.ts'
import { randomText } from '../random-text.ts'
import type { World } from '../world.ts'
import type { Identify } from './frames.ts'
import { applicationFlags, hasDisallowed } from './intents.ts'
import type { SessionOptions } from './session.ts'

/** Why an Identify ends the connection. */
export type Refusal = { code: GatewayCloseCodes; reason: string }

const everyIntent = Object.values(GatewayIntentBits)
  .filter((bit) => typeof bit === 'number')
  .reduce((all, bit) => all | bit, 0)

const guildsPerShard = 2500

/** Whose token this is; a bot's may carry its prefix. */
export function holderOf(world: World, token: string): Person | undefined {
  const bare = token.replace(/^Bot /, '')
  for (const person of world.state.users.values()) if (person.token === bare) return person
  return undefined
}

function refuseIntents(world: World, intents: number | undefined): Refusal | undefined {
  if (intents === undefined || (intents & ~everyIntent) !== 0 || intents > everyIntent)
    return { code: GatewayCloseCodes.InvalidIntents, reason: 'Invalid intent(s).' }
  return hasDisallowed(world, intents)
    ? { code: GatewayCloseCodes.DisallowedIntents, reason: 'Disallowed intent(s).' }
    : undefined
}

function refuseShard(world: World, shard: Identify['shard']): Refusal | undefined {
  const [id, count] = shard ?? [0, 1]
  if (count < 1 || id < 0 || id >= count)
    return { code: GatewayCloseCodes.InvalidShard, reason: 'Invalid shard.' }
  return world.state.guilds.size > guildsPerShard * count
    ? { code: GatewayCloseCodes.ShardingRequired, reason: 'Sharding required.' }
    : undefined
}

/** Checks token, intents and shard of op 2 in this order; people's clients need only a token. */
export function checkIdentify(world: World, identify: Identify): SessionOptions | Refusal {
  const person = holderOf(world, identify.token)
  if (person === undefined)
    return { code: GatewayCloseCodes.AuthenticationFailed, reason: 'Authentication failed.' }
  const bot = person.user.bot === true
  const refusal = bot
    ? (refuseIntents(world, identify.intents) ?? refuseShard(world, identify.shard))
    : undefined
  if (refusal !== undefined) return refusal
  return {
    id: randomText(world, 32),
    token: person.token,
    user_id: person.user.id,
    bot,
    intents: bot ? (identify.intents ?? 0) : 0,
    shard: bot ? (identify.shard ?? [0, 1]) : [0, 1],
    large_threshold: identify.large_threshold ?? 50,
  }
}

/** The body of READY. */
export function readyBody(
  world: World,
  session: SessionOptions,
  { resumeUrl, guildIds }: { resumeUrl: string; guildIds: readonly string[] },
): object {
  const { application, dms } = world.state
  const mine = [...dms.values()].filter((dm) =>
    dm.recipients?.some((user) => user.id === session.user_id),
  )
  return {
    v: 10,
    user: {
      ...world.person(session.user_id).user,
      verified: true,
      mfa_enabled: false,
      email: null,
    },
    session_type: 'normal',
    session_id: session.id,
    resume_gateway_url: resumeUrl,
    relationships: [],
    private_channels: session.bot ? [] : mine,
    presences: [],
    guilds: guildIds.map((id) => ({ id, unavailable: true })),
    guild_join_requests: [],
    geo_ordered_rtc_regions: [],
    application: { id: application.id, flags: applicationFlags(world) },
    ...(session.bot ? { shard: session.shard } : {}),
    _trace: ['sandbox'],
  }
}
