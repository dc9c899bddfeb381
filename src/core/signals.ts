/**
 * Wake-up calls between the processes of one installation. A signal says only *look again*; it may
 * come twice or not at all, so every listener also looks by itself now and then.
 */
export type Signals = {
  send(channel: string, payload?: string): void
  listen(channel: string, listener: (payload: string) => void): () => void
  /** False while other processes cannot be reached; the embedded driver is always connected. */
  connected(): boolean
  close(): Promise<void>
}

/** Signals within this process only. */
export function createLocalSignals(): Signals {
  const listeners = new Map<string, Set<(payload: string) => void>>()
  return {
    send(channel, payload = '') {
      for (const listener of listeners.get(channel) ?? []) listener(payload)
    },
    listen(channel, listener) {
      const set = listeners.get(channel) ?? new Set()
      listeners.set(channel, set.add(listener))
      return () => set.delete(listener)
    },
    connected: () => true,
    close: () => Promise.resolve(),
  }
}
