import type { Analytics } from '../contract/insight.ts'
import type { Signup } from './event.ts'

/** What is counted of the events of a time. */
export type Figures = {
  events: readonly { state: string; count: number }[]
  /** Who answered and did not take it back, by door and by where they stand. */
  people: readonly { source: Signup['source']; status: string; count: number }[]
  counts: readonly { kind: string; source: string; count: number }[]
  /** Of events with a limit: the limits, and how many places people and their guests have there. */
  places: { places: number; taken: number }
  /** Of events that are over and counted presence. */
  attendance: { expected: number; missed: number }
  /** From publishing to being full, of the event in the middle; milliseconds. */
  fill_ms: number | null
  /** Roles of the same name together; no capacity where one has none. */
  roles: readonly { name: string; wanted: number; capacity: number | null }[]
  /** By the Monday (epoch milliseconds) of the week in which events begin. */
  weeks: readonly { monday: number; events: number; signups: number }[]
}

const doors: Record<Signup['source'], string> = {
  discord_button: 'discord',
  discord_event: 'discord',
  web: 'web',
  api: 'api',
  import: 'api',
}

const round = (value: number) => Math.round(value * 1_000) / 1_000
const share = (part: number, whole: number) => (whole === 0 ? null : round(part / whole))

function sum<Row extends { count: number }>(rows: readonly Row[], fits: (row: Row) => boolean) {
  return rows.filter(fits).reduce((total, { count }) => total + count, 0)
}

function funnelOf({ people, counts }: Figures, door: string | null): Analytics['funnel'] {
  const through = (source: string) => door === null || source === door
  const seen = (wanted: string) =>
    sum(counts, ({ kind, source }) => kind === wanted && through(source))
  return {
    views: seen('view'),
    clicks: seen('click'),
    signups: sum(people, ({ source }) => through(doors[source])),
    present: sum(people, ({ source, status }) => status === 'checked_in' && through(doors[source])),
  }
}

/** Figures of the events of a time; nothing in them is about one person. */
export function analyse(figures: Figures): Omit<Analytics, 'from' | 'to'> {
  const { events, places, attendance, fill_ms, roles, weeks } = figures
  return {
    events: sum(events, () => true),
    completed: sum(events, ({ state }) => state === 'completed'),
    cancelled: sum(events, ({ state }) => state === 'cancelled'),
    funnel: funnelOf(figures, null),
    by_source: ['discord', 'web', 'api'].map((source) => ({
      source,
      ...funnelOf(figures, source),
    })),
    fill_rate: share(places.taken, places.places),
    median_fill_minutes: fill_ms === null ? null : Math.round(fill_ms / 60_000),
    no_show_rate: share(attendance.missed, attendance.expected),
    role_demand: [...roles],
    by_week: weeks.map(({ monday, ...week }) => ({
      week: new Date(monday).toISOString().slice(0, 10),
      ...week,
    })),
  }
}
