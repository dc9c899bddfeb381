import type { Choice } from '../wire/command.ts'
import { connectGateway, type GatewayLink } from '../wire/gateway.ts'
import { HttpError } from '../wire/http.ts'
import { guildHandlers } from './guild-dispatches.ts'
import type { Handlers } from './handlers.ts'
import { withEntry, withoutEntry } from './maps.ts'
import { messageHandlers } from './message-dispatches.ts'
import { emptyState, type ClientState, type Pending } from './model.ts'

const handlers: Handlers = { ...guildHandlers, ...messageHandlers }

/** Applies one dispatch. Unknown ones change nothing. */
export function applyDispatch(state: ClientState, type: string, data: unknown): ClientState {
  return Object.hasOwn(handlers, type) ? (handlers[type]?.(state, data) ?? state) : state
}

/** One person's client: its state, and who acts on it. */
export type Client = {
  token: string
  applicationId: string
  getState: () => ClientState
  subscribe: (listener: () => void) => () => void
  update: (change: (state: ClientState) => ClientState) => void
  /** Sends a gateway frame. */
  frame: (opcode: number, data: unknown) => void
  /** A fresh nonce of at most 25 characters. */
  nonce: () => string
  /** Connects; `close` ends it. */
  open: () => void
  close: () => void
}

/** What a client is made of. `nonce` gives fresh ones. */
export type ClientOptions = {
  gatewayUrl: string
  token: string
  applicationId: string
  nonce: () => string
  /** Hears of every dispatch after it was applied. */
  onDispatch?: (type: string) => void
}

/** A person's client, not yet connected. */
export function createClient(options: ClientOptions): Client {
  const { gatewayUrl, token, applicationId, nonce } = options
  let state = emptyState()
  const listeners = new Set<() => void>()
  const update = (change: (state: ClientState) => ClientState): void => {
    const next = change(state)
    if (next === state) return
    state = next
    for (const listener of listeners) listener()
  }
  let link: GatewayLink | undefined
  const open = (): void => {
    link?.close()
    link = connectGateway({
      url: gatewayUrl,
      token,
      onDispatch(type, data) {
        update((old) => applyDispatch(old, type, data))
        options.onDispatch?.(type)
      },
      onLink: (next) => update((old) => ({ ...old, link: next })),
    })
  }
  return {
    token,
    applicationId,
    getState: () => state,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    update,
    frame: (opcode, data) => link?.send(opcode, data),
    nonce,
    open,
    close: () => link?.close(),
  }
}

/** Shows a channel: its messages count as read from now on. */
export function view(client: Client, channelId: string | null): void {
  client.update((state) => ({
    ...state,
    viewing: channelId,
    unread: channelId === null ? state.unread : withoutEntry(state.unread, channelId),
  }))
}

/** Notes an interaction as under way while `act` sends it; a refusal becomes its failure. */
export async function track(
  client: Client,
  pending: Pending,
  act: (nonce: string) => Promise<unknown>,
): Promise<boolean> {
  const nonce = client.nonce()
  client.update((state) => ({ ...state, pending: withEntry(state.pending, nonce, pending) }))
  try {
    await act(nonce)
    return true
  } catch (error) {
    const failure = error instanceof HttpError ? error.message : String(error)
    client.update((state) => ({
      ...state,
      pending: withEntry(state.pending, nonce, { ...pending, failure }),
    }))
    return false
  }
}

/** Forgets a failed interaction. */
export function dismiss(client: Client, nonce: string): void {
  client.update((state) => ({ ...state, pending: withoutEntry(state.pending, nonce) }))
}

/** The suggestions that answer the question with this nonce. */
export function suggestionsFor(state: ClientState, nonce: string): readonly Choice[] | undefined {
  return state.suggestions?.nonce === nonce ? state.suggestions.choices : undefined
}
