import assert from 'node:assert/strict'
import { test } from 'node:test'
import { figuresOf, type Counted } from './statistics.ts'

const hour = 3_600_000
const localTime = (at: number) => ({
  day: at < 24 * hour ? 'first' : 'second',
  hour: Math.floor(at / hour) % 24,
})

function party(over: Partial<Counted>): Counted {
  const base = { created_at: 0, game: null, state: 'closed', started_at: null, full_at: null }
  return { ...base, members: 0, no_shows: 0, ...over }
}

test('figures of nothing divide by nothing', () => {
  const { fill_rate, median_time_to_full_s, no_show_rate, by_hour } = figuresOf([], localTime)
  assert.deepEqual([fill_rate, median_time_to_full_s, no_show_rate], [null, null, null])
  assert.deepEqual(by_hour, Array(24).fill(0))
})

test('parties are counted by day, hour and game, and only started ones by who came', () => {
  const figures = figuresOf(
    [
      party({ full_at: 60_000, game: 'Go', started_at: 1, members: 4, no_shows: 1 }),
      party({ created_at: 5 * hour, full_at: 5 * hour + 120_000, game: 'Go' }),
      party({ created_at: 30 * hour, state: 'expired', members: 9 }),
    ],
    localTime,
  )
  const { created, filled, expired, fill_rate, median_time_to_full_s, no_show_rate } = figures
  assert.deepEqual([created, filled, expired, fill_rate], [3, 2, 1, 2 / 3])
  assert.deepEqual([median_time_to_full_s, no_show_rate], [90, 0.25])
  assert.deepEqual(figures.by_day, [
    { day: 'first', created: 2, filled: 2 },
    { day: 'second', created: 1, filled: 0 },
  ])
  assert.deepEqual(figures.by_game, [
    { game: 'Go', created: 2, filled: 2 },
    { game: null, created: 1, filled: 0 },
  ])
  const written = ['エペックス', 'ｴﾍﾟｯｸｽ', 'エペックス', 'APEX', 'Ａｐｅｘ', '']
  const games = written.map((game) => party({ game, full_at: game === 'ｴﾍﾟｯｸｽ' ? 1 : null }))
  assert.deepEqual(figuresOf(games, localTime).by_game, [
    { game: 'エペックス', created: 3, filled: 1 },
    { game: 'APEX', created: 2, filled: 0 },
    { game: '', created: 1, filled: 0 },
  ])
  assert.deepEqual([figures.by_hour[0], figures.by_hour[5], figures.by_hour[6]], [1, 1, 1])
})
