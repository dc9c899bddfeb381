import { useQueryClient } from '@tanstack/react-query'
import { useSession } from '#web/session.tsx'
import { useNotify } from '#web/ui/toast.tsx'
import { event as eventSchema, type EventJson } from '../../contract/event.ts'
import { useTexts } from '../texts.ts'
import { addDays, localValue, wallAt } from '../time/zone.ts'
import { eventsPath, storeEvent } from './cache.ts'
import { useWrite } from './use-write.ts'

/** Whether an event is still to come, and may go to another day without its form. */
export function isMovable({ state }: EventJson): boolean {
  return state === 'scheduled' || state === 'draft'
}

/** Moves an event by days; the clock shows the same time there. */
export function useMove(): (event: EventJson, days: number) => void {
  const { text } = useTexts()
  const queries = useQueryClient()
  const { me } = useSession()
  const notify = useNotify()
  const { send } = useWrite({
    schema: eventSchema,
    done(after) {
      storeEvent({ queries, reader: me.user }, after)
      notify('good', text('web.events.saved'))
    },
  })
  return ({ id, timezone, start_at_utc, duration_minutes }, days) => {
    const wall = wallAt(timezone, Date.parse(start_at_utc))
    const local_start = `${localValue({ ...wall, ...addDays(wall, days) })}:00`
    const body = { local_start, timezone, duration_minutes }
    send({ method: 'PATCH', path: `${eventsPath}/${id}`, body })
  }
}
