/** What can go wrong on the gateway on request. */
export const gatewayFaultKinds = [
  'drop',
  'reconnect',
  'invalid_session',
  'silence',
  'duplicate',
  'reorder',
  'outage',
  'down',
  'presence_intent_off',
  'members_intent_off',
] as const

/** One of `gatewayFaultKinds`. */
export type GatewayFaultKind = (typeof gatewayFaultKinds)[number]

/** A fault that is on; `left` counts how often it still happens, null without end. */
export type GatewayFault = { id: string; kind: GatewayFaultKind; left: number | null }

/** The switched-on faults of the gateway. */
export type GatewayFaults = {
  add(fault: GatewayFault): void
  /** Lifts one fault, or all. Says whether there was one. */
  remove(id?: string): boolean
  /** Those that are on, oldest first. */
  list(): { id: string; gateway: GatewayFaultKind; left: number | null }[]
  /** True when a fault of this kind is on; uses up one time of it. */
  take(kind: GatewayFaultKind): boolean
  /** True while a fault of this kind is on, without using it up. */
  has(kind: GatewayFaultKind): boolean
  /** Listens to faults being switched on: drop, reconnect and invalid_session happen at once to open sessions. */
  onAdd(listener: (fault: GatewayFault) => void): () => void
  /** Listens to faults being lifted. */
  onRemove(listener: (kind: GatewayFaultKind) => void): () => void
}

/** No fault is on. */
export function createGatewayFaults(): GatewayFaults {
  const active = new Map<string, GatewayFault>()
  const listeners = new Set<(fault: GatewayFault) => void>()
  const removals = new Set<(kind: GatewayFaultKind) => void>()
  const lift = (fault: GatewayFault): void => {
    active.delete(fault.id)
    for (const listener of removals) listener(fault.kind)
  }
  const find = (kind: GatewayFaultKind): GatewayFault | undefined =>
    [...active.values()].find((fault) => fault.kind === kind)
  return {
    add(fault) {
      active.set(fault.id, fault)
      for (const listener of listeners) listener(fault)
    },
    remove(id) {
      const lifted = [...active.values()].filter((fault) => id === undefined || fault.id === id)
      for (const fault of lifted) lift(fault)
      return lifted.length > 0
    },
    list: () => [...active.values()].map(({ id, kind, left }) => ({ id, gateway: kind, left })),
    take(kind) {
      const fault = active.size === 0 ? undefined : find(kind)
      if (!fault) return false
      if (fault.left !== null) {
        fault.left -= 1
        if (fault.left <= 0) active.delete(fault.id)
      }
      return true
    },
    has: (kind) => active.size > 0 && find(kind) !== undefined,
    onRemove(listener) {
      removals.add(listener)
      return () => removals.delete(listener)
    },
    onAdd(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
