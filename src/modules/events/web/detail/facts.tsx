import { Link } from '@tanstack/react-router'
import {
  Bell,
  Building2,
  CalendarClock,
  ClipboardCopy,
  ExternalLink,
  Eye,
  MapPin,
  Repeat,
  UserRound,
  type LucideIcon,
} from 'lucide-react'
import type { ReactNode } from 'react'
import { useNow } from '#web/clock.tsx'
import { useSession } from '#web/session.tsx'
import { keepGuild } from '#web/shell/nav.tsx'
import { Button, buttonClass } from '#web/ui/button.tsx'
import { useNotify } from '#web/ui/toast.tsx'
import type { EventJson } from '../../contract/event.ts'
import { channelsOf, channelKinds, usePlaces } from '#web/places.ts'
import { useTexts } from '../texts.ts'
import { leadText } from '../time/lead.ts'
import { ownZone } from '../time/zone.ts'

function Fact(props: { icon: LucideIcon; name: string; children: ReactNode }) {
  const Icon = props.icon
  return (
    <div className="flex min-w-0 gap-2">
      <dt>
        <Icon size={16} aria-hidden className="mt-0.5 text-muted" />
        <span className="sr-only">{props.name}</span>
      </dt>
      <dd className="min-w-0 flex-1 wrap-anywhere">{props.children}</dd>
    </div>
  )
}

function useRange(event: EventJson, zone: string): string {
  const { locale } = useTexts()
  const format = new Intl.DateTimeFormat(locale, {
    weekday: 'short',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    timeZone: zone,
    timeZoneName: 'short',
  })
  return format.formatRange(Date.parse(event.start_at_utc), Date.parse(event.end_at_utc))
}

function When({ event }: { event: EventJson }) {
  const { text, relative } = useTexts()
  const now = useNow()
  const notify = useNotify()
  const own = ownZone()
  const mine = useRange(event, own)
  const theirs = useRange(event, event.timezone)
  const start = Date.parse(event.start_at_utc)
  const code = `<t:${String(Math.floor(start / 1000))}:F>`
  const copy = () => {
    void navigator.clipboard
      .writeText(code)
      .then(() => notify('good', text('web.events.copied')))
      .catch(() => notify('bad', text('web.events.copy_failed')))
  }
  return (
    <Fact icon={CalendarClock} name={text('web.events.fact.when')}>
      <p>
        <time dateTime={event.start_at_utc}>{mine}</time>
        <span className="text-muted"> · {relative(start, now)}</span>
      </p>
      {event.timezone !== own && <p className="text-sm text-muted">{theirs}</p>}
      <p className="flex flex-wrap items-center gap-2 text-sm text-muted">
        <code>{code}</code>
        <Button
          kind="quiet"
          className="min-h-7 px-2 text-sm"
          icon={<ClipboardCopy size={14} aria-hidden />}
          onClick={copy}
        >
          {text('web.events.copy_code')}
        </Button>
      </p>
    </Fact>
  )
}

function Place({ event }: { event: EventJson }) {
  const { text } = useTexts()
  const places = usePlaces(event.guilds[0]?.guild_id ?? '')
  const channel = channelsOf(places, channelKinds.voice).find(
    ({ id }) => id === event.voice_channel_id,
  )
  const isLink = event.location !== null && /^https?:\/\//.test(event.location)
  if (event.location === null && event.voice_channel_id === null) return null
  return (
    <Fact icon={MapPin} name={text('web.events.fact.where')}>
      {event.voice_channel_id !== null ? (
        text('web.events.in_voice', { name: channel?.name ?? event.voice_channel_id })
      ) : isLink ? (
        <a
          href={event.location ?? ''}
          rel="noreferrer"
          target="_blank"
          className="text-accent underline"
        >
          {event.location}
        </a>
      ) : (
        event.location
      )}
    </Fact>
  )
}

function People({ event }: { event: EventJson }) {
  const { text } = useTexts()
  const { me } = useSession()
  // An organisation that nobody has named is called by the id of its server.
  const named = me.guilds.find(({ id }) => id === event.org_name)?.name
  return (
    <>
      <Fact icon={Building2} name={text('web.events.fact.org')}>
        {named ?? event.org_name}
      </Fact>
      {event.organizer?.display_name && (
        <Fact icon={UserRound} name={text('web.events.fact.organizer')}>
          {event.organizer.display_name}
        </Fact>
      )}
    </>
  )
}

/** When, where and by whom an event is. */
export function Facts({ event }: { event: EventJson }) {
  const { text, list } = useTexts()
  return (
    <dl className="flex flex-col gap-2">
      <When event={event} />
      <Place event={event} />
      <People event={event} />
      <Fact icon={Eye} name={text('web.events.fact.visibility')}>
        {text(`web.events.visibility.${event.visibility}`)}
      </Fact>
      {event.reminders.length > 0 && (
        <Fact icon={Bell} name={text('web.events.fact.reminders')}>
          {list(event.reminders.map((minutes) => leadText(text, minutes)))}
        </Fact>
      )}
      {event.series_id !== null && (
        <Fact icon={Repeat} name={text('web.events.fact.series')}>
          <Link
            to="/events/series/$id"
            params={{ id: event.series_id }}
            search={keepGuild}
            className="text-accent underline"
          >
            {text('web.events.part_of_series')}
          </Link>
        </Fact>
      )}
    </dl>
  )
}

/** Links to the event and its message in Discord, one per server. */
export function DiscordLinks({ event }: { event: EventJson }) {
  const { text } = useTexts()
  const links = event.guilds.flatMap(({ guild_id: id, guild_name: name, ...one }) => [
    ...(one.discord_event_url
      ? [
          {
            key: `e${id}`,
            href: one.discord_event_url,
            label: text('web.events.open_event', { name }),
          },
        ]
      : []),
    ...(one.message_url
      ? [{ key: `m${id}`, href: one.message_url, label: text('web.events.open_message', { name }) }]
      : []),
  ])
  if (links.length === 0) return null
  return (
    <ul className="flex flex-wrap gap-2">
      {links.map(({ key, href, label }) => (
        <li key={key}>
          <a href={href} target="_blank" rel="noreferrer" className={buttonClass('secondary')}>
            <ExternalLink size={16} aria-hidden />
            {label}
          </a>
        </li>
      ))}
    </ul>
  )
}
