/** What can go wrong on the streams on request. */
export const streamFaultKinds = ['drop', 'silence', 'duplicate', 'reorder'] as const
/** One of them. */
export type StreamFaultKind = (typeof streamFaultKinds)[number]

/** How many more messages each fault meets. */
export type StreamFaults = {
  add(kind: StreamFaultKind, times: number): void
  /** Uses up one time of a fault; false when it is not on. */
  take(kind: StreamFaultKind): boolean
  clear(): void
}

/** No fault is on. */
export function createStreamFaults(): StreamFaults {
  const left = new Map<StreamFaultKind, number>()
  return {
    add: (kind, times) => void left.set(kind, times),
    take(kind) {
      const times = left.get(kind) ?? 0
      if (times > 0) left.set(kind, times - 1)
      return times > 0
    },
    clear: () => left.clear(),
  }
}
