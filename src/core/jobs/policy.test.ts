import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { defaultJobPolicy, PermanentJobError, RetryLater } from './jobs.ts'
import { backoff, judge, reasonOf } from './policy.ts'

test('a wait is between nothing and the doubled first wait, never above the cap', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 60 }),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      (attempt, fraction) => {
        const ms = backoff(defaultJobPolicy, attempt, fraction)
        const doubled = defaultJobPolicy.backoffMs * 2 ** (attempt - 1)
        assert.ok(ms >= 0 && ms <= Math.min(doubled, defaultJobPolicy.backoffCapMs))
      },
    ),
  )
})

test('what becomes of a job depends on what was thrown and on the attempts left', () => {
  const policy = { ...defaultJobPolicy, attempts: 3 }
  const end = (error: unknown, attempt: number) => judge(error, attempt, policy, 0.5).end
  assert.equal(end(new Error('x'), 2), 'again')
  assert.equal(end(new Error('x'), 3), 'dead')
  assert.equal(end(new PermanentJobError('x'), 1), 'dead')
  assert.equal(end(new RetryLater(5, 'x'), 99), 'again')
})

test('reasons are short and hold no secrets', () => {
  const token = `${'M'.repeat(26)}.${'a'.repeat(6)}.${'b'.repeat(38)}`
  const texts = [
    `login with ${token}`,
    'POST https://discord.com/api/v10/webhooks/123456789012345678/canary-canary failed',
    'PATCH /interactions/123456789012345678/canary-canary/callback',
    'postgres://user:canary-canary@host/db is away',
    'Authorization: Bearer canary-canary-canary',
    '{"client_secret":"canary-canary"}',
    '?access_token=canary-canary&x=1',
  ]
  for (const text of texts) {
    const reason = reasonOf(new Error(text))
    assert.ok(!reason.includes('canary') && !reason.includes(token), reason)
  }
  assert.equal(reasonOf(new Error('y'.repeat(5_000))).length, 500)
  assert.equal(reasonOf('plain'), 'plain')
})
