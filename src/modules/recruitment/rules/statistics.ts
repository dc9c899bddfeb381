import { fold } from '#core/fold.ts'

/** What figures need of one party. Times are epoch milliseconds. */
export type Counted = {
  created_at: number
  game: string | null
  state: string
  started_at: number | null
  full_at: number | null
  members: number
  no_shows: number
}

/** Where in a day and on which day something happened, as the guild's clocks show it. */
export type LocalTime = { day: string; hour: number }

function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  const upper = sorted[Math.floor(middle)]
  const lower = sorted[Math.ceil(middle) - 1]
  return upper === undefined || lower === undefined ? null : (lower + upper) / 2
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole
}

function tally<Key>(parties: readonly Counted[], keyOf: (party: Counted) => Key) {
  return [...Map.groupBy(parties, keyOf)].map(([key, some]) => ({
    key,
    some,
    created: some.length,
    filled: some.filter(({ full_at }) => full_at !== null).length,
  }))
}

/** A game as most of these parties write it; of spellings that are as frequent the first. */
function usualSpelling(parties: readonly Counted[]): string | null {
  const [first] = tally(parties, ({ game }) => game).toSorted((a, b) => b.created - a.created)
  return first?.key ?? null
}

/** The figures of some parties: how many filled, how fast, when, and who did not come. */
export function figuresOf(parties: readonly Counted[], localTime: (at: number) => LocalTime) {
  const times = parties.flatMap(({ full_at, created_at }) =>
    full_at === null ? [] : [(full_at - created_at) / 1_000],
  )
  const started = parties.filter(({ started_at }) => started_at !== null)
  const came = started.reduce((sum, { members }) => sum + members, 0)
  const missed = started.reduce((sum, { no_shows }) => sum + no_shows, 0)
  const by_hour = Array.from({ length: 24 }, () => 0)
  for (const { created_at } of parties) {
    const { hour } = localTime(created_at)
    by_hour[hour] = (by_hour[hour] ?? 0) + 1
  }
  const days = tally(parties, ({ created_at }) => localTime(created_at).day)
  const games = tally(parties, ({ game }) => game && fold(game))
  return {
    created: parties.length,
    filled: times.length,
    expired: parties.filter(({ state }) => state === 'expired').length,
    fill_rate: share(times.length, parties.length),
    median_time_to_full_s: median(times),
    no_show_rate: share(missed, came),
    by_day: days.map(({ key: day, created, filled }) => ({ day, created, filled })),
    by_game: games
      .map(({ some, created, filled }) => ({ game: usualSpelling(some), created, filled }))
      .toSorted((a, b) => b.created - a.created),
    by_hour,
  }
}
