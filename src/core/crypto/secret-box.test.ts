import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { systemRandom } from '../ids.ts'
import { loadMasterKeys, masterKeyFile, parseMasterKeys } from './master-key.ts'
import { createSecretBox, masterKey } from './secret-box.ts'

const first = masterKey(Buffer.alloc(32, 1))
const second = masterKey(Buffer.alloc(32, 2))

test('a secret opens for its owner only, and any change is noticed', () => {
  const box = createSecretBox([first], systemRandom)
  fc.assert(
    fc.property(fc.string(), fc.nat(), (secret, position) => {
      const sealed = box.seal(secret, 'form:1')
      assert.equal(box.open(sealed, 'form:1'), secret.toWellFormed())
      assert.throws(() => box.open(sealed, 'form:2'))
      assert.ok(!sealed.includes(secret) || secret.length < 4)
      const at = 'box1.00000000.'.length + (position % (sealed.length - 16))
      const changed = sealed.slice(0, at) + (sealed[at] === 'A' ? 'B' : 'A') + sealed.slice(at + 1)
      assert.throws(() => box.open(changed, 'form:1'))
    }),
  )
  assert.notEqual(box.seal('same', 'x'), box.seal('same', 'x'))
})

test('keys are replaced without losing what older ones have sealed', () => {
  const before = createSecretBox([first], systemRandom)
  const after = createSecretBox([second, first], systemRandom)
  const sealed = before.seal('secret', 'x')
  assert.equal(after.open(sealed, 'x'), 'secret')
  assert.throws(() => createSecretBox([second], systemRandom).open(sealed, 'x'), /not known/)
  assert.deepEqual(after.derive('a'), before.derive('a'))
  assert.notDeepEqual(after.derive('a'), after.derive('b'))
})

test('an installation makes its key once, for nobody else to read', (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'muster-key-'))
  context.after(() => rmSync(folder, { recursive: true }))
  const made = loadMasterKeys(folder, systemRandom)
  assert.deepEqual(loadMasterKeys(folder, systemRandom), made)
  assert.equal(statSync(masterKeyFile(folder)).mode & 0o777, 0o600)
  const hex = Buffer.alloc(32, 7).toString('hex')
  const base64 = Buffer.alloc(32, 8).toString('base64')
  assert.deepEqual(
    parseMasterKeys(`${hex}, ${base64}`).map(({ key }) => key[0]),
    [7, 8],
  )
  assert.throws(() => parseMasterKeys('c2hvcnQ='), /32 bytes/)
  assert.throws(() => parseMasterKeys(' '), /no master key/)
})
