import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Clock } from '#core/clock.ts'
import { silentLog } from '#core/log.ts'
import { circuitMs, routeOf } from './circuits.ts'
import { DiscordRefusal, DiscordUnavailable } from './errors.ts'
import { createGuard } from './guard.ts'
import { invalidLimit, windowMs } from './invalid-requests.ts'

function setting() {
  let time = 1_000_000
  const clock: Clock = { now: () => time, after: () => ({ cancel: () => {} }) }
  const guard = createGuard(clock, silentLog)
  return { guard, advance: (ms: number) => (time += ms) }
}

const channel = '123456789012345678'
const target = {
  ...routeOf('PATCH', `/channels/${channel}/messages/223456789012345678`),
  withToken: true,
}
const refusal = (status: number, code: number) =>
  new DiscordRefusal(status, code, { route: target.route, message: '' })

describe('what is not asked again', () => {
  it('closes the route of a channel that is not visible, until an event or a quarter of an hour', () => {
    const { guard, advance } = setting()
    const other = { ...target, majorId: '323456789012345678' }
    guard.noteFailure(target, refusal(403, 50001))
    assert.throws(() => guard.refuseEarly(target), { code: 50001 })
    guard.refuseEarly(other)
    guard.heal([channel])
    guard.refuseEarly(target)
    guard.noteFailure(target, refusal(403, 50013))
    advance(circuitMs - 1)
    assert.throws(() => guard.refuseEarly(target), { code: 50013 })
    advance(1)
    guard.refuseEarly(target)
  })

  it('does not hold one closed mailbox against the rest', () => {
    const { guard } = setting()
    guard.noteFailure(target, refusal(403, 50007))
    guard.refuseEarly(target)
  })

  it('stops everything after a 401, and says so once', () => {
    const { guard } = setting()
    let heard = 0
    guard.onUnauthorized(() => (heard += 1))
    guard.noteFailure({ ...target, withToken: false }, refusal(401, 50027))
    guard.refuseEarly(target)
    guard.noteFailure(target, refusal(401, 0))
    guard.noteFailure(target, refusal(401, 0))
    assert.equal(heard, 1)
    assert.equal(guard.status().state, 'unauthorized')
    assert.throws(() => guard.refuseEarly(target), DiscordUnavailable)
    guard.refuseEarly({ ...target, withToken: false })
  })

  it('pauses long before Discord bans the address', () => {
    const { guard, advance } = setting()
    for (let count = 0; count < invalidLimit; count += 1) guard.noteInvalid()
    assert.throws(() => guard.refuseEarly(target), { outcome: 'not_sent', retryAfterMs: windowMs })
    assert.equal(guard.status().state, 'paused')
    advance(windowMs)
    guard.refuseEarly(target)
  })
})

it('takes the ids and tokens out of a route', () => {
  assert.deepEqual(routeOf('POST', `/channels/${channel}/messages`), {
    route: 'POST /channels/:id/messages',
    majorId: channel,
  })
  const secret = routeOf('PATCH', '/webhooks/123456789012345678/aW50ZXJhY3Rpb24/messages/@original')
  assert.deepEqual(secret, { route: 'PATCH /webhooks/:id/:token/messages/@original', majorId: '' })
})
