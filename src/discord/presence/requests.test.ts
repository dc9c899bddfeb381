import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import type { GatewayRequestGuildMembersData } from 'discord-api-types/v10'
import { createMetrics } from '#core/http/metrics.ts'
import { createManualClock } from '../../../test/support/manual-clock.ts'
import { createRequests, requestsPerMinute } from './requests.ts'

/** How many people a request names. */
const named = (request: GatewayRequestGuildMembersData) =>
  'user_ids' in request ? [request.user_ids ?? []].flat().length : 0

function open() {
  const clock = createManualClock(0)
  const sent: GatewayRequestGuildMembersData[] = []
  const link = { isUp: true }
  const requests = createRequests({
    realTime: clock,
    metrics: createMetrics(),
    send(request) {
      if (link.isUp) sent.push(request)
      return link.isUp
    },
  })
  /** Moves the clock, and lets everything that waits for it go on. */
  const advance = async (ms: number) => {
    clock.advance(ms)
    for (let round = 0; round < 5; round += 1) await turn()
  }
  return { clock, sent, link, requests, advance }
}

const ids = (count: number) => Array.from({ length: count }, (_, nth) => String(nth))

describe('requests for members', () => {
  test('a hundred ids to a request, and each is answered by its last chunk', async () => {
    const { sent, requests, advance } = open()
    const done = requests.ask('a', ids(250), true)
    await advance(0)
    assert.deepEqual(sent.map(named), [100, 100, 50])
    for (const { nonce } of sent) {
      requests.answered(nonce, false)
      requests.answered(nonce, true)
    }
    assert.equal(await done, true)
  })

  test('no more than sixty frames a minute, whatever is asked for', async () => {
    const { sent, requests, advance } = open()
    const done = requests.ask('a', ids(100 * (requestsPerMinute + 5)), true)
    await advance(0)
    assert.equal(sent.length, requestsPerMinute)
    for (const { nonce } of sent) requests.answered(nonce, true)
    await advance(59_999)
    assert.equal(sent.length, requestsPerMinute)
    await advance(1)
    assert.equal(sent.length, requestsPerMinute + 5)
    for (const { nonce } of sent) requests.answered(nonce, true)
    assert.equal(await done, true)
  })

  test('a limit is kept: the same request goes out again when Discord allows it', async () => {
    const { sent, requests, advance } = open()
    const done = requests.askAll('a')
    await advance(0)
    requests.limited(sent[0]?.nonce, 30_000)
    await advance(29_999)
    assert.equal(sent.length, 1)
    await advance(1)
    assert.deepEqual(sent[1], sent[0])
    requests.answered(sent[1]?.nonce, true)
    assert.equal(await done, true)
  })

  test('what is not answered, or cannot be, is given up', async () => {
    const { sent, link, requests, advance } = open()
    const silent = requests.ask('a', ['1'], true)
    await advance(0)
    await advance(10_000)
    assert.equal(await silent, false)
    const cut = requests.ask('a', ['1'], true)
    await advance(0)
    requests.lost()
    assert.equal(await cut, false)
    link.isUp = false
    assert.equal(await requests.ask('a', ['1'], true), false)
    assert.equal(sent.length, 2)
  })
})
