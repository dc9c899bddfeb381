import { useQueryClient } from '@tanstack/react-query'
import { useAnnounce } from '#web/announce.tsx'
import { useLiveTopic } from '#web/live/use-live-topic.ts'
import { useSession } from '#web/session.tsx'
import { eventFrame } from '../../contract/live.ts'
import { useTexts } from '../texts.ts'
import { storeFrame } from './cache.ts'

/**
 * Follows events live from the cursor of the fetched page on; null waits for the fetch. Changes in
 * numbers are said aloud, politely.
 */
export function useFrames(path: string, start: { cursor: string | null } | null): void {
  const queries = useQueryClient()
  const { me } = useSession()
  const { text } = useTexts()
  const announce = useAnnounce()
  useLiveTopic({
    path,
    start,
    onFrame(raw) {
      const parsed = eventFrame.safeParse(raw)
      if (!parsed.success) return
      const frame = parsed.data
      storeFrame({ queries, reader: me.user }, frame)
      if (frame.type !== 'event_update') return
      const { title, confirmed_count: count } = frame.event
      announce(text('web.events.said_change', { title, count }))
    },
  })
}
