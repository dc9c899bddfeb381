import type { PresenceStatus } from '#core/presence.ts'

/** A status that began; it lasts until the next one. */
export type Point = { at: number; status: PresenceStatus | null }

/** A status from one instant to another. */
export type Span = { from: number; to: number; status: PresenceStatus }

/** Nobody is looked at less often than this, whatever the interval; in milliseconds. */
const lateMs = 900_000

/** Whether between two looks at somebody too much time lies to say what was in between. */
export function isGap(from: number, to: number, intervalMs: number): boolean {
  return to - from > Math.max(lateMs, 3 * intervalMs)
}

/** The stretches between two instants; a point without a status ends what was known. */
export function spansBetween(points: readonly Point[], from: number, to: number): Span[] {
  const sorted = points.toSorted((a, b) => a.at - b.at)
  return sorted.flatMap(({ at, status }, index) => {
    const begin = Math.max(at, from)
    const end = Math.min(sorted[index + 1]?.at ?? to, to)
    return status !== null && begin < end ? [{ from: begin, to: end, status }] : []
  })
}
