import { Link } from '@tanstack/react-router'
import { CalendarDays, Plus, SearchX } from 'lucide-react'
import { useState } from 'react'
import { useNow } from '#web/clock.tsx'
import { Failure } from '#web/pages/error.tsx'
import { usePageTitle } from '#web/pages/page-title.ts'
import { useSession } from '#web/session.tsx'
import { keepGuild } from '#web/shell/nav.tsx'
import { Button, buttonClass } from '#web/ui/button.tsx'
import { EmptyState } from '#web/ui/empty-state.tsx'
import { PageHeader } from '#web/ui/page-header.tsx'
import { Skeleton } from '#web/ui/skeleton.tsx'
import { useUrlSearch } from '#web/url-search.ts'
import type { EventJson } from '../../contract/event.ts'
import { useEvents } from '../data/use-events.ts'
import { useMove } from '../data/use-move.ts'
import { EventsNav } from '../events-nav.tsx'
import { useTexts } from '../texts.ts'
import { daysBetween, isoDay, wallAt } from '../time/zone.ts'
import { Agenda } from './agenda.tsx'
import { byDay, typesOf } from './by-day.ts'
import { useCalendarFormat } from './format.ts'
import { Month } from './month.tsx'
import { QuickCreate } from './quick-create.tsx'
import {
  calendarSearch,
  filterOf,
  isNarrowed,
  spanOf,
  type CalendarSearch,
  type ChangeSearch,
  type Span,
} from './search.ts'
import { Filters, TimeSteps, TypeFilter } from './toolbar.tsx'
import { Week } from './week.tsx'

function Nothing(props: { search: CalendarSearch; onChange: ChangeSearch }) {
  const { text } = useTexts()
  const { search, onChange } = props
  if (!isNarrowed(search)) {
    return (
      <EmptyState icon={CalendarDays} title={text('web.events.empty.title')}>
        {text('web.events.empty.text')}
      </EmptyState>
    )
  }
  const clear = () => onChange({ type: undefined, q: undefined, mine: undefined })
  return (
    <EmptyState
      icon={SearchX}
      title={text('web.events.none.title')}
      action={<Button onClick={clear}>{text('web.events.filter.clear')}</Button>}
    >
      {text('web.events.none.text')}
    </EmptyState>
  )
}

const grids = { month: Month, week: Week, agenda: Agenda }

function Days(props: {
  search: CalendarSearch
  span: Span
  items: readonly EventJson[]
  onChange: ChangeSearch
}) {
  const { search, span, items, onChange } = props
  const { me } = useSession()
  const now = useNow(60_000)
  const format = useCalendarFormat(span.zone)
  const [creating, setCreating] = useState<string | null>(null)
  const first = isoDay(span.days[0] ?? span.chosen)
  const move = useMove()
  const moveTo = (id: string, day: string) => {
    const event = items.find((one) => one.id === id)
    if (!event) return
    const days = daysBetween(isoDay(wallAt(span.zone, Date.parse(event.start_at_utc))), day)
    if (days !== 0) move(event, days)
  }
  const Grid = grids[search.view]
  return (
    <>
      {items.length === 0 && <Nothing search={search} onChange={onChange} />}
      {(items.length > 0 || search.view !== 'agenda') && (
        <Grid
          span={span}
          today={isoDay(wallAt(span.zone, now))}
          events={byDay(items, span.zone, first)}
          format={format}
          onCreate={me.user && me.guilds.length > 0 ? setCreating : undefined}
          onMove={moveTo}
          onDay={(date) => onChange(search.view === 'month' ? { date, view: 'agenda' } : { date })}
        />
      )}
      <QuickCreate day={creating} zone={span.zone} onClose={() => setCreating(null)} />
    </>
  )
}

/** `/events`: all events by month, by week or as a list, live. */
export function CalendarPage() {
  const { text, locale } = useTexts()
  const { me } = useSession()
  const now = useNow(60_000)
  const [search, onChange] = useUrlSearch(calendarSearch)
  const span = spanOf(search, now, locale)
  const format = useCalendarFormat(span.zone)
  const { items, more, status, error, stale, refresh } = useEvents(filterOf(search, span))
  const title = text('web.events.title')
  usePageTitle(title)
  return (
    <>
      <PageHeader
        title={title}
        note={text('web.events.note')}
        action={
          me.user && (
            <Link to="/events/new" search={keepGuild} className={buttonClass('primary')}>
              <Plus size={16} aria-hidden />
              {text('web.events.new')}
            </Link>
          )
        }
      />
      <EventsNav />
      <Filters search={search} zone={span.zone} onChange={onChange} />
      <div className="flex flex-wrap items-center justify-between gap-3">
        <TimeSteps search={search} span={span} format={format} onChange={onChange} />
        <TypeFilter types={typesOf(items)} chosen={search.type} onChange={onChange} />
      </div>
      <div aria-busy={status === 'loading' || stale} className="flex flex-col gap-3">
        {status === 'loading' && <Skeleton className="h-112 w-full" />}
        {status === 'error' && <Failure error={error} onRetry={refresh} />}
        {status === 'ready' && (
          <Days search={search} span={span} items={items} onChange={onChange} />
        )}
        {more && <p className="text-sm text-muted">{text('web.events.too_many')}</p>}
      </div>
    </>
  )
}
