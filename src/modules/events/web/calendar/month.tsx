import { Plus } from 'lucide-react'
import type { KeyboardEvent } from 'react'
import { classes } from '#web/ui/classes.ts'
import type { EventJson } from '../../contract/event.ts'
import { useTexts } from '../texts.ts'
import { addDays, addMonths, isoDay, type Day } from '../time/zone.ts'
import { droppedOn } from './drag.ts'
import { EventChip } from './event-chip.tsx'
import type { CalendarFormat } from './format.ts'
import type { Span } from './search.ts'

/** What the grids of days share. */
export type GridProps = {
  span: Span
  today: string
  events: ReadonlyMap<string, readonly EventJson[]>
  format: CalendarFormat
  /** Begins an event on a day; absent for those who may not. */
  onCreate?: ((day: string) => void) | undefined
  /** Goes to a day. */
  onDay: (day: string) => void
  /** An event was dropped on a day. */
  onMove: (id: string, day: string) => void
}

/** So many events of a day stand in its cell. */
const shown = 4

const moves: Partial<Record<string, (day: Day) => Day>> = {
  ArrowLeft: (day) => addDays(day, -1),
  ArrowRight: (day) => addDays(day, 1),
  ArrowUp: (day) => addDays(day, -7),
  ArrowDown: (day) => addDays(day, 7),
  PageUp: (day) => addMonths(day, -1),
  PageDown: (day) => addMonths(day, 1),
}

/** Arrow keys go from day to day; a day that is not on show is brought there. */
export function moveByKey(event: KeyboardEvent, day: Day, onDay: (day: string) => void): void {
  const move = moves[event.key]
  if (!move) return
  event.preventDefault()
  const next = isoDay(move(day))
  const table = event.currentTarget.closest('table')
  const button = table?.querySelector<HTMLButtonElement>(`[data-day="${next}"]`)
  if (button) button.focus()
  else onDay(next)
}

function DayHead(props: GridProps & { day: Day; isOutside: boolean }) {
  const { text } = useTexts()
  const { day, today, format, isOutside, onCreate, onDay, span } = props
  const name = isoDay(day)
  const isToday = name === today
  const count = props.events.get(name)?.length ?? 0
  const isChosen = name === isoDay(span.chosen)
  return (
    <div className="flex items-center justify-between gap-1">
      <button
        type="button"
        data-day={name}
        tabIndex={isChosen ? 0 : -1}
        aria-current={isToday ? 'date' : undefined}
        className={classes(
          'size-6 rounded-full text-xs tabular-nums hover:bg-sunken',
          isToday && 'bg-accent font-semibold text-on-accent hover:bg-accent-strong',
          !isToday && isOutside && 'text-muted',
        )}
        onClick={() => onDay(name)}
        onKeyDown={(event) => moveByKey(event, day, onDay)}
      >
        <span aria-hidden>{day.day}</span>
        <span className="sr-only">
          {text('web.events.day_label', { day: format.day(day), count })}
        </span>
      </button>
      {onCreate && (
        <button
          type="button"
          tabIndex={isChosen ? 0 : -1}
          aria-label={text('web.events.create_on', { day: format.day(day) })}
          className="hidden size-6 items-center justify-center rounded-md text-muted hover:bg-sunken hover:text-ink focus-visible:flex sm:flex sm:opacity-0 sm:group-focus-within:opacity-100 sm:group-hover:opacity-100"
          onClick={() => onCreate(name)}
        >
          <Plus size={14} aria-hidden />
        </button>
      )}
    </div>
  )
}

function DayCell(props: GridProps & { day: Day }) {
  const { text } = useTexts()
  const { day, span, events, format, onDay, onMove } = props
  const name = isoDay(day)
  const there = events.get(name) ?? []
  const isOutside = day.month !== span.chosen.month
  const more = there.length - shown
  return (
    <td
      {...droppedOn(name, onMove)}
      className={classes(
        'group h-20 min-w-0 overflow-hidden border border-line p-0.5 align-top sm:h-28 sm:p-1',
        isOutside && 'bg-page',
      )}
    >
      <DayHead {...props} isOutside={isOutside} />
      {there.length > 0 && (
        <ul className="mt-0.5 flex flex-col gap-0.5">
          {there.slice(0, shown).map((event) => (
            <li key={event.id} className="min-w-0">
              <EventChip event={event} format={format} />
            </li>
          ))}
        </ul>
      )}
      {more > 0 && (
        <button
          type="button"
          className="min-h-6 px-1 text-xs text-muted underline"
          onClick={() => onDay(name)}
        >
          {text('web.events.more', { count: more })}
        </button>
      )}
    </td>
  )
}

/** A month as a table of weeks. */
export function Month(props: GridProps) {
  const { span, format } = props
  const weeks = Array.from({ length: span.days.length / 7 }, (_none, week) =>
    span.days.slice(week * 7, week * 7 + 7),
  )
  const [first = []] = weeks
  return (
    <table className="w-full table-fixed border-collapse bg-surface">
      <caption className="sr-only">{format.month(span.chosen)}</caption>
      <thead>
        <tr>
          {first.map((day) => (
            <th key={isoDay(day)} scope="col" className="py-1 text-xs font-medium text-muted">
              {format.weekday(day)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeks.map((week) => (
          <tr key={isoDay(week[0] ?? span.chosen)}>
            {week.map((day) => (
              <DayCell key={isoDay(day)} {...props} day={day} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
