import { Link } from '@tanstack/react-router'
import { Check, Clock3 } from 'lucide-react'
import { keepGuild } from '#web/shell/nav.tsx'
import { classes } from '#web/ui/classes.ts'
import type { EventJson } from '../../contract/event.ts'
import { placed } from '../data/mine.ts'
import { useTexts, useTypeName } from '../texts.ts'
import { lookOf } from './colours.ts'
import { dragged } from './drag.ts'
import type { CalendarFormat } from './format.ts'

function Mine({ event }: { event: EventJson }) {
  const { text } = useTexts()
  const status = event.my?.signup?.status
  if (status === undefined) return null
  const isIn = placed.has(status)
  if (!isIn && status !== 'waitlist') return null
  const Icon = isIn ? Check : Clock3
  return (
    <>
      <Icon size={12} aria-hidden className="shrink-0" />
      <span className="sr-only">, {text(isIn ? 'web.events.you_in' : 'web.events.you_wait')}</span>
    </>
  )
}

/** An event in a cell of the calendar: time and title; only a dot where there is no room. */
export function EventChip(props: { event: EventJson; format: CalendarFormat; roomy?: boolean }) {
  const { event, format, roomy = false } = props
  const { text } = useTexts()
  const typeName = useTypeName()
  const look = lookOf(event.type)
  const isOver = event.state === 'cancelled'
  return (
    <Link
      to="/events/$id"
      params={{ id: event.id }}
      search={keepGuild}
      {...dragged(event)}
      className={classes(
        'flex min-h-6 min-w-0 items-center gap-1 rounded px-1 text-xs hover:underline',
        look.chip,
        isOver && 'line-through opacity-80',
      )}
    >
      <span aria-hidden className={classes('size-2 shrink-0 rounded-full', look.dot)} />
      <span className={classes('shrink-0', !roomy && 'max-lg:sr-only')}>
        {format.time(event.start_at_utc)}
      </span>
      <span className={classes('truncate', !roomy && 'max-sm:sr-only')}>{event.title}</span>
      <span className="sr-only">
        , {typeName(event.type)}, {text(`web.events.state.${event.state}`)}
      </span>
      <Mine event={event} />
    </Link>
  )
}
