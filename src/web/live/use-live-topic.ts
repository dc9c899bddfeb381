import { useEffect, useEffectEvent, useId } from 'react'
import { z } from 'zod'
import { useClock } from '../clock.tsx'
import { useSession } from '../session.tsx'
import { useOnline } from './online.ts'
import { useLiveRegistry, type LiveState } from './registry.tsx'
import { openLiveSocket } from './socket.ts'

const hello = z.object({ type: z.literal('hello'), server_time: z.iso.datetime() })

/** What a page follows. */
export type LiveTopicOptions = {
  path: string
  /** The cursor of the page's data, or null while that is being fetched. */
  start: { cursor: string | null } | null
  /** Told of every frame, as parsed JSON. */
  onFrame: (frame: unknown) => void
}

/** Follows a live address for as long as the component is shown, and tells the shell how it goes. */
export function useLiveTopic(options: LiveTopicOptions): void {
  const { path, start } = options
  const id = useId()
  const clock = useClock()
  const registry = useLiveRegistry()
  const online = useOnline()
  const { me, loading } = useSession()
  const userId = me.user?.discord_id ?? null
  const ready = start !== null && !loading
  const onFrame = useEffectEvent((frame: unknown) => {
    const greeting = hello.safeParse(frame)
    if (greeting.success) clock.follow(Date.parse(greeting.data.server_time))
    options.onFrame(frame)
  })
  const startCursor = useEffectEvent(() => start?.cursor ?? null)
  useEffect(() => {
    let freshAt = ready ? clock.now() : null
    let state: LiveState = 'connecting'
    const report = () => registry.report(id, { state, freshAt })
    report()
    if (!ready) return () => registry.report(id, null)
    if (!online) {
      state = 'offline'
      report()
      return () => registry.report(id, null)
    }
    const socket = openLiveSocket({
      path,
      cursor: startCursor(),
      onFrame,
      onState(next) {
        if (state === 'live' || next === 'live') freshAt = clock.now()
        state = next
        report()
      },
    })
    return () => {
      socket.close()
      registry.report(id, null)
    }
  }, [clock, id, online, path, ready, registry, userId])
}
