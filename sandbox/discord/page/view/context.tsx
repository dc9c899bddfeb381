import { createContext, useContext, useSyncExternalStore } from 'react'
import type { Client } from '../state/client.ts'
import { displayName, type ClientState } from '../state/model.ts'

/** What a pane offers to everything inside it. */
export type PaneTools = {
  client: Client
  /** Runs an action; a refusal is shown to the person. */
  attempt: (action: () => Promise<unknown>) => void
  openChannel: (channelId: string) => void
}

const PaneContext = createContext<PaneTools | null>(null)

/** Gives a pane's tools to what is inside. */
export const PaneProvider = PaneContext.Provider

/** The tools of the pane around; throws outside of one. */
export function usePane(): PaneTools {
  const tools = useContext(PaneContext)
  if (!tools) throw new Error('Only inside a pane.')
  return tools
}

/** The state of a client, followed. */
export function useClientState(client: Client): ClientState {
  return useSyncExternalStore(client.subscribe, client.getState)
}

/** Names landmarks after the person, because the same ones may stand in two panes. */
export function usePaneLabel(): (text: string) => string {
  const { me } = usePaneState()
  return (text) => (me ? `${text} (${displayName(me)})` : text)
}

/** The state of the pane around. */
export function usePaneState(): ClientState {
  return useClientState(usePane().client)
}
