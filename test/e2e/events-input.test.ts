import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { z } from 'zod'
import { event as eventShape } from '#modules/events/contract/event.ts'
import { openTwoServers, type TwoServers } from '../support/two-servers.ts'

const base = '/api/v1/events'
const refusal = z.object({
  detail: z.union([z.string(), z.array(z.object({ loc: z.array(z.unknown()), msg: z.string() }))]),
  code: z.string(),
  state: z.string().optional(),
  allowed: z.array(z.string()).optional(),
})

describe('what events refuse', () => {
  let world: TwoServers
  before(async () => {
    world = await openTwoServers()
  })
  after(() => world.close())

  const create = (fields: object, headers: Record<string, string> = {}) =>
    world.api(
      'POST',
      base,
      { title: 'Refused', org_id: 'rencontres', location: 'Lyon', ...fields },
      { authorization: 'Bearer a-service-token-for-tests', ...headers },
    )
  const refused = async (fields: object, language = 'en') => {
    const answer = await create(fields, { 'accept-language': language })
    const { detail, code } = refusal.parse(answer.json)
    assert.deepEqual([answer.status, code], [422, 'validation_error'], JSON.stringify(answer.json))
    assert.ok(typeof detail !== 'string')
    return detail.map(({ loc, msg }) => `${String(loc.at(-1))}: ${msg}`).join('\n')
  }

  it('times that are over, that end before they begin, and zones that do not exist', async () => {
    assert.match(await refused({ start_at_utc: '2020-01-01T10:00:00Z' }), /start_at_utc: .*future/)
    const ends = { start_at_utc: world.soon(5), end_at_utc: world.soon(4) }
    assert.match(await refused(ends), /end_at_utc: /)
    const zone = { local_start: '2030-05-05T20:00', timezone: 'Europe/Atlantis' }
    assert.match(await refused(zone), /timezone: .*zone/)
    const words = await Promise.all(['en', 'fr', 'ja', 'ko'].map((one) => refused(zone, one)))
    assert.equal(new Set(words).size, 4, words.join('\n'))
  })

  it('times that a day skips or has twice, with what can be said instead', async () => {
    // Clocks in Paris go forward on 2030-03-31 and back on 2030-10-27.
    const paris = (local_start: string) => ({ local_start, timezone: 'Europe/Paris' })
    assert.match(await refused(paris('2030-03-31T02:30')), /local_start: /)
    assert.match(await refused(paris('2030-10-27T02:30')), /local_start: /)
    const exact = await create({
      start_at_utc: '2030-10-27T02:30:00+01:00',
      timezone: 'Europe/Paris',
    })
    assert.equal(exact.status, 201, JSON.stringify(exact.json))
    assert.equal(eventShape.parse(exact.json).start_at_utc, '2030-10-27T01:30:00.000Z')
  })

  it('steps that are not possible, naming those that are, and actions that do not exist', async () => {
    const one = await world.create()
    const step = (verb: string) => world.api('POST', `${base}/${one.id}/${verb}`, {})
    const complete = await step('complete')
    const no = refusal.parse(complete.json)
    assert.deepEqual(
      [complete.status, no.code, no.state, no.allowed],
      [409, 'invalid_transition', 'scheduled', ['start', 'cancel']],
    )
    await step('cancel')
    const again = await step('cancel')
    assert.deepEqual([again.status, refusal.parse(again.json).allowed], [409, ['reinstate']])
    const create_ = await world.api('POST', `/api/v1/discord/events/events/create/${one.id}`)
    assert.deepEqual(
      [create_.status, refusal.parse(create_.json).code],
      [409, 'invalid_transition'],
    )
    const path = `/api/v1/discord/events/auto-manage/${one.id}?action=exploded`
    const unknown = await world.api('POST', path)
    assert.equal(unknown.status, 422)
    assert.match(JSON.stringify(unknown.json), /"loc":\["query","action"\]/)
    assert.equal((await world.api('POST', `${base}/nobody/start`)).status, 404)
  })
})
