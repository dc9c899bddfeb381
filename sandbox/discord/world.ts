import type { Clock } from '../clock.ts'
import type { Channel, GuildState, Person, StoredMessage, WorldState } from './entities.ts'
import { DiscordError } from './errors.ts'
import { createGatewayFaults, type GatewayFaults } from './gateway-faults.ts'

/**
 * Something that sessions hear of. It reaches whom every given condition admits. `d` is only valid during the call:
 * listeners serialise it at once.
 */
export type Dispatch = {
  t: string
  d: object
  guild_id?: string
  /** Only those who may view this channel. */
  channel_id?: string
  /** The gateway intent bit that a bot must have asked for; absent when none is needed. */
  intent?: number
  /** Only sessions of these users. */
  users?: readonly string[]
}

/** One REST call that a bot made, in the order of arrival. `at` is epoch milliseconds. */
export type CallRecord = {
  n: number
  at: number
  method: string
  path: string
  route: string
  status: number
  body: unknown
}

/** The state of the emulated service and how it tells others. */
export type World = {
  /** The current state; `load` replaces it, so read it through the world every time. */
  readonly state: WorldState
  readonly clock: Clock
  /** The address of the server that shows this world, without a slash at its end; links and files begin with it. */
  origin(): string
  /** A number in [0, 1). */
  random(): number
  /** A fresh snowflake of the current time. */
  nextId(): string
  dispatch(dispatch: Dispatch): void
  /** Listens to dispatches; call the result to stop. */
  onDispatch(listener: (dispatch: Dispatch) => void): () => void
  /** Replaces the whole state (reset, restored snapshot). */
  load(state: WorldState): void
  /** Listens to replacements of the state: sessions and timers of the old one are void. */
  onLoad(listener: () => void): () => void
  readonly gatewayFaults: GatewayFaults
  /** Calls of bots since the last load, oldest first. */
  readonly calls: CallRecord[]
  person(userId: string): Person
  /** Throws 404 10004 unless the guild exists. */
  guild(guildId: string): GuildState
  /** A guild channel, thread or direct message; throws 404 10003 when there is none. */
  channel(channelId: string): Channel
  /** The guild that a channel belongs to, or undefined for direct messages. */
  guildOf(channel: Channel): GuildState | undefined
  /** Throws 404 10008 unless the message exists in the channel. */
  message(channelId: string, messageId: string): StoredMessage
}

/** What a world is made of: `random` in [0, 1), the state it begins with, and the address under which it is served. */
export type WorldOptions = {
  clock: Clock
  random: () => number
  seed: WorldState
  origin?: () => string
}

const discordEpoch = 1_420_070_400_000n

/** Snowflakes hold milliseconds since 2015 in their upper bits. `low` fills the lower 22. */
export function snowflakeAt(epochMs: number, low = 0): string {
  return (((BigInt(Math.trunc(epochMs)) - discordEpoch) << 22n) | BigInt(low)).toString()
}

/** The moment in which a snowflake was made, in epoch milliseconds. */
export function timeOfSnowflake(id: string): number {
  return Number((BigInt(id) >> 22n) + discordEpoch)
}

function createListeners<T>(): {
  add(listener: (value: T) => void): () => void
  tell(value: T): void
} {
  const listeners = new Set<(value: T) => void>()
  return {
    add(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    tell(value) {
      for (const listener of listeners) listener(value)
    },
  }
}

function createIds(clock: Clock): () => string {
  let last = 0n
  return () => {
    const fresh = BigInt(snowflakeAt(clock.now()))
    last = fresh > last ? fresh : last + 1n
    return last.toString()
  }
}

/** A world in the state of its seed. */
export function createWorld({ clock, random, seed, origin }: WorldOptions): World {
  let state = seed
  const dispatches = createListeners<Dispatch>()
  const loads = createListeners<void>()
  const calls: CallRecord[] = []
  const findChannel = (id: string): Channel | undefined => {
    for (const guild of state.guilds.values()) {
      const channel = guild.channels.get(id)
      if (channel) return channel
    }
    return state.dms.get(id)
  }
  const world: World = {
    get state() {
      return state
    },
    clock,
    origin: origin ?? (() => 'http://127.0.0.1'),
    random,
    nextId: createIds(clock),
    dispatch: (dispatch) => dispatches.tell(dispatch),
    onDispatch: (listener) => dispatches.add(listener),
    load(next) {
      state = next
      calls.length = 0
      loads.tell()
    },
    onLoad: (listener) => loads.add(listener),
    gatewayFaults: createGatewayFaults(),
    calls,
    person: (id) => state.users.get(id) ?? unknown(10013, 'Unknown User'),
    guild: (id) => state.guilds.get(id) ?? unknown(10004, 'Unknown Guild'),
    channel: (id) => findChannel(id) ?? unknown(10003, 'Unknown Channel'),
    guildOf: (channel) =>
      channel.guild_id === undefined ? undefined : state.guilds.get(channel.guild_id),
    message: (channelId, messageId) =>
      state.messages.get(channelId)?.get(messageId) ?? unknown(10008, 'Unknown Message'),
  }
  return world
}

function unknown(code: number, message: string): never {
  throw new DiscordError(404, code, message)
}
