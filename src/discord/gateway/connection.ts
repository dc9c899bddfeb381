import {
  CompressionMethod,
  WebSocketManager,
  WebSocketShardEvents,
  type IIdentifyThrottler,
  type SessionInfo,
} from '@discordjs/ws'
import { GatewayOpcodes, type GatewayRequestGuildMembersData } from 'discord-api-types/v10'
import type { Clock } from '#core/clock.ts'
import type { Log } from '#core/log.ts'
import { pause } from '../rest/pause.ts'
import type { DiscordRest } from '../rest/rest.ts'
import { fatalClose } from './close-codes.ts'
import type { Dispatcher } from './dispatcher.ts'
import type { Sessions } from './sessions.ts'
import { TappedStrategy, type Tap } from './tap.ts'

/** What becomes of a connection. */
export type ConnectionEvents = {
  /** Every shard has its session. */
  up(): void
  /** A shard lost its socket; the library connects again by itself. */
  down(code: number): void
  /** The connection ended with a code after which it must not be made again as it was. */
  refused(code: number): void
  /** It never came to be. */
  unreachable(error: Error): void
  latency(ms: number): void
}

/** One set of shards with one set of intents. */
export type Connection = {
  close(): Promise<void>
  /** Asks for members of a guild (op 8); false while its shard has no session. */
  requestMembers(request: GatewayRequestGuildMembersData): boolean
}

/** How dispatches travel: as text, or through one zlib context per connection. */
export type Compression = 'none' | 'zlib-stream'

/** Which shard a guild belongs to (Discord: "Sharding"). */
function shardOf(guildId: string, shards: number): number {
  return Number((BigInt(guildId) >> 22n) % BigInt(shards))
}

/** Any code but 1000 and 1001, which end the session. */
const keepSessionCode = 4200

/** How long Discord may take to answer a farewell, in milliseconds; the session stays in any case. */
const farewellMs = 2_000

async function inTime(farewell: Promise<void>): Promise<void> {
  const over = new AbortController()
  await Promise.race([farewell, pause(farewellMs, over.signal)])
  over.abort()
}

type Needs = {
  token: string
  intents: number
  rest: DiscordRest
  sessions: Sessions
  dispatcher: Dispatcher
  budget: () => IIdentifyThrottler
  compression: Compression
  tap: Omit<Tap, 'skipped'>
  clock: Clock
  log: Log
  on: ConnectionEvents
}

function createManager(needs: Needs, hasEnded: () => boolean): WebSocketManager {
  const { token, intents, rest, sessions, budget, compression, tap, log } = needs
  return new WebSocketManager({
    token,
    intents,
    rest: rest.library,
    buildIdentifyThrottler: budget,
    compression: compression === 'none' ? null : CompressionMethod.ZlibNative,
    buildStrategy: (manager) =>
      new TappedStrategy(
        manager,
        { ...tap, skipped: (shardId, sequence) => sessions.skip(shardId, sequence) },
        log,
      ),
    // When it is over, the library waits here for ever instead of connecting again.
    retrieveSessionInfo: (shardId) =>
      hasEnded() ? new Promise<SessionInfo | null>(() => {}) : sessions.retrieve(shardId),
    updateSessionInfo: (shardId, info) => {
      if (!hasEnded()) sessions.update(shardId, info)
    },
  })
}

/** Opens the shards that Discord recommends; they resume where the stored sessions ended. */
export function openConnection(needs: Needs): Connection {
  const { sessions, dispatcher, clock, log, on } = needs
  const shardsUp = new Set<number>()
  let ended = false

  const manager = createManager(needs, () => ended)

  const isUp = () => shardsUp.size >= (manager.options.shardCount ?? 1)

  function onUp(shardId: number): void {
    shardsUp.add(shardId)
    if (isUp()) on.up()
  }

  function onClosed(code: number, shardId: number): void {
    shardsUp.delete(shardId)
    if (ended) return
    if (fatalClose(code) || code === 4014) {
      sessions.update(shardId, null)
      ended = true
      on.refused(code)
    } else on.down(code)
  }

  function onDispatch(payload: { t: string; s: number; d: unknown }, shardId: number): void {
    const water = sessions.lowWater(shardId)
    const open = dispatcher.dispatch(payload.t, payload.d, clock.now())
    if (!open) {
      water.skip(payload.s)
      sessions.touch()
      return
    }
    water.begin(payload.s)
    void open.then(() => {
      water.end(payload.s)
      sessions.touch()
    })
  }

  manager.on(WebSocketShardEvents.Dispatch, onDispatch)
  manager.on(WebSocketShardEvents.Closed, onClosed)
  manager.on(WebSocketShardEvents.Ready, (_, shardId) => onUp(shardId))
  manager.on(WebSocketShardEvents.Resumed, onUp)
  manager.on(WebSocketShardEvents.HeartbeatComplete, ({ latency }) => on.latency(latency))
  // Close codes say what is wrong; without these listeners an error would end the process.
  manager.on(WebSocketShardEvents.Error, (error) => log.debug({ err: error }, 'gateway error'))
  manager.on(WebSocketShardEvents.SocketError, (error) =>
    log.debug({ err: error }, 'the gateway socket failed'),
  )
  manager.connect().catch((error: unknown) => {
    if (ended) return
    ended = true
    on.unreachable(error instanceof Error ? error : new Error(String(error)))
  })

  return {
    requestMembers(request) {
      const { guild_id: guildId } = request
      const shardId = shardOf(guildId, manager.options.shardCount ?? 1)
      if (ended || !shardsUp.has(shardId)) return false
      const payload = { op: GatewayOpcodes.RequestGuildMembers, d: request } as const
      Promise.resolve(manager.send(shardId, payload)).catch((error: unknown) =>
        log.debug({ err: error }, 'members could not be asked for'),
      )
      return true
    },
    async close() {
      ended = true
      const destroyed = Promise.resolve(
        manager.destroy({ code: keepSessionCode, reason: 'restart' }),
      )
      // A shard that is destroyed while it connects destroys itself once more and forgets whom to
      // tell of the first time. It has no session that a farewell could keep.
      if (isUp()) await inTime(destroyed)
      else destroyed.catch(() => {})
    },
  }
}
