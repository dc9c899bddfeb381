import { useCallback, useEffect, useMemo, useState } from 'react'
import { useTexts } from '../../locales/context.tsx'
import { comeOnline } from '../../state/actions.ts'
import { createClient, view, type Client } from '../../state/client.ts'
import { findChannel, guildOfChannel, type ClientState, type Guild } from '../../state/model.ts'
import { HttpError } from '../../wire/http.ts'
import type { PaneTools } from '../context.tsx'

const textTypes = [0, 5]
const firstChannel = 'recruit'

/** The channel that is shown first in a server. */
export function landingChannel(guild: Guild): string | undefined {
  const texts = [...guild.channels.values()].filter(({ type }) => textTypes.includes(type))
  return (texts.find(({ name }) => name === firstChannel) ?? texts[0])?.id
}

/** The channel that Discord's kind of address, `/channels/guild/channel/message`, leads to. */
export function channelOfPath(path: string): string | undefined {
  return /^\/channels\/[^/]+\/(\d+)/.exec(path)?.[1]
}

/** Opens the wanted or else the landing channel unless a channel that exists is on show. */
export function settleView(client: Client, state: ClientState, wanted: string | undefined): void {
  if (state.viewing !== null && findChannel(state, state.viewing)) return
  if (wanted !== undefined && findChannel(state, wanted)) {
    view(client, wanted)
    return
  }
  const guild = [...state.guilds.values()][0]
  const channelId = guild && landingChannel(guild)
  if (channelId !== undefined) view(client, channelId)
}

/** Shows somebody as online whose presence nobody has ever set. */
function showUp(client: Client, { me, guilds }: ClientState): void {
  const isUnset = [...guilds.values()].some(({ presences }) => me && !presences.has(me.id))
  if (isUnset) comeOnline(client)
}

/** What a pane needs to connect somebody. */
export type Connection = {
  token: string
  applicationId: string
  nonce: () => string
  onDispatch: (type: string) => void
}

/** A connected client for a person; a new one when the person changes. */
export function usePaneClient({ token, applicationId, nonce, onDispatch }: Connection): Client {
  const client = useMemo(() => {
    const gatewayUrl = `${location.origin.replace(/^http/, 'ws')}/gateway`
    return createClient({ gatewayUrl, token, applicationId, nonce, onDispatch })
  }, [token, applicationId, nonce, onDispatch])
  useEffect(() => {
    const stop = client.subscribe(() => {
      settleView(client, client.getState(), channelOfPath(location.pathname))
      showUp(client, client.getState())
    })
    client.open()
    return () => {
      stop()
      client.close()
    }
  }, [client])
  return client
}

/** The tools of a pane, and what went wrong last. */
export function usePaneTools(client: Client, onOpen: (guildId: string | null) => void) {
  const t = useTexts()
  const [problem, setProblem] = useState<string>()
  const attempt = useCallback(
    (action: () => Promise<unknown>): void => {
      action().catch((error: unknown) =>
        setProblem(error instanceof HttpError ? error.message : t.somethingFailed),
      )
    },
    [t],
  )
  const openChannel = useCallback(
    (channelId: string): void => {
      onOpen(guildOfChannel(client.getState(), channelId)?.id ?? null)
      view(client, channelId)
    },
    [client, onOpen],
  )
  const tools = useMemo<PaneTools>(
    () => ({ client, attempt, openChannel }),
    [client, attempt, openChannel],
  )
  return { tools, problem, clear: () => setProblem(undefined) }
}
