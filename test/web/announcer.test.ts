import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createAnnouncer } from '#web/announcer.ts'
import { createManualClock } from '../support/manual-clock.ts'

test('screen readers hear at most one text per two seconds, and always the last one', () => {
  const step = fc.record({
    wait: fc.integer({ min: 0, max: 3000 }),
    text: fc.string({ minLength: 1 }),
  })
  fc.assert(
    fc.property(fc.array(step, { minLength: 1 }), (steps) => {
      const clock = createManualClock(0)
      const heard: { at: number; text: string }[] = []
      const announcer = createAnnouncer({
        interval: 2000,
        read: (text) => heard.push({ at: clock.now(), text }),
        after: (delay, run) => {
          const timer = clock.after(delay, run)
          return () => timer.cancel()
        },
      })
      for (const { wait, text } of steps) {
        clock.advance(wait)
        announcer.say(text)
      }
      clock.advance(2000)
      for (const [index, { at }] of heard.entries()) {
        const before = heard[index - 1]
        assert.ok(!before || at - before.at >= 2000)
      }
      assert.ok(heard.at(-1)?.text.includes(steps.at(-1)?.text ?? ''))
    }),
  )
})
