import { sql, type RawBuilder } from 'kysely'
import type { Figures } from '../rules/analytics.ts'
import type { Reader } from './events.ts'

/** The events of organisations that begin in a time (epoch milliseconds). */
export type FigureRange = { since: number; until: number; orgIds: readonly string[] | 'all' }

const placed = sql`s.status in ('confirmed', 'checked_in', 'no_show')`
const there = sql`s.status not in ('withdrawn', 'removed', 'declined', 'interested')`

function within({ since, until, orgIds }: FigureRange): RawBuilder<unknown> {
  const own =
    orgIds === 'all'
      ? sql`1 = 1`
      : orgIds.length === 0
        ? sql`1 = 0`
        : sql`e.org_id in (${sql.join(orgIds)})`
  return sql`e.deleted_at is null and e.state <> 'draft' and e.start_at >= ${since}
    and e.start_at < ${until} and ${own}`
}

/** Reads rows whose numbers the drivers may give as text. */
async function rowsOf<Row extends Record<string, string | number | null>>(
  from: Reader,
  query: RawBuilder<Record<keyof Row, unknown>>,
  numbers: readonly (keyof Row & string)[],
): Promise<Row[]> {
  const { rows } = await query.execute(from.db)
  return rows.map((row) => {
    const parsed = numbers.map((name) => [name, row[name] === null ? null : Number(row[name])])
    return { ...row, ...Object.fromEntries(parsed) } as Row
  })
}

/** The roles of events as rows with `id`, `name` and `capacity`. */
const rolesOf = {
  sqlite: sql`(select o.id as event_id, r.value ->> 'id' as id, r.value ->> 'name' as name,
    r.value ->> 'capacity' as capacity from events o, json_each(o.roles) r)`,
  postgres: sql`(select o.id as event_id, r.value ->> 'id' as id, r.value ->> 'name' as name,
    (r.value ->> 'capacity')::int as capacity from events o
    cross join lateral jsonb_array_elements(o.roles::jsonb) r (value))`,
}

/** A week in milliseconds, and the first Monday after 1970 began. */
const weekMs = 604_800_000
const monday = 345_600_000

/** Counts for figures, however many events there are: nothing but sums leaves the database. */
export async function loadFigures(from: Reader, range: FigureRange): Promise<Figures> {
  const inRange = within(range)
  const events = await rowsOf<Figures['events'][number]>(
    from,
    sql`select e.state, count(*) as count from events e where ${inRange} group by e.state`,
    ['count'],
  )
  const people = await rowsOf<Figures['people'][number]>(
    from,
    sql`select s.source, s.status, count(*) as count from event_signups s
      join events e on e.id = s.event_id where ${inRange} and ${there} group by s.source, s.status`,
    ['count'],
  )
  const counts = await rowsOf<Figures['counts'][number]>(
    from,
    sql`select c.kind, c.source, sum(c.count) as count from event_counts c
      join events e on e.id = c.event_id where ${inRange} group by c.kind, c.source`,
    ['count'],
  )
  const [places] = await rowsOf<Figures['places']>(
    from,
    sql`select coalesce(sum(e.max_participants), 0) as places, coalesce(sum((select sum(1 + s.guests)
        from event_signups s where s.event_id = e.id and ${placed})), 0) as taken
      from events e where ${inRange} and e.max_participants is not null`,
    ['places', 'taken'],
  )
  const [attendance] = await rowsOf<Figures['attendance']>(
    from,
    sql`select count(*) as expected,
        coalesce(sum(case when s.status = 'no_show' then 1 else 0 end), 0) as missed
      from event_signups s join events e on e.id = s.event_id
      where ${inRange} and ${placed} and e.state = 'completed'
        and e.flags like '%"attendance_enabled":true%'`,
    ['expected', 'missed'],
  )
  const filled = sql`from events e where ${inRange} and e.filled_at is not null`
  const [fill] = await rowsOf<{ ms: number }>(
    from,
    sql`select e.filled_at - e.created_at as ms ${filled} order by 1
      limit 1 offset (select (count(*) - 1) / 2 ${filled})`,
    ['ms'],
  )
  const roles = await rowsOf<Figures['roles'][number]>(
    from,
    sql`select r.name, coalesce(sum(w.wanted), 0) as wanted,
        case when count(*) = count(r.capacity) then sum(r.capacity) end as capacity
      from events e join ${rolesOf[from.dialect]} r on r.event_id = e.id
      left join (select s.event_id, s.role_id, count(*) as wanted from event_signups s
        where ${there} group by s.event_id, s.role_id) w
        on w.event_id = e.id and w.role_id = r.id
      where ${inRange} group by r.name order by 2 desc, r.name`,
    ['wanted', 'capacity'],
  )
  const weeks = await rowsOf<Figures['weeks'][number]>(
    from,
    sql`select ((e.start_at - ${sql.lit(monday)}) / ${sql.lit(weekMs)}) * ${sql.lit(weekMs)} + ${sql.lit(monday)} as monday,
        count(*) as events, coalesce(sum((select count(*) from event_signups s
          where s.event_id = e.id and ${there})), 0) as signups
      from events e where ${inRange} group by 1 order by 1`,
    ['monday', 'events', 'signups'],
  )
  return {
    events,
    people,
    counts,
    places: places ?? { places: 0, taken: 0 },
    attendance: attendance ?? { expected: 0, missed: 0 },
    fill_ms: fill?.ms ?? null,
    roles,
    weeks,
  }
}
