import assert from 'node:assert/strict'
import { it } from 'node:test'
import fc from 'fast-check'
import { customId, parseCustomId } from './custom-id.ts'

it('reads back every custom id that it writes', () => {
  const parts = fc.record({
    prefix: fc.stringMatching(/^[a-z]{2}$/),
    version: fc.nat(999),
    verb: fc.stringMatching(/^[a-z][a-z0-9_-]{0,31}$/),
    id: fc.stringMatching(/^[\w:.-]{0,50}$/),
  })
  fc.assert(fc.property(parts, (id) => assert.deepEqual(parseCustomId(customId(id)), { ...id })))
})

it('takes nothing else for one of ours', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 200 }), (text) => {
      const parsed = parseCustomId(text)
      if (parsed)
        assert.equal(
          customId({ ...parsed }).replace(/^(..):\d+/, '$1'),
          text.replace(/^(..):\d+/, '$1'),
        )
    }),
  )
  for (const text of [
    'rc:1:join',
    'rc:x:join:1',
    'rc:1:JOIN:1',
    'rc:1:join:1 2',
    'rc:1:join:1\n',
    `rc:1:join:${'1'.repeat(95)}`,
  ]) {
    assert.equal(parseCustomId(text), null)
  }
})
