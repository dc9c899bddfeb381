import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { PermanentJobError, RetryLater } from '#core/jobs/jobs.ts'
import { DiscordRefusal, DiscordUnavailable } from '#discord/rest/errors.ts'
import { jobFailure } from './problems.ts'

const refusal = (status: number, code: number, retryAfterMs?: number) =>
  new DiscordRefusal(status, code, {
    route: 'POST /guilds/:guild_id/scheduled-events',
    message: '',
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  })

describe('what a failure in Discord means for work (contract §6.4)', () => {
  it('is another try for what passes by itself', () => {
    const passing = [
      refusal(500, 0),
      refusal(503, 0),
      refusal(429, 40062, 5_000),
      new DiscordUnavailable('unknown', 'reset'),
      new DiscordUnavailable('not_sent', 'refused'),
    ]
    for (const error of passing) assert.equal(jobFailure(error), error)
  })

  it('is a wait that costs no try where Discord says for how long, or is full', () => {
    const waits = [
      [refusal(429, 0, 7_000), 7_000],
      [new DiscordUnavailable('not_sent', 'rate limit', 9_000), 9_000],
      [refusal(400, 30038), 600_000],
    ] as const
    for (const [error, delayMs] of waits) {
      const outcome = jobFailure(error)
      assert.ok(outcome instanceof RetryLater)
      assert.equal(outcome.delayMs, delayMs)
    }
  })

  it('is the end, under its own code and with a way out, where only people can help', () => {
    const lasting: [status: number, code: number][] = [
      [401, 0],
      [403, 50001],
      [403, 50013],
      [400, 50035],
      [404, 10003],
      [404, 10011],
      [404, 10013],
      [403, 50007],
      [403, 50278],
    ]
    for (const [status, code] of lasting) {
      const refused = refusal(status, code)
      const outcome = jobFailure(refused)
      assert.ok(outcome instanceof PermanentJobError)
      assert.equal(outcome.code, `discord_${code === 0 ? status : code}`)
      assert.ok(refused.fix !== '' && outcome.message.includes(refused.fix))
    }
  })
})
