import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { z } from 'zod'
import { event as eventShape } from '#modules/events/contract/event.ts'
import { series as seriesShape } from '#modules/events/contract/series.ts'
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
  const weekly = (fields: object) =>
    world.api('POST', '/api/v1/series', {
      org_id: 'rencontres',
      rule: 'FREQ=WEEKLY',
      timezone: 'Europe/Paris',
      local_start: '2058-05-05T20:00',
      fields: { title: 'Weekly', location: 'Lyon' },
      ...fields,
    })
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
    const zone = { local_start: '2058-05-05T20:00', timezone: 'Europe/Atlantis' }
    assert.match(await refused(zone), /timezone: .*zone/)
    const words = await Promise.all(['en', 'fr', 'ja', 'ko'].map((one) => refused(zone, one)))
    assert.equal(new Set(words).size, 4, words.join('\n'))
  })

  it('times that a day skips or has twice, with what can be said instead', async () => {
    // Clocks in Paris go forward on 2058-03-31 and back on 2058-10-27.
    const paris = (local_start: string) => ({ local_start, timezone: 'Europe/Paris' })
    assert.match(await refused(paris('2058-03-31T02:30')), /local_start: /)
    assert.match(await refused(paris('2058-10-27T02:30')), /local_start: /)
    const exact = await create({
      start_at_utc: '2058-10-27T02:30:00+01:00',
      timezone: 'Europe/Paris',
    })
    assert.equal(exact.status, 201, JSON.stringify(exact.json))
    assert.equal(eventShape.parse(exact.json).start_at_utc, '2058-10-27T01:30:00.000Z')
  })

  it('a local start without its zone; with it, the start is the clock on the wall there', async () => {
    assert.match(await refused({ start_at_utc: '2058-05-05T20:00:00' }), /start_at_utc: /)
    const zoned = { start_at_utc: '2058-05-05T20:00:00', timezone: 'Europe/Paris' }
    const made = await create(zoned)
    assert.equal(made.status, 201, JSON.stringify(made.json))
    assert.equal(eventShape.parse(made.json).start_at_utc, '2058-05-05T18:00:00.000Z')
    const gap = { ...zoned, signup_closes_at: '2058-03-31T02:30' }
    assert.match(await refused(gap), /signup_closes_at: /)
  })

  it('years that no calendar writes, wherever they would come from', async () => {
    const start_at_utc = world.soon(5)
    const wrong: [object, RegExp][] = [
      [{ start_at_utc: '9999-12-31T23:30:00Z' }, /start_at_utc: .*1970 and 9999/],
      [{ start_at_utc: '9999-12-31T20:00:00-09:00' }, /start_at_utc: .*1970 and 9999/],
      [{ local_start: '9999-12-31T20:00', timezone: 'Asia/Tokyo' }, /local_start: .*9999/],
      [{ start_at_utc: '9999-12-20T20:00:00Z', duration_minutes: 40_000 }, /end_at_utc: .*9999/],
      [{ start_at_utc, signup_opens_at: '0000-01-01T00:00:00+14:00' }, /signup_opens_at: .*9999/],
      [{ start_at_utc, end_at_utc: '9999-12-31T23:30:00Z' }, /end_at_utc: .*9999/],
    ]
    for (const [fields, mistake] of wrong) assert.match(await refused(fields), mistake)
    const rare = await weekly({ rule: 'FREQ=YEARLY;INTERVAL=7000', local_start: world.soon(5) })
    assert.equal(rare.status, 201, 'what comes after is left out, and what comes first is there')
    const until = await weekly({ until: '9999-12-31T23:30:00-02:00' })
    assert.equal(until.status, 422)
  })

  it('a series whose first start the clocks skip; a later one that they skip comes later', async () => {
    const { status, json } = await weekly({ local_start: '2058-03-31T02:30' })
    assert.equal(status, 422)
    assert.match(JSON.stringify(json), /"loc":\["body","local_start"\],"msg":"The clocks skip/)
    const made = await weekly({ local_start: '2058-03-24T02:30' })
    assert.equal(made.status, 201, JSON.stringify(made.json))
    const path = `/api/v1/series/${eventShape.parse(made.json).series_id}`
    const { upcoming, local_start } = seriesShape.parse((await world.api('GET', path)).json)
    assert.deepEqual(
      upcoming.slice(0, 3).map((one) => one.start_at_utc.slice(5, 16)),
      ['03-24T01:30', '03-31T01:30', '04-07T00:30'],
    )
    assert.equal(local_start, '2058-03-24T02:30:00')
    for (const change of [{ local_start: '2058-03-31T02:30' }, { timezone: 'Mars/Olympus' }]) {
      const patched = await world.api('PATCH', path, change)
      assert.equal(patched.status, 422, JSON.stringify(patched.json))
    }
  })

  it('channels of another server, for whatever they are meant', async () => {
    const foreign = world.guild(world.sisterId).channels.keys().next().value
    const path = `/api/v1/discord/guilds/${world.guildId}`
    for (const name of ['event_channel_id', 'reminder_channel_id', 'thread_forum_id']) {
      const answer = await world.api('PATCH', path, { [name]: foreign })
      const { detail } = refusal.parse(answer.json)
      assert.equal(answer.status, 422)
      assert.ok(typeof detail !== 'string')
      assert.deepEqual(detail[0]?.loc, ['body', name])
    }
    const [role] = world.app.services.members.roles(world.guildId)
    const menu = {
      channel_id: foreign,
      title: 'Roles',
      options: [{ discord_role_id: role?.id, label: 'One' }],
    }
    assert.equal((await world.api('POST', `${path}/role-menus`, menu)).status, 404)
  })

  it('steps that are not possible, naming those that are, and actions that do not exist', async () => {
    const one = await world.create()
    const step = (verb: string) => world.api('POST', `${base}/${one.id}/${verb}`, {})
    const reinstate = await step('reinstate')
    const no = refusal.parse(reinstate.json)
    assert.deepEqual(
      [reinstate.status, no.code, no.state, no.allowed],
      [409, 'invalid_transition', 'scheduled', ['start', 'complete', 'cancel']],
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
