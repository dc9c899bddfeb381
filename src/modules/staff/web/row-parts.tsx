import { Globe, Monitor, Smartphone, TabletSmartphone } from 'lucide-react'
import { useNow } from '#web/clock.tsx'
import type { StaffRow } from '../contract/row.ts'
import { useTexts } from './texts.ts'

const devices = { desktop: Monitor, mobile: Smartphone, web: Globe } as const

/** The devices somebody is there with, as icons with words. */
export function Devices({ row }: { row: StaffRow }) {
  const { text } = useTexts()
  const names = Object.keys(row.discord_platforms)
  if (names.length === 0) return null
  return (
    <span className="inline-flex items-center gap-1 text-muted">
      {names.map((name) => {
        const Icon = devices[name as keyof typeof devices] ?? TabletSmartphone
        const known = name === 'desktop' || name === 'mobile' || name === 'web'
        const word = known ? text(`web.staff.device.${name}`) : name
        return (
          <span key={name} title={word}>
            <Icon size={14} aria-hidden />
            <span className="sr-only">{word}</span>
          </span>
        )
      })}
    </span>
  )
}

/** What somebody is doing: the own words, and the activity with its time. */
export function Doing({ row }: { row: StaffRow }) {
  const { text, relative } = useTexts()
  const now = useNow()
  const { discord_custom_status: custom, discord_activity: activity } = row
  const found = row.discord_activities.find(({ name }) => name === activity)
  const since = found?.started_at ? Date.parse(found.started_at) : null
  if (custom === null && activity === null) return null
  return (
    <span className="flex min-w-0 flex-col text-sm">
      {custom !== null && <span className="wrap-anywhere">{custom}</span>}
      {activity !== null && (
        <span className="wrap-anywhere text-muted">
          {since === null
            ? activity
            : text('web.staff.doing_since', {
                activity,
                when: relative(Math.min(since, now), now),
              })}
        </span>
      )}
    </span>
  )
}

/** Duty, leave and what else is said in a word. */
export function Marks({ row }: { row: StaffRow }) {
  const { text, day } = useTexts()
  const marks = [
    row.duty_state !== 'off' && text(`web.staff.duty.${row.duty_state}`),
    row.is_on_loa &&
      (row.loa_end_date === null
        ? text('web.staff.away')
        : text('web.staff.away_until', { day: day(row.loa_end_date) })),
    row.is_active_in_app && text('web.staff.in_app'),
  ].filter((mark) => mark !== false)
  if (marks.length === 0) return null
  return (
    <span className="flex flex-wrap gap-1">
      {marks.map((mark) => (
        <span key={mark} className="rounded-full bg-sunken px-2 py-0.5 text-xs">
          {mark}
        </span>
      ))}
    </span>
  )
}

/** The name of a rank with its colour, which never is the only sign of it. */
export function RankMark({ name, color }: { name: string; color: string | null }) {
  return (
    <span className="inline-flex max-w-full items-center gap-1.5">
      <svg width={10} height={10} viewBox="0 0 10 10" aria-hidden className="shrink-0">
        <rect width={10} height={10} rx={3} fill={color ?? 'currentColor'} />
      </svg>
      <span className="min-w-0 wrap-anywhere">{name}</span>
    </span>
  )
}

/** Somebody's rank. */
export function Rank({ row }: { row: StaffRow }) {
  if (row.role === null) return null
  return (
    <span className="text-sm text-muted">
      <RankMark name={row.role} color={row.role_color} />
    </span>
  )
}

/** What the clock shows where somebody is. */
export function LocalTime({ row }: { row: StaffRow }) {
  const { locale } = useTexts()
  const now = useNow()
  if (row.timezone === null) return <span className="text-muted">–</span>
  const clock = new Intl.DateTimeFormat(locale, {
    hour: '2-digit',
    minute: '2-digit',
    timeZone: row.timezone,
  })
  return <span title={row.timezone}>{clock.format(now)}</span>
}

/** When somebody was last seen, where that says more than the status. */
export function LastSeen({ row }: { row: StaffRow }) {
  const { text, relative, instant } = useTexts()
  const now = useNow()
  if (row.last_seen === null) return <span className="text-muted">–</span>
  const at = Math.min(Date.parse(row.last_seen), now)
  if (row.discord_status !== 'offline' && row.discord_presence_state === 'live') {
    return <span className="text-muted">{text('web.staff.seen_now')}</span>
  }
  return (
    <time dateTime={row.last_seen} title={instant(at)}>
      {relative(at, now)}
    </time>
  )
}
