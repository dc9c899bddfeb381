import type { Analytics } from '../contract/insight.ts'
import { hasPlace, type EventRecord, type Signup } from './event.ts'

type View = { event: EventRecord; signups: readonly Signup[] }
type Count = { event_id: string; kind: string; source: string; count: number }

const gone = ['withdrawn', 'removed', 'declined', 'interested']
const doors: Record<Signup['source'], string> = {
  discord_button: 'discord',
  discord_event: 'discord',
  web: 'web',
  api: 'api',
  import: 'api',
}

function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? null
}

const round = (value: number) => Math.round(value * 1_000) / 1_000

/** The Monday of a week, as `2026-11-23`. */
function weekOf(at: number): string {
  const day = new Date(at)
  const back = (day.getUTCDay() + 6) % 7
  return new Date(at - back * 86_400_000).toISOString().slice(0, 10)
}

function funnelOf(views: readonly View[], counts: readonly Count[], door: string | null) {
  const fits = (source: string) => door === null || source === door
  const sum = (kind: string) =>
    counts
      .filter((one) => one.kind === kind && fits(one.source))
      .reduce((total, { count }) => total + count, 0)
  const people = views
    .flatMap(({ signups }) => signups)
    .filter((one) => !gone.includes(one.status) && fits(doors[one.source]))
  const present = people.filter(({ status }) => status === 'checked_in').length
  return { views: sum('view'), clicks: sum('click'), signups: people.length, present }
}

function demandOf(views: readonly View[]): Analytics['role_demand'] {
  const demand = new Map<string, { wanted: number; capacity: number | null }>()
  for (const { event, signups } of views) {
    for (const role of event.roles) {
      const known = demand.get(role.name) ?? { wanted: 0, capacity: 0 }
      const wanted = signups.filter((one) => one.role_id === role.id && !gone.includes(one.status))
      const capacity =
        known.capacity === null || role.capacity === null ? null : known.capacity + role.capacity
      demand.set(role.name, { wanted: known.wanted + wanted.length, capacity })
    }
  }
  return [...demand]
    .map(([name, one]) => ({ name, ...one }))
    .toSorted((a, b) => b.wanted - a.wanted)
}

function ratesOf(views: readonly View[]) {
  const limited = views.filter(({ event }) => event.max_participants !== null)
  const places = limited.reduce((sum, { event }) => sum + (event.max_participants ?? 0), 0)
  const taken = limited.reduce((sum, { signups }) => sum + signups.filter(hasPlace).length, 0)
  const counted = views.filter(
    ({ event }) => event.attendance_enabled && event.state === 'completed',
  )
  const expected = counted.flatMap(({ signups }) => signups.filter(hasPlace))
  const missed = expected.filter(({ status }) => status === 'no_show').length
  const fills = views.flatMap(({ event }) =>
    event.filled_at === null ? [] : [Math.round((event.filled_at - event.created_at) / 60_000)],
  )
  return {
    fill_rate: places === 0 ? null : round(taken / places),
    median_fill_minutes: median(fills),
    no_show_rate: expected.length === 0 ? null : round(missed / expected.length),
  }
}

/** Figures of events; nothing in them is about one person. */
export function analyse(
  views: readonly View[],
  counts: readonly Count[],
): Omit<Analytics, 'from' | 'to'> {
  const ids = new Set(views.map(({ event }) => event.id))
  const own = counts.filter(({ event_id }) => ids.has(event_id))
  const weeks = Map.groupBy(views, ({ event }) => weekOf(event.start_at))
  return {
    events: views.length,
    completed: views.filter(({ event }) => event.state === 'completed').length,
    cancelled: views.filter(({ event }) => event.state === 'cancelled').length,
    funnel: funnelOf(views, own, null),
    by_source: ['discord', 'web', 'api'].map((source) => ({
      source,
      ...funnelOf(views, own, source),
    })),
    ...ratesOf(views),
    role_demand: demandOf(views),
    by_week: [...weeks].map(([week, list]) => ({
      week,
      events: list.length,
      signups: funnelOf(list, [], null).signups,
    })),
  }
}
