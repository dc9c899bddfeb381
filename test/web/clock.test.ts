import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createPageClock } from '#web/page-clock.ts'

test('what the page shows follows the server at once, however seldom it beats', () => {
  const clock = createPageClock(() => 1_000_000)
  const heard: number[] = []
  const beat = clock.beat(3_600_000)
  const stop = beat.subscribe(() => heard.push(beat.now()))
  clock.follow(1_000_500)
  assert.deepEqual(heard, [], 'a moment is no difference')
  clock.follow(9_000_000)
  clock.follow(9_000_100)
  assert.deepEqual(heard, [9_000_000])
  clock.follow(1_000_000)
  assert.deepEqual(heard, [9_000_000, 1_000_000])
  stop()
})
