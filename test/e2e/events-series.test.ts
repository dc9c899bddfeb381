import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { z } from 'zod'
import { event as eventShape, type EventJson } from '#modules/events/contract/event.ts'
import { series as seriesShape } from '#modules/events/contract/series.ts'
import {
  eventsPath,
  expectStatus,
  openEventWorld,
  type EventWorld,
} from '../support/event-world.ts'

const seriesPath = '/api/v1/series'
const hourMs = 3_600_000
const page = z.object({ results: z.array(eventShape) })

describe('series and their events', () => {
  let world: EventWorld
  before(async () => {
    world = await openEventWorld()
  })
  after(() => world.close())

  /** The first Monday that is at least three weeks away, as a date. */
  function monday(): string {
    const day = new Date(world.app.services.clock.now() + 21 * 24 * hourMs)
    while (day.getUTCDay() !== 1) day.setTime(day.getTime() + 24 * hourMs)
    return day.toISOString().slice(0, 10)
  }
  const later = (text: string, hours: number) =>
    new Date(Date.parse(text) + hours * hourMs).toISOString()
  const dates = async (seriesId: string): Promise<EventJson[]> => {
    const answer = await world.api('GET', `${eventsPath}?series_id=${seriesId}&page_size=50`)
    return page.parse(expectStatus(200, answer)).results
  }
  const ofSeries = async (id: string) =>
    seriesShape.parse(expectStatus(200, await world.api('GET', `${seriesPath}/${id}`)))
  /** A weekly series on Mondays at 20:00 in Paris; the first two of its events. */
  async function make(fields: Record<string, unknown> = {}, more: Record<string, unknown> = {}) {
    const answer = await world.api('POST', seriesPath, {
      rule: 'FREQ=WEEKLY;BYDAY=MO',
      timezone: 'Europe/Paris',
      local_start: `${monday()}T20:00:00`,
      org_id: 'heroes',
      discord_user_id: world.idOf('olivia'),
      fields: { title: 'Weekly', location: 'Here', ...fields },
      ...more,
    })
    const first = eventShape.parse(expectStatus(201, answer))
    assert.ok(first.series_id)
    await world.settle()
    const [, second] = await dates(first.series_id)
    assert.ok(second)
    return { id: first.series_id, first, second }
  }
  const change = async (path: string, body: unknown) => {
    const answer = await world.api('PATCH', path, body)
    await world.settle()
    return answer
  }
  const weekdays = (all: readonly EventJson[]) =>
    all.map(({ local_start }) => new Date(`${local_start}Z`).getUTCDay())

  it('moves all of them to another day, and none stays behind', async () => {
    const { id, first } = await make()
    expectStatus(
      200,
      await change(`${eventsPath}/${first.id}?scope=all`, {
        start_at_utc: later(first.start_at_utc, 24),
      }),
    )
    assert.deepEqual(weekdays(await dates(id)), [2, 2])
    assert.equal((await ofSeries(id)).rule, 'FREQ=WEEKLY;BYDAY=TU')
    const monthly = await make({}, { rule: 'FREQ=MONTHLY;BYDAY=1MO' })
    const refused = await change(`${eventsPath}/${monthly.first.id}?scope=all`, {
      start_at_utc: later(monthly.first.start_at_utc, 24),
    })
    assert.match(JSON.stringify(expectStatus(422, refused)), /names its days/)
    assert.deepEqual(weekdays(await dates(monthly.id)), [1, 1])
  })

  it('leaves what was moved by hand where it is, and what was left out out, when the hour moves', async () => {
    const { id, first, second } = await make()
    const own = { start_at_utc: later(second.start_at_utc, 1.5), timezone: 'Asia/Tokyo' }
    await change(`${eventsPath}/${second.id}`, own)
    const skipped = (await ofSeries(id)).upcoming[2]?.occurrence_key
    await world.api('POST', `${seriesPath}/${id}/skip`, { occurrence_key: skipped })
    await change(`${eventsPath}/${first.id}?scope=all`, {
      start_at_utc: later(first.start_at_utc, 1),
      timezone: 'Europe/Paris',
    })
    const starts = [later(first.start_at_utc, 1), own.start_at_utc]
    assert.deepEqual(
      (await dates(id)).map((one) => one.start_at_utc),
      starts,
    )
    const upcoming = (await ofSeries(id)).upcoming.slice(0, 4)
    assert.deepEqual(
      upcoming.map((one) => one.skipped),
      [false, false, true, false],
    )
    assert.deepEqual(
      upcoming.slice(0, 2).map((one) => one.event_id),
      [first.id, second.id],
    )
  })

  it('keeps the events whose dates a new rule has too, with their people', async () => {
    const { id, first } = await make()
    await world.signUp(first, 'sam')
    await change(`${seriesPath}/${id}`, { rule: 'FREQ=WEEKLY;BYDAY=MO,TH' })
    const both = await dates(id)
    assert.ok(both.every(({ state }) => state === 'scheduled'))
    assert.equal(await world.standing(first.id, 'sam'), 'confirmed')
    await change(`${seriesPath}/${id}`, { rule: 'FREQ=WEEKLY;BYDAY=TH' })
    assert.equal((await world.read(first.id)).state, 'cancelled')
    await change(`${seriesPath}/${id}`, { rule: 'FREQ=WEEKLY;BYDAY=MO' })
    const open = (await dates(id)).filter(({ state }) => state === 'scheduled')
    assert.deepEqual(weekdays(open), [1, 1])
  })

  it('brings an event back with its people when its date is let happen again', async () => {
    const { id, first } = await make()
    await world.signUp(first, 'sam')
    const key = { occurrence_key: first.occurrence_key }
    await world.api('POST', `${seriesPath}/${id}/skip`, key)
    assert.equal((await world.read(first.id)).state, 'cancelled')
    expectStatus(200, await world.api('POST', `${seriesPath}/${id}/unskip`, key))
    await world.settle()
    assert.equal((await world.read(first.id)).state, 'scheduled')
    assert.equal(await world.standing(first.id, 'sam'), 'confirmed')
  })

  it('gives every date its own times of sign-ups, as far from its start, and a new length', async () => {
    const date = monday()
    const { id, first } = await make({
      signup_opens_at: `${date}T08:00:00`,
      signup_closes_at: `${date}T18:00:00`,
    })
    const distances = async () =>
      (await dates(id)).map((one) => [
        (Date.parse(one.start_at_utc) - Date.parse(one.signup_opens_at ?? '')) / hourMs,
        (Date.parse(one.start_at_utc) - Date.parse(one.signup_closes_at ?? '')) / hourMs,
        one.duration_minutes,
      ])
    assert.deepEqual(await distances(), [
      [12, 2, 120],
      [12, 2, 120],
    ])
    await change(`${eventsPath}/${first.id}?scope=all`, {
      start_at_utc: later(first.start_at_utc, 2),
      end_at_utc: later(first.start_at_utc, 5),
      signup_closes_at: later(first.start_at_utc, 1),
    })
    assert.deepEqual(await distances(), [
      [14, 1, 180],
      [14, 1, 180],
    ])
  })

  it('counts on when it is split, and refuses a change of what somebody else has changed', async () => {
    const { id, first, second } = await make({}, { rule: 'FREQ=WEEKLY;BYDAY=MO;COUNT=4' })
    await change(`${eventsPath}/${second.id}?scope=following`, { title: 'New name' })
    const rest = await world.read(second.id)
    assert.ok(rest.series_id && rest.series_id !== id)
    assert.equal((await ofSeries(rest.series_id)).upcoming.length, 3)
    assert.equal((await ofSeries(id)).upcoming.length, 1)
    const stale = await world.api(
      'PATCH',
      `${eventsPath}/${first.id}?scope=all`,
      { title: 'Late' },
      { authorization: 'Bearer a-service-token-for-tests', 'if-match': '"99"' },
    )
    expectStatus(412, stale)
  })

  it('gives who came last week a place next week, once, in the role of the same name', async () => {
    const start = new Date(world.app.services.clock.now() + 2 * hourMs).toISOString()
    const { id, first } = await make(
      { roles: [{ name: 'Healer', capacity: 2 }] },
      {
        rule: 'FREQ=WEEKLY',
        timezone: 'UTC',
        local_start: start.slice(0, 19),
        keep_signups: true,
      },
    )
    const role_id = first.roles[0]?.id
    for (const name of ['sam', 'haruka']) await world.signUp(first, name, { role_id })
    const standings = async (name: string) =>
      Promise.all((await dates(id)).map((one) => world.standing(one.id, name)))
    await world.control.advance('2h')
    await world.settle()
    assert.deepEqual(await standings('sam'), ['confirmed', 'confirmed', 'confirmed'])
    const [, next] = await dates(id)
    assert.ok(next)
    assert.equal(next.roles[0]?.current_signups, 2)
    const own = { discord_user_id: world.idOf('haruka') }
    expectStatus(200, await world.api('DELETE', `${eventsPath}/${next.id}/signups/me`, own))
    await world.control.advance('3h')
    await world.settle()
    assert.equal(await world.standing(next.id, 'haruka'), null, 'her own word outranks last week')
  })

  it('ends with all that is to come of it, also with what was moved by hand beyond its day', async () => {
    const { id, first, second } = await make()
    await change(`${eventsPath}/${first.id}`, { start_at_utc: later(first.start_at_utc, 60) })
    const now = world.app.services.clock.now()
    await world.pass(`${Math.ceil((Date.parse(first.start_at_utc) - now) / hourMs) + 1}h`)
    expectStatus(200, await world.api('DELETE', `${seriesPath}/${id}?scope=all`))
    await world.settle()
    const states = await Promise.all([first, second].map(async (one) => world.read(one.id)))
    assert.deepEqual(
      states.map(({ state }) => state),
      ['cancelled', 'cancelled'],
    )
  })
})
