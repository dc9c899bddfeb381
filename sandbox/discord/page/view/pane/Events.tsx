import { CalendarClock, MapPin, Repeat, Users } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useLanguage, useTexts } from '../../locales/context.tsx'
import {
  cancelEvent,
  loadInterested,
  setEventStatus,
  setInterested,
} from '../../state/event-actions.ts'
import type { Guild } from '../../state/model.ts'
import { bits, permissionsOf } from '../../state/permissions.ts'
import { Markdown } from '../../text/Markdown.tsx'
import { formatTime } from '../../text/times.ts'
import { Button } from '../../ui/Button.tsx'
import { useNow } from '../../ui/clock.tsx'
import { Empty } from '../../ui/fields.tsx'
import type { ScheduledEvent } from '../../wire/objects.ts'
import { usePane, usePaneState } from '../context.tsx'
import { EventForm } from './EventForm.tsx'
import { repetitionOf } from './repetition.ts'

const active = 2

function Details({ guild, event }: { guild: Guild; event: ScheduledEvent }) {
  const t = useTexts()
  const locale = useLanguage()
  const now = useNow()
  const at = (time: string): string => formatTime(Date.parse(time), 'f', { now, locale })
  const place = event.entity_metadata?.location ?? guild.channels.get(event.channel_id ?? '')?.name
  return (
    <>
      <p className="flex items-center gap-1 text-xs text-muted">
        <CalendarClock aria-hidden="true" className="size-3.5" />
        {event.status === active ? t.runningNow : at(event.scheduled_start_time)}
        {event.scheduled_end_time && ` – ${at(event.scheduled_end_time)}`}
      </p>
      {event.recurrence_rule && (
        <p className="flex items-center gap-1 text-xs text-muted">
          <Repeat aria-hidden="true" className="size-3.5" />
          {t.repeats[repetitionOf(event.recurrence_rule)]}
        </p>
      )}
      <h3 className="font-semibold break-words">{event.name}</h3>
      {place && (
        <p className="flex items-center gap-1 text-xs break-all text-muted">
          <MapPin aria-hidden="true" className="size-3.5 shrink-0" />
          {place}
        </p>
      )}
      {event.description && <Markdown text={event.description} />}
    </>
  )
}

function OrganiserButtons({ event, onEdit }: { event: ScheduledEvent; onEdit: () => void }) {
  const t = useTexts()
  const { client, attempt } = usePane()
  const isRunning = event.status === active
  return (
    <>
      <Button
        className="ml-auto"
        onClick={() => attempt(() => setEventStatus(client, event, isRunning ? 3 : 2))}
      >
        {isRunning ? t.endEvent : t.startEvent}
      </Button>
      <Button onClick={onEdit}>{t.edit}</Button>
      {!isRunning && (
        <Button onClick={() => attempt(() => cancelEvent(client, event))}>{t.cancelEvent}</Button>
      )}
    </>
  )
}

function mayOrganise(guild: Guild, event: ScheduledEvent, userId: string): boolean {
  const held = permissionsOf(guild, userId)
  const isOwn = event.creator_id === userId && (held & bits.createEvents) !== 0n
  return isOwn || (held & bits.manageEvents) !== 0n
}

type CardProps = { guild: Guild; event: ScheduledEvent; onEdit: () => void }

function EventCard({ guild, event, onEdit }: CardProps) {
  const t = useTexts()
  const { client, attempt } = usePane()
  const { me } = usePaneState()
  const { id, guild_id: guildId } = event
  useEffect(() => {
    attempt(() => loadInterested(client, { id, guild_id: guildId }))
  }, [client, id, guildId, attempt])
  if (!me) return null
  const people = guild.interested.get(id)
  const mine = people?.has(me.id) ?? false
  return (
    <li className="flex flex-col gap-2 rounded-xl border border-line bg-side p-3">
      <Details guild={guild} event={event} />
      <div className="flex flex-wrap items-center gap-2">
        <Button
          aria-pressed={mine}
          tone={mine ? 'primary' : 'secondary'}
          onClick={() => attempt(() => setInterested(client, event, !mine))}
        >
          {t.interested}
        </Button>
        <span className="flex items-center gap-1 text-sm text-muted">
          <Users aria-hidden="true" className="size-4" />
          {t.interestedCount(people?.size ?? event.user_count ?? 0)}
        </span>
        {mayOrganise(guild, event, me.id) && <OrganiserButtons event={event} onEdit={onEdit} />}
      </div>
    </li>
  )
}

/** The scheduled events of a server, soonest first. */
export function Events({ guild }: { guild: Guild }) {
  const t = useTexts()
  const { me } = usePaneState()
  const [editing, setEditing] = useState<string | null>(null)
  const events = [...guild.events.values()].toSorted((a, b) =>
    a.scheduled_start_time.localeCompare(b.scheduled_start_time),
  )
  const mayCreate = me !== null && (permissionsOf(guild, me.id) & bits.createEvents) !== 0n
  if (editing !== null)
    return (
      <EventForm guild={guild} event={guild.events.get(editing)} onDone={() => setEditing(null)} />
    )
  return (
    <div className="flex flex-1 flex-col gap-3 p-3">
      {mayCreate && (
        <Button tone="primary" className="self-start" onClick={() => setEditing('new')}>
          {t.newEvent}
        </Button>
      )}
      {events.length === 0 && (
        <Empty title={t.noEvents}>{mayCreate ? t.noEventsOrganiser : t.noEventsMember}</Empty>
      )}
      <ul className="flex flex-col gap-3">
        {events.map((event) => (
          <EventCard
            key={event.id}
            guild={guild}
            event={event}
            onEdit={() => setEditing(event.id)}
          />
        ))}
      </ul>
    </div>
  )
}
