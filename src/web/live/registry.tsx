import type { LiveClientState } from '#core/live/client.ts'
import { createContext, useContext, useSyncExternalStore, type ReactNode } from 'react'

/** How a page's live connection is doing. */
export type LiveState = LiveClientState['kind']

/** What the shell shows of all live connections: the worst state and the age of the data. */
export type LiveSummary = { state: LiveState; freshAt: number | null }

/** Collects the states of the open connections for the top bar and the banner. */
export type LiveRegistry = {
  report: (id: string, summary: LiveSummary | null) => void
  summary: () => LiveSummary | null
  subscribe: (listener: () => void) => () => void
}

const severity: Record<LiveState, number> = {
  live: 0,
  connecting: 1,
  reconnecting: 2,
  refused: 3,
  offline: 4,
}

function worst(summaries: Iterable<LiveSummary>): LiveSummary | null {
  let found: LiveSummary | null = null
  for (const summary of summaries) {
    if (!found || severity[summary.state] > severity[found.state]) found = summary
  }
  return found
}

/** Makes an empty registry. */
export function createLiveRegistry(): LiveRegistry {
  const open = new Map<string, LiveSummary>()
  const listeners = new Set<() => void>()
  let current: LiveSummary | null = null
  return {
    report(id, summary) {
      if (summary) open.set(id, summary)
      else open.delete(id)
      current = worst(open.values())
      for (const listener of listeners) listener()
    },
    summary: () => current,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

const RegistryContext = createContext<LiveRegistry | null>(null)

/** Gives the page its registry of live connections. */
export function LiveProvider(props: { registry: LiveRegistry; children: ReactNode }) {
  return <RegistryContext value={props.registry}>{props.children}</RegistryContext>
}

/** The registry itself, for the hook that opens connections. */
export function useLiveRegistry(): LiveRegistry {
  const registry = useContext(RegistryContext)
  if (!registry) throw new Error('LiveProvider is missing.')
  return registry
}

/** The worst state of the open connections; null when the page has none. */
export function useLiveSummary(): LiveSummary | null {
  const registry = useLiveRegistry()
  return useSyncExternalStore(registry.subscribe, registry.summary)
}
