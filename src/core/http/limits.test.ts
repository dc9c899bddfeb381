import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { createStillClock, openDoor } from '../../../test/support/http.ts'
import { redisUrl } from '../../../test/support/redis.ts'
import { databases } from '../../../test/support/databases.ts'
import type { Clock } from '../clock.ts'
import { silentLog } from '../log.ts'
import { createRedisLimits } from './limits-redis.ts'
import { createLocalLimits, limitHeaders, rateLimitsSetting, type Limits } from './limits.ts'

type Driver = { name: string; open(clock: Clock): Limits }
const drivers: Driver[] = [{ name: 'in memory', open: createLocalLimits }]
const url = redisUrl
if (url) {
  drivers.push({
    name: 'over Redis',
    open: (clock) =>
      createRedisLimits(url, {
        prefix: `muster-test-${randomBytes(6).toString('hex')}`,
        clock,
        log: silentLog,
      }),
  })
} else {
  it('limits over Redis', { skip: 'no Redis server could be reached' })
}

for (const driver of drivers) {
  describe(`limits ${driver.name}`, () => {
    it('never allow more than the amount in a burst, nor more than the rate over time', async () => {
      const clock = createStillClock()
      const limits = driver.open(clock)
      try {
        const cases = fc.asyncProperty(
          fc.integer({ min: 1, max: 20 }),
          fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 60 }),
          async (limit, gaps) => {
            const policy = { name: 'p', limit, windowMs: 1_000 }
            const key = randomBytes(6).toString('hex')
            const allowedAt: number[] = []
            for (const gap of gaps) {
              clock.pass(gap)
              const result = await limits.take(policy, key)
              if (result.allowed) allowedAt.push(clock.now())
              else assert.ok(result.retryAfterMs > 0 && result.remaining === 0)
            }
            for (const from of allowedAt) {
              const inWindow = allowedAt.filter((at) => at >= from && at < from + 1_000).length
              assert.ok(inWindow <= 2 * limit)
              const inBurst = allowedAt.filter((at) => at === from).length
              assert.ok(inBurst <= limit)
            }
          },
        )
        await fc.assert(cases, { numRuns: 60 })
      } finally {
        await limits.close()
      }
    })

    it('make nobody wait for longer than a window when the clock is set back', async () => {
      const clock = createStillClock()
      const limits = driver.open(clock)
      try {
        const policy = { name: 'p', limit: 2, windowMs: 60_000 }
        await limits.take(policy, 'a')
        await limits.take(policy, 'a')
        clock.pass(-3_600_000)
        const { allowed, retryAfterMs } = await limits.take(policy, 'a')
        assert.deepEqual([allowed, retryAfterMs], [false, 30_000])
        clock.pass(30_000)
        assert.equal((await limits.take(policy, 'a')).allowed, true)
      } finally {
        await limits.close()
      }
    })

    it('count down, say when to come back, and keep their word', async () => {
      const clock = createStillClock()
      const limits = driver.open(clock)
      try {
        const policy = { name: 'login', limit: 3, windowMs: 60_000 }
        const remaining = []
        for (let call = 0; call < 3; call += 1) {
          remaining.push((await limits.take(policy, 'a')).remaining)
        }
        assert.deepEqual(remaining, [2, 1, 0])
        const refused = await limits.take(policy, 'a')
        assert.deepEqual([refused.allowed, refused.retryAfterMs], [false, 20_000])
        assert.equal((await limits.take(policy, 'b')).allowed, true)
        clock.pass(19_999)
        assert.equal((await limits.take(policy, 'a')).allowed, false)
        clock.pass(1)
        assert.equal((await limits.take(policy, 'a')).allowed, true)
      } finally {
        await limits.close()
      }
    })

    it('let exactly the amount through when all come at once', async () => {
      const limits = driver.open(createStillClock())
      try {
        const policy = { name: 'p', limit: 10, windowMs: 60_000 }
        const all = await Promise.all(Array.from({ length: 50 }, () => limits.take(policy, 'x')))
        assert.equal(all.filter((one) => one.allowed).length, 10)
      } finally {
        await limits.close()
      }
    })
  })
}

it('limits over Redis go on alone while Redis is away', async () => {
  const options = { prefix: 'muster-test', clock: createStillClock(), log: silentLog }
  const limits = createRedisLimits('redis://127.0.0.1:1', options)
  const policy = { name: 'p', limit: 1, windowMs: 60_000 }
  assert.equal((await limits.take(policy, 'x')).allowed, true)
  assert.equal((await limits.take(policy, 'x')).allowed, false)
  await limits.close()
})

it('the setting names every mistake', () => {
  assert.deepEqual(rateLimitsSetting.parse('{"writes": "5/s", "keys": "off"}'), {
    login: { name: 'login', limit: 30, windowMs: 60_000 },
    writes: { name: 'writes', limit: 5, windowMs: 1_000 },
    keys: null,
  })
  for (const wrong of ['{', '[]', '{"other": "1/s"}', '{"login": "0/min"}', '{"login": 3}']) {
    assert.equal(rateLimitsSetting.safeParse(wrong).success, false, wrong)
  }
})

it('headers say the policy and what is left of it', () => {
  const policy = { name: 'login', limit: 10, windowMs: 60_000 }
  const result = { allowed: true, remaining: 9, resetMs: 6_000, retryAfterMs: 0 }
  assert.deepEqual(limitHeaders(policy, result), {
    'ratelimit-policy': '"login";q=10;w=60',
    ratelimit: '"login";r=9;t=6',
  })
})

describe('limits at the door', () => {
  it('hold back sign-ins by address and writes by person, never service keys', async () => {
    const [store] = databases()
    assert.ok(store)
    const door = await openDoor(store, {
      rateLimits: '{"login": "2/min", "writes": "2/min", "keys": "3/min"}',
      botApiToken: 'the-token-of-the-bot',
    })
    try {
      const login = (remoteAddress: string) =>
        door.app.inject({ url: '/auth/login', remoteAddress })
      await login('203.0.113.1')
      await login('203.0.113.1')
      const refused = await login('203.0.113.1')
      assert.deepEqual([refused.statusCode, refused.json().code], [429, 'rate_limited'])
      assert.equal(refused.headers['retry-after'], '30')
      assert.equal(refused.headers['ratelimit'], '"login";r=0;t=60')
      assert.equal((await login('203.0.113.2')).statusCode, 503)

      const ticket = async (headers: Record<string, string>) =>
        (await door.app.inject({ method: 'POST', url: '/api/ws-tickets/', headers })).statusCode
      const session = await door.signIn('100000000000000001')
      const statuses = []
      for (let call = 0; call < 3; call += 1) statuses.push(await ticket(session))
      assert.deepEqual(statuses, [201, 201, 429])
      assert.equal(await ticket(await door.signIn('100000000000000002')), 201)

      const me = await door.app.inject({ url: '/api/me', headers: session })
      const personal = await door.access.keys.create({
        name: 'k',
        scopes: ['admin'],
        user_id: me.json().user.id,
      })
      const keyed = []
      for (let call = 0; call < 4; call += 1) {
        keyed.push(await ticket({ authorization: `Bearer ${personal.key}` }))
      }
      assert.deepEqual(keyed, [201, 201, 201, 429])
      for (let call = 0; call < 5; call += 1) {
        assert.equal(await ticket({ authorization: 'Bearer the-token-of-the-bot' }), 201)
      }
    } finally {
      await door.close()
    }
  })
})
