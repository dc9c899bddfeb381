import assert from 'node:assert/strict'
import { test } from 'node:test'
import { databases } from '../../../test/support/databases.ts'
import { claim, nextSeq, queueLength, type Board } from './seats.ts'
import {
  loadManySeats,
  loadQueue,
  loadSeats,
  queueHead,
  queuePosition,
  saveSeatChanges,
  type StoredSeat,
} from './store.ts'

const board = 'test:1'
const waiting = 250

function person(user_id: string, option: string | null): StoredSeat {
  const seat = { user_id, option, status: 'waiting' as const, seq: 0, offer_expires_at: null }
  const shown = { username: user_id, display_name: user_id, avatar: null }
  return { ...seat, ...shown, note: '', source: 'web', joined_at: 0 }
}

const limits = { total: 2, options: { heal: 1 } }
/** Rows of SQLite have no prototype. */
const plain = (seats: readonly StoredSeat[]) => seats.map((seat) => ({ ...seat }))
const idOf = (n: number) => `u${String(n)}`

for (const store of databases()) {
  test(`a long queue on ${store.name} is loaded by its head, and nothing is lost by it`, async (context) => {
    const { database, close } = await store.open()
    context.after(close)
    // Two sit down, all others wait; the only healer is far behind.
    let all: Board<StoredSeat> = { seats: [], limits }
    await database.write(async (tx) => {
      for (let n = 0; n < waiting + 2; n += 1) {
        const wish = person(idOf(n), n === waiting ? 'heal' : null)
        const outcome = claim(all, { ...wish, seq: nextSeq(all.seats) }, true)
        assert.ok(outcome.ok)
        all = { limits, seats: outcome.seats }
        const { username, display_name } = wish
        const user = { discord_id: wish.user_id, username, display_name, avatar: null }
        await tx.db
          .insertInto('users')
          .values({ ...user, locale: null, updated_at: 0 })
          .execute()
        await saveSeatChanges(tx, board, outcome.changes)
      }
    })

    const whole = await loadSeats(database, board, { whole: true })
    assert.deepEqual(plain(whole.seats), plain(all.seats))

    const { seats, tail } = await loadSeats(database, board, {
      people: [idOf(200), idOf(1)],
      options: ['heal', 'tank'],
    })
    const ids = seats.map((seat) => seat.user_id)
    const head = Array.from({ length: queueHead + 2 }, (_, n) => idOf(n))
    assert.deepEqual(ids, [...head, idOf(200), idOf(waiting)])
    assert.equal(queueLength(seats, tail), waiting)
    assert.equal(nextSeq(seats, tail), nextSeq(all.seats))
    assert.equal(await queuePosition(database, board, seats.at(-2)?.seq ?? 0), 199)

    const many = await loadManySeats(database, [board, 'test:2'], idOf(240))
    const one = many.get(board)
    assert.deepEqual(
      one?.seats.map((seat) => seat.user_id),
      [...head, idOf(240)],
    )
    assert.equal(queueLength(one.seats, one.tail), waiting)
    assert.deepEqual(many.get('test:2')?.seats, [])

    const page = await loadQueue(database, board, { limit: 100, offset: 200 })
    assert.equal(page.count, waiting)
    const rest = all.seats.filter(({ status }) => status === 'waiting').slice(200)
    assert.deepEqual(plain(page.seats), plain(rest))
  })
}
