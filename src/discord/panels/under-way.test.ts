import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createUnderWay } from './under-way.ts'

const trips = fc.array(
  fc.record({ sent: fc.nat(20), takes: fc.integer({ min: 1, max: 9 }), watched: fc.boolean() }),
  { minLength: 1, maxLength: 12 },
)

test('a message that may show an old version is known as stale once nothing is under way', () => {
  fc.assert(
    fc.property(trips, (all) => {
      const underWay = createUnderWay()
      const inOrder = all.toSorted((a, b) => a.sent - b.sent)
      const steps = inOrder.flatMap((trip, version) => [
        { at: trip.sent, kind: 'send' as const, version, watched: trip.watched },
        { at: trip.sent + trip.takes, kind: 'arrive' as const, version, watched: trip.watched },
      ])
      const overlaps = (version: number) =>
        inOrder.some((other, index) => {
          const own = inOrder[version]
          if (!own || index === version) return false
          return other.sent <= own.sent + own.takes && own.sent <= other.sent + other.takes
        })
      let shown = -1
      let open = 0
      let doubtful = false
      const queue = steps.toSorted(
        (a, b) => a.at - b.at || Number(a.kind === 'arrive') - Number(b.kind === 'arrive'),
      )
      for (const { kind, version, watched } of queue) {
        if (kind === 'send') {
          if (open === 0) doubtful = false
          open += 1
          underWay.send('panel')
          continue
        }
        open -= 1
        doubtful ||= version < shown || (!watched && overlaps(version))
        shown = version
        const stale = underWay.arrive('panel', version, watched)
        assert.ok(open > 0 ? !stale : stale || !doubtful)
        if (open === 0) shown = -1
      }
    }),
  )
})

test('an answer that travels alone is believed', () => {
  const underWay = createUnderWay()
  for (const watched of [true, false]) {
    underWay.send('panel')
    assert.equal(underWay.arrive('panel', 1, watched), false)
  }
})
