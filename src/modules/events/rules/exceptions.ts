/** How Discord changed one date of a series of its own. Times are epoch milliseconds. */
export type RemoteException = {
  /** When the occurrence would be by the rule. */
  original: number
  /** When it is instead; null where only the end moved, or nothing. */
  start: number | null
  cancelled: boolean
}

/** Discord counts in milliseconds, names of occurrences in seconds. */
const second = (at: number) => Math.trunc(at / 1000)

/** The dates of a series by its rule, with what Discord changed of them. */
export function withExceptions<T extends { start: number; skipped: boolean }>(
  dates: readonly T[],
  exceptions: readonly RemoteException[],
): T[] {
  return dates.map((one) => {
    const changed = exceptions.find(({ original }) => second(original) === second(one.start))
    if (!changed) return one
    const { start, cancelled } = changed
    return { ...one, start: start ?? one.start, skipped: one.skipped || cancelled }
  })
}
