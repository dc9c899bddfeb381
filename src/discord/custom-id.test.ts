import assert from 'node:assert/strict'
import { it } from 'node:test'
import fc from 'fast-check'
import { customId, parseCustomId, readCustomId } from './custom-id.ts'

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

it('reads ids of another spelling too, the longest beginning first', () => {
  const plainIds = { form_answer_: 'answer', form_delete_: 'delete', form_delete_confirm_: 'yes' }
  const spelling = { prefix: 'fm', version: 2, plainIds }
  const read = (text: string) => readCustomId(text, spelling)
  assert.deepEqual(read('form_answer_01J'), { prefix: 'fm', version: 2, verb: 'answer', id: '01J' })
  assert.equal(read('form_delete_confirm_01J')?.verb, 'yes')
  assert.equal(read('fm:1:answer:x')?.version, 1)
  for (const foreign of [
    'rc:1:join:4',
    'form_answer_{}',
    `form_answer_${'x'.repeat(65)}`,
    'form_x',
  ]) {
    assert.equal(read(foreign), null, foreign)
  }
})
