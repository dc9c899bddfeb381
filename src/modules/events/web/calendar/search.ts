import { z } from 'zod'
import type { EventFilter } from '../data/lists.ts'
import {
  addDays,
  addMonths,
  firstWeekday,
  isoDay,
  isZone,
  ownZone,
  parseDay,
  startOfDay,
  startOfWeek,
  wallAt,
  type Day,
} from '../time/zone.ts'

/** The ways in which the calendar shows events. */
export const views = ['month', 'week', 'agenda'] as const
/** One of `views`. */
export type View = (typeof views)[number]

/** The state of the calendar in the address; anything else reads as the default. */
export const calendarSearch = z.object({
  view: z.enum(views).catch('month'),
  date: z.string().optional().catch(undefined),
  zone: z.string().refine(isZone).optional().catch(undefined),
  type: z.string().optional().catch(undefined),
  q: z.string().catch(''),
  mine: z
    .unknown()
    .transform((value) => value === true || value === 'true' || value === '1')
    .catch(false),
  guild: z.string().optional().catch(undefined),
})
/** The state of the calendar in the address. */
export type CalendarSearch = z.output<typeof calendarSearch>
/** Changes a part of the address. */
export type ChangeSearch = (
  patch: Partial<Record<keyof CalendarSearch, string | undefined>>,
) => void

/** What is on show: the days in order, and the day that was asked for. */
export type Span = { days: readonly Day[]; chosen: Day; zone: string }

/** An agenda looks this many days ahead. */
const agendaDays = 60

/** The days that a view shows. `now` is epoch milliseconds. */
export function spanOf(search: CalendarSearch, now: number, locale: string): Span {
  const zone = search.zone ?? ownZone()
  const { hour: _hour, minute: _minute, ...today } = wallAt(zone, now)
  const chosen = parseDay(search.date ?? '') ?? today
  const first = firstWeekday(locale)
  const days = (from: Day, count: number): Day[] =>
    Array.from({ length: count }, (_none, index) => addDays(from, index))
  if (search.view === 'week') return { days: days(startOfWeek(chosen, first), 7), chosen, zone }
  if (search.view === 'agenda') return { days: days(chosen, agendaDays), chosen, zone }
  const month = { ...chosen, day: 1 }
  const from = startOfWeek(month, first)
  const until = addDays(startOfWeek(addDays(addMonths(month, 1), -1), first), 7)
  const length = Math.round(
    (Date.UTC(until.year, until.month - 1, until.day) -
      Date.UTC(from.year, from.month - 1, from.day)) /
      86_400_000,
  )
  return { days: days(from, length), chosen, zone }
}

/** The day to which the arrows lead. */
export function steppedDay(view: View, chosen: Day, by: 1 | -1): string {
  if (view === 'month') return isoDay(addMonths({ ...chosen, day: 1 }, by))
  return isoDay(addDays(chosen, by * (view === 'week' ? 7 : 30)))
}

/** What the API is asked for. */
export function filterOf(search: CalendarSearch, { days, zone }: Span): EventFilter {
  const [first] = days
  const last = days.at(-1)
  if (!first || !last) return {}
  return {
    from: new Date(startOfDay(zone, first)).toISOString(),
    to: new Date(startOfDay(zone, addDays(last, 1))).toISOString(),
    type: search.type,
    q: search.q || undefined,
    mine: search.mine || undefined,
    guild_id: search.guild,
  }
}

/** Whether the reader has narrowed what is shown. */
export function isNarrowed({ type, q, mine }: CalendarSearch): boolean {
  return type !== undefined || q !== '' || mine
}
