import assert from 'node:assert/strict'
import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { Clock } from '#core/clock.ts'
import { createSignatureCheck } from './signature.ts'

const now = Date.parse('2026-03-01T12:00:00Z')
const clock: Clock = { now: () => now, after: () => ({ cancel: () => {} }) }

function newKey(): { hex: string; privateKey: KeyObject } {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const der = publicKey.export({ format: 'der', type: 'spki' })
  return { hex: der.subarray(12).toString('hex'), privateKey }
}

function signed(privateKey: KeyObject, body: Buffer, at = now) {
  const timestamp = String(Math.floor(at / 1_000))
  const data = Buffer.concat([Buffer.from(timestamp), body])
  return { timestamp, signature: sign(null, data, privateKey).toString('hex') }
}

function flip(bytes: Buffer, bit: number): Buffer {
  const copy = Buffer.from(bytes)
  const at = (bit >> 3) % Math.max(1, copy.length)
  copy[at] = (copy[at] ?? 0) ^ (1 << (bit & 7))
  return copy
}

describe('signature of an interaction', () => {
  const first = newKey()
  const second = newKey()
  const check = createSignatureCheck([first.hex, second.hex], clock)

  it('accepts what either key signed, at once and on another thread', async () => {
    const body = Buffer.from('{"type":1}')
    for (const { privateKey } of [first, second]) {
      assert.equal(check.verify(signed(privateKey, body), body, false), true)
      assert.equal(await check.verify(signed(privateKey, body), body, true), true)
    }
  })

  it('never accepts a request in which a single bit differs', async () => {
    const places = fc.constantFrom('body', 'signature', 'timestamp')
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ minLength: 1, maxLength: 400 }),
        places,
        fc.nat(4_000),
        fc.boolean(),
        async (bytes, place, bit, busy) => {
          const body = Buffer.from(bytes)
          const headers = signed(first.privateKey, body)
          const forged = {
            body: { headers, body: flip(body, bit) },
            signature: {
              headers: {
                ...headers,
                signature: flip(Buffer.from(headers.signature, 'hex'), bit).toString('hex'),
              },
              body,
            },
            timestamp: {
              headers: {
                ...headers,
                timestamp: String(Number(headers.timestamp) + 1 + (bit % 200)),
              },
              body,
            },
          }[place]
          assert.equal(await check.verify(forged.headers, forged.body, busy), false)
        },
      ),
      { numRuns: 1_000 },
    )
  })

  it('refuses requests outside of the window, and headers of another shape', () => {
    const body = Buffer.from('{}')
    for (const minutes of [-6, 6]) {
      const headers = signed(first.privateKey, body, now + minutes * 60_000)
      assert.equal(check.verify(headers, body, false), false)
    }
    const good = signed(first.privateKey, body)
    const bad = [
      { ...good, signature: undefined },
      { ...good, timestamp: undefined },
      { ...good, signature: `${good.signature}00` },
      { ...good, signature: good.signature.replace(/^./, 'g') },
      { ...good, timestamp: '1e9' },
      { ...good, timestamp: ` ${good.timestamp}` },
    ]
    for (const headers of bad) assert.equal(check.verify(headers, body, false), false)
    assert.equal(check.verify(good, body, false), true)
  })

  it('takes no malformed key', () => {
    assert.throws(() => createSignatureCheck(['abc'], clock), /64 hexadecimal digits/)
  })
})
