import assert from 'node:assert/strict'
import { it } from 'node:test'
import { z } from 'zod'
import { databases } from '../../../test/support/databases.ts'
import { openDoor } from '../../../test/support/http.ts'
import { AppError } from '../errors.ts'
import { route } from './route.ts'

const gone = route<unknown, unknown, { loc?: string[] | undefined }>({
  method: 'POST',
  path: '/api/v1/things',
  summary: 'refuses',
  tags: ['test'],
  access: { kind: 'public' },
  validation: 'fastapi',
  body: z.object({ loc: z.array(z.string()).optional() }),
  responses: {},
  perform: (_context, { body: { loc } }) =>
    Promise.reject(new AppError('gone', 422, loc && { loc })),
  respond: () => ({ status: 200 }),
})

it('lists a 422 with a code of its own where mistakes are listed, in the words of the code', async () => {
  const [store] = databases()
  assert.ok(store)
  const door = await openDoor(store, { routes: [gone] })
  const post = (payload: object, headers: Record<string, string>) =>
    door.app.inject({ method: 'POST', url: '/api/v1/things', headers, payload })
  try {
    const msg = 'Cet élément n’existe plus.'
    for (const loc of [['query', 'x'], undefined]) {
      const answer = await post({ loc }, { 'accept-language': 'fr' })
      assert.equal(answer.statusCode, 422)
      assert.deepEqual(answer.json(), {
        detail: [{ loc: loc ?? ['body'], msg, type: 'gone' }],
        code: 'gone',
      })
    }
    // A repetition is refused in the language of whoever repeats it.
    const key = { 'idempotency-key': 'again' }
    await post({ loc: ['query', 'y'] }, { ...key, 'accept-language': 'ja' })
    const again = await post({ loc: ['query', 'y'] }, { ...key, 'accept-language': 'fr' })
    assert.deepEqual(again.json().detail[0], {
      loc: ['query', 'y'],
      msg,
      type: 'gone',
    })
    const long = await post({}, { 'idempotency-key': 'x'.repeat(256) })
    const [mistake] = long.json().detail
    assert.deepEqual([long.statusCode, mistake.loc], [422, ['header', 'Idempotency-Key']])
  } finally {
    await door.close()
  }
})
