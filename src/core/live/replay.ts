import type { Outbox, PublishedFact } from '../outbox/outbox.ts'
import type { LiveFrame } from './topic.ts'

/** How far back a cursor may lie. */
export type ReplayWindow = { facts: number; ageMs: number }

/** Ten minutes or 5,000 facts, whichever is less. */
export const replayWindow: ReplayWindow = { facts: 5_000, ageMs: 600_000 }

/** Bytes of frames that one log keeps at most. */
const logBytes = 8 * 2 ** 20

/** A frame that was built for a fact. */
export type BuiltFrame = { position: number; at: number; frame: LiveFrame; bytes: Buffer }

/** The newest frames of one group, complete from a position onward. */
export type FrameLog = {
  /** Frames of all facts after this position are here. */
  from(): number
  after(position: number): BuiltFrame[]
  push(built: BuiltFrame, now: number): void
  /** Puts the frames of the facts from `position` up to `from()` before the others. */
  extend(position: number, older: readonly BuiltFrame[], now: number): void
  /** Begins anew at a position. */
  reset(position: number): void
}

/** Makes an empty log that begins at a position. */
export function createFrameLog(start: number, window: ReplayWindow = replayWindow): FrameLog {
  let frames: BuiltFrame[] = []
  let from = start
  let bytes = 0

  function trim(now: number): void {
    let drop = 0
    for (const {
      at,
      bytes: { length },
    } of frames) {
      const tooMany = frames.length - drop > window.facts || bytes > logBytes
      if (!tooMany && at >= now - window.ageMs) break
      bytes -= length
      drop += 1
    }
    const last = frames[drop - 1]
    if (!last) return
    from = last.position
    frames = frames.slice(drop)
  }

  return {
    from: () => from,
    after: (position) => frames.filter((built) => built.position > position),
    push(built, now) {
      frames.push(built)
      bytes += built.bytes.length
      trim(now)
    },
    extend(position, older, now) {
      frames = [...older, ...frames]
      from = position
      bytes += older.reduce((sum, built) => sum + built.bytes.length, 0)
      trim(now)
    },
    reset(position) {
      frames = []
      from = position
      bytes = 0
    },
  }
}

/**
 * The facts after one position up to another, or null when they are too many, too old or no longer
 * all there.
 */
export async function factsBetween(
  outbox: Outbox,
  range: { after: number; upTo: number },
  now: number,
  window: ReplayWindow = replayWindow,
): Promise<PublishedFact[] | null> {
  const count = range.upTo - range.after
  if (count > window.facts) return null
  if (count <= 0) return []
  const facts = await outbox.since(range.after, count)
  const [first] = facts
  const complete = facts.length === count && first?.position === range.after + 1
  return complete && first.created_at >= now - window.ageMs ? facts : null
}

/** Whether a position was ever reached; a cursor from beyond belongs to another history. */
export async function positionExists(outbox: Outbox, position: number): Promise<boolean> {
  if (position <= outbox.position()) return true
  const [fact] = await outbox.since(position - 1, 1)
  return fact?.position === position
}
