import {
  SimpleShardingStrategy,
  WebSocketShard,
  WebSocketShardDestroyRecovery,
  type WebSocketManager,
} from '@discordjs/ws'
import type { Log } from '#core/log.ts'
import { foreignPresence, sequenceOf } from './foreign.ts'
import { createInflate, type Inflate } from './inflate.ts'

/** Who looks at frames before the client library does. */
export type Tap = {
  /** Whether anybody wants to hear of this person's presence. */
  follows(userId: string): boolean
  /** A dispatch came and need not be looked at; all before it have been handed on. */
  skipped(shardId: number, sequence: number): void
  /** A frame came. */
  heard(): void
}

/** The inflating context of a shard's present connection. */
function createInflater(shard: WebSocketShard): Inflate {
  let stream: unknown = null
  let inflate: Inflate | null = null
  return (data) => {
    // The library makes a new stream for each connection.
    const now: unknown = Reflect.get(shard, 'nativeInflate')
    if (now !== stream) {
      stream = now
      inflate = createInflate(now)
    }
    if (!inflate) throw new Error('this Node.js cannot inflate at once')
    return inflate(data)
  }
}

function textOf(data: unknown, inflate: Inflate): string | null {
  if (typeof data === 'string') return data
  return data instanceof ArrayBuffer ? inflate(new Uint8Array(data)) : null
}

/** Puts the tap between a shard's socket and the library's way of taking messages. */
function install(shard: WebSocketShard, tap: Tap, log: Log): void {
  const take: unknown = Reflect.get(shard, 'onMessage')
  if (typeof take !== 'function') throw new Error('the gateway library takes messages otherwise')
  const inflate = createInflater(shard)
  let taking = 0
  let waiting: number | null = null

  function tell(): void {
    // What was skipped counts as handled once everything before it has been handed on.
    if (taking > 0 || waiting === null) return
    tap.skipped(shard.id, waiting)
    waiting = null
  }

  async function hand(text: string): Promise<void> {
    const isDispatch = sequenceOf(text) !== null
    if (isDispatch) taking += 1
    try {
      await Reflect.apply(take as () => Promise<void>, shard, [text, false])
    } finally {
      if (isDispatch) {
        taking -= 1
        tell()
      }
    }
  }

  function receive(data: unknown): Promise<void> | undefined {
    tap.heard()
    let text: string | null
    try {
      text = textOf(data, inflate)
    } catch (error) {
      log.warn({ err: error }, 'a frame of the gateway could not be read')
      const recover = WebSocketShardDestroyRecovery.Resume
      return shard.destroy({ reason: 'damaged frame', recover })
    }
    if (text === null) return undefined
    const skipped = foreignPresence(text, (userId) => tap.follows(userId))
    if (skipped === null) return hand(text)
    waiting = skipped
    tell()
    return undefined
  }

  Reflect.set(shard, 'onMessage', receive)
}

/** The library's usual way to run shards, with the tap before each of them. */
export class TappedStrategy extends SimpleShardingStrategy {
  readonly #tap: Tap
  readonly #log: Log

  constructor(manager: WebSocketManager, tap: Tap, log: Log) {
    super(manager)
    this.#tap = tap
    this.#log = log
  }

  override async spawn(shardIds: number[]): Promise<void> {
    await super.spawn(shardIds)
    const shards: unknown = Reflect.get(this, 'shards')
    if (!(shards instanceof Map)) throw new Error('the gateway library keeps shards otherwise')
    for (const shard of shards.values()) {
      if (shard instanceof WebSocketShard) install(shard, this.#tap, this.#log)
    }
  }
}
