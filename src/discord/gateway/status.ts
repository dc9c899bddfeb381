import type { Clock } from '#core/clock.ts'

/** How the gateway is doing, in words where it needs somebody's help. */
export type GatewayStatus = {
  state: 'idle' | 'connecting' | 'ready' | 'stopped'
  /** Why it is not ready; null when all is well. */
  reason: string | null
  fix: string | null
  /** Intents that are switched off in the developer portal, so that parts of modules rest. */
  missing_intents: { name: string; switch: string }[]
  /** Epoch milliseconds since which the state is what it is, and of the last frame; null: none yet. */
  since: number | null
  last_event_at: number | null
  /** Round trip of the last heartbeat, in milliseconds. */
  latency_ms: number | null
}

/** Whether changes of members arrive as they happen. */
export function hearsMembers({ state, missing_intents }: GatewayStatus): boolean {
  return state === 'ready' && missing_intents.every(({ name }) => name !== 'GUILD_MEMBERS')
}

/** Keeps the status and tells of its changes. */
export type StatusKeeper = {
  now(): GatewayStatus
  set(state: GatewayStatus['state'], reason?: string | null, fix?: string | null): void
  missing(intent: { name: string; switch: string }): void
  /** These are switched on again. */
  found(names: readonly string[]): void
  heard(): void
  latency(ms: number): void
  onState(listener: (state: GatewayStatus['state']) => void): void
}

/** Makes the keeper; it starts idle. */
export function createStatusKeeper(clock: Clock): StatusKeeper {
  const listeners: ((state: GatewayStatus['state']) => void)[] = []
  const status: GatewayStatus = {
    state: 'idle',
    reason: null,
    fix: null,
    missing_intents: [],
    since: null,
    last_event_at: null,
    latency_ms: null,
  }
  return {
    now: () => ({ ...status, missing_intents: [...status.missing_intents] }),
    set(state, reason = null, fix = null) {
      const changed = status.state !== state
      Object.assign(status, { state, reason, fix }, changed && { since: clock.now() })
      if (changed) for (const listener of listeners) listener(state)
    },
    missing: (intent) => status.missing_intents.push(intent),
    found(names) {
      status.missing_intents = status.missing_intents.filter(({ name }) => !names.includes(name))
    },
    heard() {
      status.last_event_at = clock.now()
    },
    latency(ms) {
      status.latency_ms = ms
    },
    onState: (listener) => listeners.push(listener),
  }
}
