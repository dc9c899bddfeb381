import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createUnderWay } from './under-way.ts'

/** An answer with a version of its own: when it leaves, how long until it takes effect, and until that is heard. */
const trips = fc.array(
  fc.record({ sent: fc.nat(40), takes: fc.nat(9), heard: fc.nat(9), rank: fc.nat(1_000) }),
  { minLength: 1, maxLength: 12 },
)

test('in whatever order answers leave, take effect and are heard of: an old one never stays', () => {
  fc.assert(
    fc.property(trips, (all) => {
      const underWay = createUnderWay()
      const steps = all
        .toSorted((a, b) => a.rank - b.rank)
        .flatMap(({ sent, takes, heard }, version) => [
          { at: sent, what: 'send' as const, version },
          { at: sent + takes, what: 'effect' as const, version },
          { at: sent + takes + heard, what: 'arrive' as const, version },
        ])
      let shown = -1
      let newest = -1
      // What is sent comes before its effect, and that before it is heard of.
      for (const { what, version } of steps.toSorted((a, b) => a.at - b.at)) {
        if (what === 'effect') shown = version
        else if (what === 'send') {
          underWay.send('panel', version < newest)
          newest = Math.max(newest, version)
        } else if (underWay.arrive('panel')) shown = newest
      }
      assert.equal(shown, newest)
    }),
  )
})

test('an answer that travels alone is believed', () => {
  const underWay = createUnderWay()
  for (let nth = 0; nth < 2; nth += 1) {
    underWay.send('panel', false)
    assert.equal(underWay.arrive('panel'), false)
  }
})
