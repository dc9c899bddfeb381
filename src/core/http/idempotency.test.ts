import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { z } from 'zod'
import { loseMasterKey } from '../../../test/support/installation.ts'
import { databases } from '../../../test/support/databases.ts'
import { openDoor, type TestDoor } from '../../../test/support/http.ts'
import { statement } from '../db/database.ts'
import { coreError } from '../errors.ts'
import { route } from './route.ts'

const add = statement<{ value: string }>(
  `insert into meta (key, value) values ('count', '1')
   on conflict (key) do update set value = cast(cast(meta.value as integer) + 1 as text)
   returning value`,
)
const read = statement<{ value: string }>("select value from meta where key = 'count'")

/** A write that must happen once: every run counts one up. */
const count = route({
  method: 'POST',
  path: '/api/count',
  summary: 'counts',
  tags: ['test'],
  access: { kind: 'public' },
  body: z.object({ refuse: z.enum(['busy', 'gone']).optional() }),
  responses: { 201: z.object({ count: z.number() }) },
  perform: (context, { body }) =>
    context.write(async (unit) => {
      const [row] = await add(unit)
      if (body.refuse) throw coreError(body.refuse, { data: { count: Number(row?.value) } })
      return Number(row?.value)
    }),
  respond: (value) => ({
    status: 201,
    headers: { location: `/api/count/${value}` },
    body: { count: value },
  }),
})

for (const store of databases()) {
  describe(`Idempotency-Key on ${store.name}`, () => {
    let door: TestDoor
    before(async () => {
      door = await openDoor(store, { routes: [count] })
    })
    after(() => door.close())

    const send = (key: string, body: object = {}, headers: Record<string, string> = {}) =>
      door.app.inject({
        method: 'POST',
        url: '/api/count/',
        headers: { 'idempotency-key': key, ...headers },
        payload: body,
      })
    const counted = async () => Number((await read(door.database))[0]?.value ?? 0)

    it('gives fifty twins one effect and one answer', async () => {
      const from = await counted()
      const answers = await Promise.all(Array.from({ length: 50 }, () => send('twin')))
      assert.deepEqual(
        answers.map((answer) => [answer.statusCode, answer.body, answer.headers['location']]),
        answers.map(() => [201, `{"count":${from + 1}}`, `/api/count/${from + 1}`]),
      )
      const replayed = answers.filter((answer) => answer.headers['idempotent-replay'] === 'true')
      assert.equal(replayed.length, 49)
      assert.equal(await counted(), from + 1)
    })

    it('refuses the key for another request, and keeps callers apart', async () => {
      await send('other', { x: 0 })
      const mismatch = await send('other', { x: 1 })
      assert.deepEqual([mismatch.statusCode, mismatch.json().code], [422, 'idempotency_mismatch'])
      const from = await counted()
      const session = await door.signIn('100000000000000009')
      assert.equal((await send('other', {}, session)).statusCode, 201)
      assert.equal(await counted(), from + 1)
    })

    it('gives a refusal again as it was, but not one that passes by itself', async () => {
      const from = await counted()
      const first = await send('refused', { refuse: 'gone' })
      assert.deepEqual([first.statusCode, first.headers['idempotent-replay']], [410, undefined])
      await send('between')
      const second = await send('refused', { refuse: 'gone' })
      assert.deepEqual([second.statusCode, second.headers['idempotent-replay']], [410, 'true'])
      assert.deepEqual(second.json(), first.json())
      assert.equal((await send('passing', { refuse: 'busy' })).statusCode, 503)
      const again = await send('passing', { refuse: 'busy' })
      assert.deepEqual([again.statusCode, again.headers['idempotent-replay']], [503, undefined])
      assert.equal(await counted(), from + 1)
    })

    it('says so when the key that sealed an answer was taken away', async () => {
      const from = await counted()
      assert.equal((await send('sealed')).statusCode, 201)
      await loseMasterKey(door.database)
      const again = await send('sealed', {}, { 'accept-language': 'fr' })
      assert.deepEqual(
        [again.statusCode, again.headers['idempotent-replay'], again.json()],
        [
          410,
          'true',
          {
            detail:
              'Cette requête a bien été exécutée, mais sa réponse ne peut plus être affichée.',
            code: 'idempotency_answer_gone',
          },
        ],
      )
      assert.equal((await send('sealed', { other: 1 })).json().code, 'idempotency_mismatch')
      assert.equal(await counted(), from + 1)
    })

    it('gives the mistakes of a request again, and counts it as the key’s request', async () => {
      const from = await counted()
      const wrong = { refuse: 'nonsense' }
      const first = await send('mistaken', wrong)
      assert.deepEqual([first.statusCode, first.headers['idempotent-replay']], [400, undefined])
      const second = await send('mistaken', wrong)
      assert.deepEqual([second.statusCode, second.headers['idempotent-replay']], [400, 'true'])
      assert.deepEqual(second.json(), first.json())
      const right = await send('mistaken')
      assert.deepEqual([right.statusCode, right.json().code], [422, 'idempotency_mismatch'])
      await send('used')
      const other = await send('used', wrong)
      assert.deepEqual([other.statusCode, other.json().code], [422, 'idempotency_mismatch'])
      assert.equal(await counted(), from + 1)
    })

    it('takes 255 visible characters', async () => {
      assert.equal((await send('k'.repeat(255))).statusCode, 201)
      for (const key of ['k'.repeat(256), 'ü', '']) {
        const answer = await send(key)
        assert.deepEqual([answer.statusCode, answer.json().code], [400, 'validation_error'], key)
      }
    })
  })
}
