/** How the gateway is doing, in words where it needs somebody's help. */
export type GatewayStatus = {
  state: 'idle' | 'connecting' | 'ready' | 'stopped'
  /** Why it is not ready; null when all is well. */
  reason: string | null
  fix: string | null
  /** Intents that are switched off in the developer portal, so that parts of modules rest. */
  missing_intents: { name: string; switch: string }[]
  /** Round trip of the last heartbeat, in milliseconds. */
  latency_ms: number | null
}

/** Keeps the status and tells of its changes. */
export type StatusKeeper = {
  now(): GatewayStatus
  set(state: GatewayStatus['state'], reason?: string | null, fix?: string | null): void
  missing(intent: { name: string; switch: string }): void
  latency(ms: number): void
  onState(listener: (state: GatewayStatus['state']) => void): void
}

/** Makes the keeper; it starts idle. */
export function createStatusKeeper(): StatusKeeper {
  const listeners: ((state: GatewayStatus['state']) => void)[] = []
  const status: GatewayStatus = {
    state: 'idle',
    reason: null,
    fix: null,
    missing_intents: [],
    latency_ms: null,
  }
  return {
    now: () => ({ ...status, missing_intents: [...status.missing_intents] }),
    set(state, reason = null, fix = null) {
      const changed = status.state !== state
      Object.assign(status, { state, reason, fix })
      if (changed) for (const listener of listeners) listener(state)
    },
    missing: (intent) => status.missing_intents.push(intent),
    latency(ms) {
      status.latency_ms = ms
    },
    onState: (listener) => listeners.push(listener),
  }
}
