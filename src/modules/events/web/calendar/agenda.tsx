import { isoDay } from '../time/zone.ts'
import { EventCard } from '../event-card.tsx'
import type { GridProps } from './month.tsx'

/** The coming days that have events, one below the other. */
export function Agenda({ span, events, format }: GridProps) {
  const days = span.days.filter((day) => events.has(isoDay(day)))
  return (
    <ol className="flex flex-col gap-4">
      {days.map((day) => (
        <li key={isoDay(day)} className="flex flex-col gap-2">
          <h2 className="font-semibold">{format.day(day)}</h2>
          <ul className="grid gap-2">
            {(events.get(isoDay(day)) ?? []).map((event) => (
              <li key={event.id}>
                <EventCard event={event} zone={span.zone} heading="h3" />
              </li>
            ))}
          </ul>
        </li>
      ))}
    </ol>
  )
}
