import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { ristretto255_oprf } from '@noble/curves/ed25519.js'
import {
  beginBlind,
  evaluateBlinded,
  finishBlind,
  isBlindCode,
  keysOf,
  outputFor,
} from './blind.ts'

const hex = (text: string) => Uint8Array.from(Buffer.from(text, 'hex'))
const toHex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')

// RFC 9497, appendix A.1.2: ristretto255-SHA512, VOPRF mode.
const vector = {
  seed: 'a3'.repeat(32),
  keyInfo: '74657374206b6579',
  secretKey: 'e6f73f344b79b379f1a0dd37e07ff62e38d9f71345ce62ae3a9bc60b04ccd909',
  publicKey: 'c803e2cc6b05fc15064549b5920659ca4a77b2cca6f04f6b357009335476ad4e',
  blind: '64d37aed22a27f5191de1c1d69fadb899d8862b58eb4220029e036ec4c1f6706',
  cases: [
    {
      input: '00',
      blinded: '863f330cc1a1259ed5a5998a23acfd37fb4351a793a5b3c090b642ddc439b945',
      evaluated: 'aa8fa048764d5623868679402ff6108d2521884fa138cd7f9c7669a9a014267e',
      proof:
        'ddef93772692e535d1a53903db24367355cc2cc78de93b3be5a8ffcc6985dd066d4346421d17bf5117a2a1ff0fcb2a759f58a539dfbe857a40bce4cf49ec600d',
      output:
        'b58cfbe118e0cb94d79b5fd6a6dafb98764dff49c14e1770b566e42402da1a7da4d8527693914139caee5bd03903af43a491351d23b430948dd50cde10d32b3c',
    },
    {
      input: '5a'.repeat(17),
      output:
        '8a9a2f3c7f085b65933594309041fc1898d42d0858e59f90814ae90571a6df60356f4610bf816f27afdd84f47719e480906d27ecd994985890e5f539e7ea74b6',
    },
  ],
}

test('the vectors of RFC 9497 come out', () => {
  const { voprf } = ristretto255_oprf
  const keys = voprf.deriveKeyPair(hex(vector.seed), hex(vector.keyInfo))
  assert.equal(toHex(keys.secretKey), vector.secretKey)
  assert.equal(toHex(keys.publicKey), vector.publicKey)
  for (const one of vector.cases) assert.equal(toHex(outputFor(keys, hex(one.input))), one.output)
  const [first] = vector.cases
  assert.ok(first?.blinded && first.evaluated && first.proof)
  const output = voprf.finalize(
    hex(first.input),
    hex(vector.blind),
    hex(first.evaluated),
    hex(first.blinded),
    keys.publicKey,
    hex(first.proof),
  )
  assert.equal(toHex(output), first.output)
})

test('a browser gets a code that proves nothing but that a link was taken', () => {
  const keys = keysOf(randomBytes(32))
  const secret = beginBlind(randomBytes(16))
  const answer = evaluateBlinded(keys, secret.blinded, (bytes = 32) =>
    Uint8Array.from(randomBytes(bytes)),
  )
  const code = finishBlind(secret, answer, keys.publicKey)
  assert.equal(Buffer.from(code).toString('base64url').length, 43)
  assert.equal(isBlindCode(keys, code), true)
  // The same element evaluated again gives the same code: a lost answer costs nothing.
  const again = evaluateBlinded(keys, secret.blinded, (bytes = 32) =>
    Uint8Array.from(randomBytes(bytes)),
  )
  assert.deepEqual(finishBlind(secret, again, keys.publicKey), code)
  // A key that only this person was given is noticed.
  const other = keysOf(randomBytes(32))
  const marked = evaluateBlinded(other, secret.blinded, (bytes = 32) =>
    Uint8Array.from(randomBytes(bytes)),
  )
  assert.throws(() => finishBlind(secret, marked, keys.publicKey))
  assert.equal(isBlindCode(other, code), false)
  const forged = Uint8Array.from(code)
  forged.set([code[20] === 0 ? 1 : 0], 20)
  assert.equal(isBlindCode(keys, forged), false)
  assert.equal(isBlindCode(keys, code.subarray(0, 31)), false)
  assert.throws(() => evaluateBlinded(keys, new Uint8Array(32), () => new Uint8Array(64)))
})
