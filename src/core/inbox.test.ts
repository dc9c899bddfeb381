import assert from 'node:assert/strict'
import { test } from 'node:test'
import { databases, type TestDatabase } from '../../test/support/databases.ts'
import { systemClock } from './clock.ts'
import { statement, type Transaction } from './db/database.ts'
import { AppError } from './errors.ts'
import {
  forgetOldRequests,
  hashRequest,
  inboxJobs,
  once,
  Replay,
  storeAnswer,
  type InboxEntry,
} from './inbox.ts'

const now = Date.UTC(2030, 0, 1)
const entry = (key: string, body = 'body'): InboxEntry => ({
  key,
  requestHash: hashRequest('POST', '/parties', body),
  render: (result) => ({ answer: result }),
})

const addStroke = statement<{ value: string }>(
  `insert into meta (key, value) values ('count', '1')
   on conflict (key) do update set value = meta.value || '1' returning value`,
)

/** Adds one to a counter and returns what it shows then. */
async function count(tx: Transaction): Promise<number> {
  const [row] = await addStroke(tx)
  return row?.value.length ?? 0
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)
const codeOf = (error: unknown) => (error instanceof AppError ? error.code : String(error))

for (const store of databases()) {
  const on = (name: string, run: (opened: TestDatabase) => Promise<void>) =>
    void test(`inbox on ${store.name}: ${name}`, async (context) => {
      const opened = await store.open()
      context.after(opened.close)
      await run(opened)
    })

  on('of 50 twins in two processes one takes effect, all get its answer', async (opened) => {
    const processes = [opened.database, opened.again()] as const
    const answers = await Promise.all(
      Array.from({ length: 50 }, async (_, n) => {
        try {
          const result = await once(processes[n % 2 ? 0 : 1], now, entry('twin'), count)
          return { answer: result, first: true }
        } catch (error) {
          assert.ok(error instanceof Replay, String(error))
          return { ...(error.response as { answer: number }), first: false }
        }
      }),
    )
    assert.deepEqual([...new Set(answers.map(({ answer }) => answer))], [1])
    assert.equal(answers.filter(({ first }) => first).length, 1)
    assert.equal(await opened.database.write(count), 2)
  })

  on('another request under the same key is refused', async ({ database }) => {
    await once(database, now, entry('key'), count)
    const other = once(database, now, entry('key', 'other body'), count)
    await assert.rejects(other, (error) => codeOf(error) === 'idempotency_mismatch')
    assert.equal(await database.write(count), 2)
  })

  on(
    'a stored refusal is given again; without one the request may be made again',
    async (opened) => {
      const { database } = opened
      const refused = once(database, now, entry('key'), async (tx) => {
        await count(tx)
        throw new AppError('party_full', 409)
      })
      await assert.rejects(refused, (error) => codeOf(error) === 'party_full')
      const own = { answer: 'full' }
      assert.deepEqual(await storeAnswer(database, now, entry('key'), own), own)
      const again = once(database, now, entry('key'), count)
      await assert.rejects(again, (error) => error instanceof Replay && same(error.response, own))
      assert.equal(await once(database, now, entry('other'), count), 1)
      const late = await storeAnswer(database, now, entry('other'), own)
      assert.deepEqual(late, { answer: 1 }, 'what a twin achieved counts')
    },
  )

  on('a request is forgotten after a day', async ({ database }) => {
    await once(database, now, entry('key'), count)
    await database.write((tx) => forgetOldRequests(tx, now + 23 * 3_600_000))
    await assert.rejects(once(database, now, entry('key'), count), Replay)
    await database.write((tx) => forgetOldRequests(tx, now + 25 * 3_600_000))
    assert.equal(await once(database, now, entry('key'), count), 2)
  })

  on('however many there are, they are forgotten', async ({ database }) => {
    const nothing = () => Promise.resolve(null)
    const old = Array.from({ length: 1_500 }, (_, n) => once(database, now, entry(`${n}`), nothing))
    await Promise.all(old)
    const later = now + 25 * 3_600_000
    await once(database, later, entry('new'), count)
    const [job] = inboxJobs({ database, clock: { ...systemClock, now: () => later } })
    await job?.run({}, { id: '1', attempt: 1, signal: new AbortController().signal })
    const left = await database.db.selectFrom('inbox').select('key').execute()
    assert.deepEqual(
      left.map(({ key }) => key),
      ['new'],
    )
  })
}
