import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { createReader, cutReader, isSlow, release, sendOrHold, slowReaderBytes } from './reader.ts'

/** A connection over a wire that takes bytes only when it is told to. */
function open() {
  const sent: Buffer[] = []
  let waiting = 0
  const closed: string[] = []
  const reader = createReader({
    send(frame) {
      sent.push(frame)
      waiting += frame.length
    },
    buffered: () => waiting,
    probe: () => {},
    close: (_code, reason) => closed.push(reason),
  })
  return { reader, sent, closed, drain: () => (waiting = 0), texts: () => sent.map(String) }
}

describe('a reader of what changes quickly', () => {
  test('however late, it ends with the newest of each key, and nothing older after it', () => {
    const steps = fc.array(
      fc.oneof(
        fc.record({
          key: fc.constantFrom('a', 'b', 'c'),
          size: fc.integer({ min: 1, max: 40_000 }),
        }),
        fc.constant('drain' as const),
      ),
      { maxLength: 60 },
    )
    fc.assert(
      fc.property(steps, (all) => {
        const { reader, drain, texts } = open()
        const newest = new Map<string, number>()
        all.forEach((step, nth) => {
          if (step === 'drain') return void drain()
          newest.set(step.key, nth)
          sendOrHold(reader, step.key, Buffer.from(`${step.key} ${nth} `.padEnd(step.size, '.')))
          assert.equal(isSlow(reader), false, 'what is held back does not count')
        })
        drain()
        assert.equal(release(reader), true)
        const last = new Map<string, number>()
        for (const text of texts()) {
          const [key = '', nth = ''] = text.split(' ')
          assert.ok((last.get(key) ?? -1) < Number(nth), 'never an older one')
          last.set(key, Number(nth))
        }
        assert.deepEqual(last, newest)
      }),
    )
  })

  test('who lets more than a mebibyte wait is cut, and told to fetch the state anew', () => {
    const { reader, closed, texts } = open()
    reader.connection.send(Buffer.alloc(slowReaderBytes))
    assert.equal(isSlow(reader), false)
    reader.connection.send(Buffer.alloc(1))
    assert.equal(isSlow(reader), true)
    cutReader(reader, 'slow_reader', 'x-5')
    assert.deepEqual(JSON.parse(texts().at(-1) ?? ''), {
      type: 'resync',
      reason: 'slow_reader',
      cursor: 'x-5',
    })
    assert.deepEqual([closed, reader.gone], [['slow_reader'], true])
  })
})
