import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useEffectEvent, useId, useRef } from 'react'
import { LiveClient, type LiveClientState, type ReceivedFrame } from '#core/live/client.ts'
import { useClock } from '../clock.tsx'
import { useSession } from '../session.tsx'
import { browserClock, liveUrl, openBrowserSocket } from './browser-socket.ts'
import { useOnline } from './online.ts'
import { useLiveRegistry } from './registry.tsx'

/** Codes that say that the session is no longer known. */
const signedOut: ReadonlySet<string> = new Set(['not_authenticated', 'invalid_token'])

/** What a page follows. */
export type LiveTopicOptions = {
  path: string
  /** The cursor of the page's data, or null while that is being fetched. */
  start: { cursor: string | null } | null
  /** Only objects of this server are followed; undefined follows all. */
  guild?: string | undefined
  /** Told of every frame of the topic. */
  onFrame: (frame: ReceivedFrame) => void
}

/**
 * Follows a live address for as long as the component is shown, and tells the shell how it goes. What
 * it returns asks the address for something beside the dialect.
 */
export function useLiveTopic(options: LiveTopicOptions): (question: string) => void {
  const { path, start, guild } = options
  const id = useId()
  const clock = useClock()
  const queries = useQueryClient()
  const registry = useLiveRegistry()
  const online = useOnline()
  const { me, loading, expire } = useSession()
  const client = useRef<LiveClient>(null)
  const userId = me.user?.discord_id ?? null
  const ready = start !== null && !loading

  const onFrame = useEffectEvent((frame: ReceivedFrame) => options.onFrame(frame))
  const onServerTime = useEffectEvent((serverTime: number) => clock.follow(serverTime))
  const onState = useEffectEvent((state: LiveClientState, fetchedAt: number) => {
    const freshAt = clock.fromBrowser(state.freshAt ?? fetchedAt)
    registry.report(id, { state: state.kind, freshAt })
    if (state.kind !== 'refused') return
    if (signedOut.has(state.reason)) expire()
    // Asked again, the server tells the page why it is refused.
    else void queries.invalidateQueries()
  })
  const startCursor = useEffectEvent(() => start?.cursor ?? null)
  const isOnline = useEffectEvent(() => online)

  useEffect(() => {
    if (!ready) return undefined
    const fetchedAt = browserClock.now()
    const opened = new LiveClient({
      url: liveUrl(path),
      openSocket: openBrowserSocket,
      clock: browserClock,
      random: Math.random,
      cursor: startCursor(),
      ...(guild !== undefined && { filter: { discord_guild_id: guild } }),
      onFrame,
      onServerTime,
      onState: (state) => onState(state, fetchedAt),
    })
    client.current = opened
    if (isOnline()) opened.connect()
    else opened.setOnline(false)
    return () => {
      client.current = null
      opened.close()
      registry.report(id, null)
    }
  }, [guild, id, path, ready, registry, userId])

  useEffect(() => client.current?.setOnline(online), [online])

  return useCallback((question: string) => client.current?.ask(question), [])
}
