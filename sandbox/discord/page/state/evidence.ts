import type { Call, InteractionRecord } from '../wire/control.ts'

/** What the inspector and the guide know, oldest first. */
export type Records = {
  interactions: readonly InteractionRecord[]
  calls: readonly Call[]
}

// Answers, calls and statuses of recent records may still change, so the newest are read again.
const readAgain = 30

/** From which number on a list is read again. */
export function readFrom(known: readonly { n: number }[]): number {
  return Math.max(0, (known.at(-1)?.n ?? 0) - readAgain)
}

/** Known records with newly read ones put over them, by number. */
export function mergeRecords<T extends { n: number }>(
  known: readonly T[],
  read: readonly T[],
): T[] {
  const all = new Map([...known, ...read].map((one) => [one.n, one]))
  return [...all.values()].toSorted((a, b) => a.n - b.n)
}
