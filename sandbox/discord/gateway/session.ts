import { GatewayOpcodes } from 'discord-api-types/v10'

/** Where a session's frames go while a client is connected. */
export type Link = { send(frame: string): void }

/** What a client said about itself in Identify. */
export type SessionOptions = {
  id: string
  token: string
  user_id: string
  bot: boolean
  /** Bit set of op 2; people get everything and have none. */
  intents: number
  shard: readonly [id: number, count: number]
  large_threshold: number
}

/** A gateway session: it outlives its connection, numbers its dispatches and keeps them for a resume. */
export type Session = SessionOptions & {
  /** The number of the last dispatch. */
  seq(): number
  /** Numbers, keeps and sends a dispatch; `data` is the JSON text of `d`, shared by all who get the same. */
  dispatch(name: string, data: string): void
  /** Sends the last dispatch once more, with its number. */
  repeat(): void
  /** Sends what came after `seq` to a new link and goes on from there; false when that is not known (any more). */
  resume(link: Link, seq: number): boolean
  /** Starts or stops sending; dispatches are kept in between. */
  connect(link: Link): void
  disconnect(link: Link): void
  connected(): boolean
}

// Assumed: Discord does not say how many dispatches it keeps for a resume.
const replayLimit = 50_000

/** The JSON text of a frame outside op 0. */
export function controlFrame(op: GatewayOpcodes, d: unknown): string {
  return JSON.stringify({ op, d, s: null, t: null })
}

/** A session with an empty history. */
export function createSession(options: SessionOptions): Session {
  let seq = 0
  let link: Link | undefined
  let kept: string[] = []
  return {
    ...options,
    seq: () => seq,
    dispatch(name, data) {
      seq += 1
      const frame = `{"t":"${name}","s":${seq},"op":${GatewayOpcodes.Dispatch},"d":${data}}`
      kept.push(frame)
      if (kept.length > 2 * replayLimit) kept = kept.slice(-replayLimit)
      link?.send(frame)
    },
    repeat() {
      const last = kept.at(-1)
      if (last !== undefined) link?.send(last)
    },
    resume(next, from) {
      const missed = seq - from
      if (missed < 0 || missed > kept.length) return false
      if (missed > 0) for (const frame of kept.slice(-missed)) next.send(frame)
      link = next
      return true
    },
    connect(next) {
      link = next
    },
    disconnect(closed) {
      if (link === closed) link = undefined
    },
    connected: () => link !== undefined,
  }
}
