import { useQueryClient } from '@tanstack/react-query'
import { useAnnounce } from '#web/announce.tsx'
import { useLiveTopic } from '#web/live/use-live-topic.ts'
import { useSession } from '#web/session.tsx'
import { recruitmentFrame } from '../contract/live.ts'
import { storeFrame } from './cache.ts'
import { useTexts } from './texts.ts'

/**
 * Follows parties live from the cursor of the fetched page on; null waits for the fetch. Changes in
 * numbers are said aloud, politely.
 */
export function useFrames(
  path: string,
  start: { cursor: string | null } | null,
  guild?: string,
): void {
  const queries = useQueryClient()
  const { me } = useSession()
  const { text } = useTexts()
  const announce = useAnnounce()
  useLiveTopic({
    path,
    start,
    guild,
    onFrame(raw) {
      const parsed = recruitmentFrame.safeParse(raw)
      if (!parsed.success) return
      const frame = parsed.data
      storeFrame({ queries, reader: me.user }, frame)
      if (frame.type !== 'recruitment_update') return
      const { title, current_slots: current, max_slots: max } = frame.recruitment
      announce(text('web.recruitment.said_change', { title, current, max }))
    },
  })
}
