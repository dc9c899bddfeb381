/** How Discord changed one date of a series of its own. Times are epoch milliseconds. */
export type RemoteException = {
  id: string
  /** When the occurrence would be by the rule. */
  original: number
  /** When it is instead; null where only the end moved, or nothing. */
  start: number | null
  /** When it ends instead; null where it follows the start. */
  end: number | null
  cancelled: boolean
}

/** An event of Discord's, as far as its dates go. */
type Dated = {
  start: number
  end: number | null
  exceptions?: readonly RemoteException[] | null
}

/** Discord counts in milliseconds, names of occurrences in seconds. */
const second = (at: number) => Math.trunc(at / 1000)

function exceptionAt(
  exceptions: readonly RemoteException[] | null | undefined,
  at: number,
): RemoteException | null {
  return exceptions?.find(({ original }) => second(original) === second(at)) ?? null
}

/** How the date that an event of Discord's comes to next was changed apart from its series; null where it was not. */
export function changedDate({ start, exceptions }: Dated): RemoteException | null {
  return exceptionAt(exceptions, start)
}

/** Whether the date that an event came to when it was seen last is called off now, apart from its series. */
export function isCalledOff({ exceptions }: Dated, seen: Pick<Dated, 'start'>): boolean {
  return exceptionAt(exceptions, seen.start)?.cancelled ?? false
}

/** When an event of Discord's is; `length` counts where it has no end. */
export function timesOf(remote: Dated, length: number): { start: number; end: number } {
  const changed = changedDate(remote)
  const start = changed?.start ?? remote.start
  const lasts = remote.end === null ? length : remote.end - remote.start
  return { start, end: changed?.end ?? start + lasts }
}

/** An event of Discord's with one date changed. */
export function withChangedDate<T extends Dated>(remote: T, changed: RemoteException): T {
  const others = (remote.exceptions ?? []).filter(({ id }) => id !== changed.id)
  return { ...remote, exceptions: [...others, changed] }
}

/** The same as if nobody had seen yet what was changed of its next date. */
export function withoutChangedDate<T extends Dated>(remote: T): T {
  const changed = changedDate(remote)
  if (!changed) return remote
  return { ...remote, exceptions: remote.exceptions?.filter((one) => one !== changed) ?? null }
}

/** Whether an event repeats in Discord, and Discord does not tell which of its dates were moved or called off. */
export function hidesMoves({
  recurrence_rule,
  exceptions,
}: Pick<Dated, 'exceptions'> & { recurrence_rule: object | null }): boolean {
  return recurrence_rule !== null && (exceptions ?? null) === null
}

/** The dates of a series by its rule, with what Discord changed of them. */
export function withExceptions<T extends { start: number; skipped: boolean }>(
  dates: readonly T[],
  exceptions: readonly RemoteException[],
): T[] {
  return dates.map((one) => {
    const changed = exceptionAt(exceptions, one.start)
    if (!changed) return one
    const { start, cancelled } = changed
    return { ...one, start: start ?? one.start, skipped: one.skipped || cancelled }
  })
}
