import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parseSearch, stringifySearch } from '#web/search-text.ts'

test('a query string keeps every text as it is, Discord ids and numbers included', () => {
  const name = fc.stringMatching(/^[a-z_]{1,12}$/)
  const value = fc.oneof(
    fc.string({ minLength: 1 }),
    fc.constantFrom('1308600000000000001', 'true'),
  )
  const shown = value.filter((text) => text !== 'null')
  fc.assert(
    fc.property(fc.dictionary(name, shown), (search) => {
      assert.deepEqual(parseSearch(stringifySearch(search)), { ...search })
    }),
  )
  assert.equal(stringifySearch({ guild: undefined, search: '' }), '')
})
