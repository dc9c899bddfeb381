import assert from 'node:assert/strict'
import { it } from 'node:test'
import { nameOf } from './channels.ts'

it('a title is cut for a name without half of a letter, and without a space at its end', () => {
  const title = `${'a'.repeat(79)}😀 and more`
  assert.equal(nameOf(title, 80), 'a'.repeat(79))
  assert.equal(nameOf(title, 82), `${'a'.repeat(79)}😀`)
  assert.ok([79, 80, 81].every((most) => nameOf(title, most).isWellFormed()))
})
