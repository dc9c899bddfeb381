import { Plus } from 'lucide-react'
import { Button } from '#web/ui/button.tsx'
import { classes } from '#web/ui/classes.ts'
import { useTexts } from '../texts.ts'
import { isoDay, type Day } from '../time/zone.ts'
import { droppedOn } from './drag.ts'
import { EventChip } from './event-chip.tsx'
import type { GridProps } from './month.tsx'

function WeekDay(props: GridProps & { day: Day }) {
  const { text } = useTexts()
  const { day, today, events, format, onCreate, onMove } = props
  const name = isoDay(day)
  const there = events.get(name) ?? []
  return (
    <li {...droppedOn(name, onMove)} className="flex min-w-0 flex-col gap-1 bg-surface p-2">
      <h2
        aria-current={name === today ? 'date' : undefined}
        className={classes('text-sm font-medium', name === today ? 'text-accent' : 'text-muted')}
      >
        <span className="sr-only">{format.day(day)}</span>
        <span aria-hidden>
          {format.weekday(day)} {day.day}
        </span>
      </h2>
      {there.length > 0 ? (
        <ul className="flex flex-col gap-1">
          {there.map((event) => (
            <li key={event.id} className="min-w-0">
              <EventChip event={event} format={format} roomy />
            </li>
          ))}
        </ul>
      ) : (
        <p className="text-xs text-muted">{text('web.events.day_free')}</p>
      )}
      {onCreate && (
        <Button
          kind="quiet"
          className="mt-auto min-h-7 px-1 text-xs"
          aria-label={text('web.events.create_on', { day: format.day(day) })}
          onClick={() => onCreate(name)}
        >
          <Plus size={14} aria-hidden />
        </Button>
      )}
    </li>
  )
}

/** A week: its days side by side, below each other on phones. */
export function Week(props: GridProps) {
  return (
    <ol className="grid gap-px overflow-hidden rounded-card border border-line bg-line lg:grid-cols-7">
      {props.span.days.map((day) => (
        <WeekDay key={isoDay(day)} {...props} day={day} />
      ))}
    </ol>
  )
}
