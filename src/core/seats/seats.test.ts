import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  claim,
  confirmedCount,
  hasRoom,
  nextSeq,
  promote,
  release,
  resize,
  type Board,
  type Seat,
  type SeatLimits,
} from './seats.ts'

const people = ['ana', 'bo', 'cleo', 'dan', 'eva', 'fy', 'gus', 'hana']
const options = [null, 'tank', 'heal'] as const

type Step =
  | { do: 'claim'; user: string; option: string | null; mayWait: boolean }
  | { do: 'release'; user: string }
  | { do: 'resize'; limits: SeatLimits }

const limits = fc.record({
  total: fc.option(fc.integer({ min: 0, max: 6 })),
  options: fc.record(
    { tank: fc.integer({ min: 0, max: 2 }), heal: fc.integer({ min: 0, max: 2 }) },
    { requiredKeys: [] },
  ),
})

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constant('claim' as const),
    user: fc.constantFrom(...people),
    option: fc.constantFrom(...options),
    mayWait: fc.boolean(),
  }),
  fc.record({ do: fc.constant('release' as const), user: fc.constantFrom(...people) }),
  fc.record({ do: fc.constant('resize' as const), limits }),
)

function run(board: Board, action: Step): Board {
  if (action.do === 'resize') {
    return {
      seats: resize({ seats: board.seats, limits: action.limits }).seats,
      limits: action.limits,
    }
  }
  const seat: Seat | null =
    action.do === 'claim'
      ? {
          user_id: action.user,
          option: action.option,
          status: 'waiting',
          offer_expires_at: null,
          seq: nextSeq(board.seats),
        }
      : null
  const outcome =
    action.do === 'claim' && seat ? claim(board, seat, action.mayWait) : release(board, action.user)
  return outcome.ok ? { ...board, seats: outcome.seats } : board
}

function check(board: Board): void {
  const { seats } = board
  assert.equal(new Set(seats.map((seat) => seat.user_id)).size, seats.length, 'one place a person')
  if (board.limits.total !== null)
    assert.ok(confirmedCount(seats) <= board.limits.total, 'oversold')
  for (const [option, limit] of Object.entries(board.limits.options)) {
    const taken = seats.filter((seat) => seat.status === 'confirmed' && seat.option === option)
    assert.ok(taken.length <= limit, `oversold ${option}`)
  }
  for (const seat of seats.filter((other) => other.status === 'waiting')) {
    assert.ok(!hasRoom(board, seat.option), 'somebody waits beside a free place')
  }
}

test('whatever people do, no place is sold twice and nobody waits beside a free one', () => {
  fc.assert(
    fc.property(limits, fc.array(step, { maxLength: 60 }), (start, steps) => {
      let board: Board = { seats: [], limits: start }
      for (const action of steps) {
        board = run(board, action)
        check(board)
      }
    }),
    { numRuns: 500 },
  )
})

test('whom a smaller board sends away stands before all who wait, and nobody else changes places', () => {
  fc.assert(
    fc.property(limits, fc.array(step, { maxLength: 40 }), limits, (start, steps, smaller) => {
      const board = steps.reduce(run, { seats: [], limits: start })
      const { seats, changes } = resize({ ...board, limits: smaller })
      const sent = new Set(
        changes.filter(({ kind }) => kind === 'demoted').map(({ seat }) => seat.user_id),
      )
      const waitingIn = (all: readonly Seat[]) => all.filter(({ status }) => status === 'waiting')
      const ids = (all: readonly Seat[]) => all.map((seat) => seat.user_id)
      const after = ids(waitingIn(seats))
      const heads = ids(board.seats).filter((id) => sent.has(id) && after.includes(id))
      const others = ids(waitingIn(board.seats)).filter((id) => after.includes(id))
      assert.deepEqual(after, [...heads, ...others])
      const tickets = (all: readonly Seat[]) => all.map(({ seq }) => seq)
      assert.deepEqual(tickets(seats), tickets(board.seats))
      const kept = (all: readonly Seat[]) =>
        all.filter(({ status, user_id }) => status === 'confirmed' && !sent.has(user_id))
      const stayed = new Map(seats.map((seat) => [seat.user_id, seat]))
      for (const seat of kept(board.seats)) assert.deepEqual(stayed.get(seat.user_id), seat)
      // What is written down is what is shown.
      const written = new Map(board.seats.map((seat) => [seat.user_id, seat]))
      for (const { seat } of changes) written.set(seat.user_id, seat)
      assert.deepEqual(
        [...written.values()].toSorted((a, b) => a.seq - b.seq),
        seats,
      )
    }),
    { numRuns: 500 },
  )
})

test('at a board that is over people only leave', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), fc.constantFrom(...people), (steps, user) => {
      const board = steps.reduce(run, { seats: [], limits: { total: 2, options: {} } })
      const left = release({ ...board, over: true }, user)
      const rest = board.seats.filter((seat) => seat.user_id !== user)
      if (left.ok) assert.deepEqual(left.seats, rest)
      else assert.equal(rest.length, board.seats.length)
    }),
  )
})

test('who came first is served first among those who want the same', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      let board: Board = { seats: [], limits: { total: 2, options: {} } }
      for (const action of steps.filter((one) => one.do !== 'resize')) {
        const waiting = board.seats.filter((seat) => seat.status === 'waiting')
        board = run(board, action)
        const promoted = waiting.filter((seat) =>
          board.seats.some((now) => now.user_id === seat.user_id && now.status === 'confirmed'),
        )
        const gone = action.do === 'release' ? action.user : ''
        const stayed = waiting.filter((seat) => seat.user_id !== gone)
        assert.deepEqual(promoted, stayed.slice(0, promoted.length))
      }
    }),
  )
})

test('a smaller board sends back who came last, but never those it must keep', () => {
  const seats: Seat[] = people.slice(0, 4).map((user_id, index) => ({
    user_id,
    option: null,
    status: 'confirmed',
    seq: index + 1,
    offer_expires_at: null,
  }))
  const smaller = resize({ seats, limits: { total: 2, options: {} } }, ['dan'])
  const kept = smaller.seats.filter((seat) => seat.status === 'confirmed')
  assert.deepEqual(
    kept.map((seat) => seat.user_id),
    ['ana', 'dan'],
  )
  const larger = promote({ seats: smaller.seats, limits: { total: 3, options: {} } })
  assert.deepEqual(
    larger.changes.map(({ seat }) => seat.user_id),
    ['bo'],
  )
})
