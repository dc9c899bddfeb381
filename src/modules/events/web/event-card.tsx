import { Link } from '@tanstack/react-router'
import { MapPin, Users } from 'lucide-react'
import { keepGuild } from '#web/shell/nav.tsx'
import { Card } from '#web/ui/card.tsx'
import { classes } from '#web/ui/classes.ts'
import type { EventJson } from '../contract/event.ts'
import { lookOf } from './calendar/colours.ts'
import { useCalendarFormat } from './calendar/format.ts'
import { placesTaken } from './data/mine.ts'
import { StateBadge } from './state-badge.tsx'
import { useTexts, useTypeName } from './texts.ts'

/** How many have a place, with the limit where there is one. */
export function CountText({ event }: { event: EventJson }) {
  const { text } = useTexts()
  const { max_participants: max } = event
  const count = placesTaken(event)
  return (
    <span className="inline-flex items-center gap-1 text-sm text-muted">
      <Users size={14} aria-hidden />
      {max === null
        ? text('web.events.count', { count })
        : text('web.events.count_of', { count, max })}
    </span>
  )
}

/** An event in a list: when, what, where, how many. */
export function EventCard(props: { event: EventJson; zone: string; heading: 'h2' | 'h3' }) {
  const { event, zone, heading: Heading } = props
  const format = useCalendarFormat(zone)
  const typeName = useTypeName()
  return (
    <Card className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-3">
      <p className="w-24 shrink-0 text-sm tabular-nums">
        <time dateTime={event.start_at_utc}>{format.time(event.start_at_utc)}</time> –{' '}
        <time dateTime={event.end_at_utc}>{format.time(event.end_at_utc)}</time>
      </p>
      <div className="min-w-0 flex-1 basis-48">
        <Heading className="font-medium wrap-anywhere">
          <Link
            to="/events/$id"
            params={{ id: event.id }}
            search={keepGuild}
            className="hover:underline"
          >
            <bdi>{event.title}</bdi>
          </Link>
        </Heading>
        <p className="flex flex-wrap items-center gap-x-3 text-sm text-muted">
          <span className="inline-flex items-center gap-1">
            <span aria-hidden className={classes('size-2 rounded-full', lookOf(event.type).dot)} />
            {typeName(event.type)}
          </span>
          {event.location && (
            <span className="inline-flex min-w-0 items-center gap-1">
              <MapPin size={14} aria-hidden className="shrink-0" />
              <span className="wrap-anywhere">{event.location}</span>
            </span>
          )}
          <CountText event={event} />
        </p>
      </div>
      <StateBadge state={event.state} />
    </Card>
  )
}
