import { CalendarDays } from 'lucide-react'
import { useState } from 'react'
import { useClock } from '#web/clock.tsx'
import { Failure } from '#web/pages/error.tsx'
import { guildSearch } from '#web/shell/guild-switcher.tsx'
import { HomePart } from '#web/shell/home-part.tsx'
import { EmptyState } from '#web/ui/empty-state.tsx'
import { Skeleton } from '#web/ui/skeleton.tsx'
import { useUrlSearch } from '#web/url-search.ts'
import { useCalendarFormat } from './calendar/format.ts'
import { useEvents } from './data/use-events.ts'
import { EventCard } from './event-card.tsx'
import { useTexts } from './texts.ts'
import { ownZone, wallAt } from './time/zone.ts'

/** So many coming events the home page shows. */
const shown = 3
const hourMs = 3_600_000

function Coming() {
  const { text } = useTexts()
  const clock = useClock()
  // Asked by the hour, so that the question stays the same while one looks.
  const [from] = useState(() => new Date(Math.floor(clock.now() / hourMs) * hourMs).toISOString())
  const [{ guild }] = useUrlSearch(guildSearch)
  const zone = ownZone()
  const format = useCalendarFormat(zone)
  const { items, status, error, refresh } = useEvents({
    from,
    state: 'scheduled,active',
    guild_id: guild,
  })
  if (status === 'loading') return <Skeleton className="h-40 w-full" />
  if (status === 'error') return <Failure error={error} onRetry={refresh} />
  if (items.length === 0) {
    return (
      <EmptyState icon={CalendarDays} title={text('web.events.empty.title')}>
        {text('web.events.empty.text')}
      </EmptyState>
    )
  }
  return (
    <ul className="grid gap-2">
      {items.slice(0, shown).map((event) => (
        <li key={event.id} className="flex flex-col gap-1">
          <p className="text-sm text-muted">
            {format.day(wallAt(zone, Date.parse(event.start_at_utc)))}
          </p>
          <EventCard event={event} zone={zone} heading="h3" />
        </li>
      ))}
    </ul>
  )
}

/** The next events, on the home page. */
export function HomeSection() {
  const { text } = useTexts()
  return (
    <HomePart
      id="events-section"
      title={text('web.events.home.title')}
      to="/events"
      all={text('web.events.home.all')}
    >
      <Coming />
    </HomePart>
  )
}
