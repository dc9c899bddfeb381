import { queuePosition } from '#core/seats/store.ts'
import { boardOf, type PartyView } from '../store/parties.ts'
import type { Seen, Viewer } from '../views/json.ts'

/** A party as one reader sees it; the reader's place in a long queue is looked up. */
export async function seenBy(
  db: Parameters<typeof queuePosition>[0],
  view: PartyView,
  viewer: Viewer,
): Promise<Seen> {
  const waiting = view.seats.filter(({ status }) => status !== 'confirmed')
  const index = waiting.findIndex((seat) => seat.user_id === viewer.user_id)
  const mine = waiting[index]
  if (!mine) return { ...view, viewer, position: null }
  if (view.tail.count === 0) return { ...view, viewer, position: index + 1 }
  const position = await queuePosition(db, boardOf(view.party.id), mine.seq)
  return { ...view, viewer, position }
}
