import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { z } from 'zod'
import { event as eventShape, type EventJson } from '#modules/events/contract/event.ts'
import { syncInspector } from '#modules/events/contract/insight.ts'
import { series as seriesShape } from '#modules/events/contract/series.ts'
import { openTwoServers, type TwoServers } from '../support/two-servers.ts'

const base = '/api/v1/events'
const hourMs = 3_600_000
const weekMs = 7 * 24 * hourMs
const made = z.object({ id: z.string() })
const list = z.object({ results: z.array(eventShape) })

describe('one date of a series of Discord’s', () => {
  let world: TwoServers
  before(async () => {
    world = await openTwoServers()
    await world.decide({ status: 'suspended' }, world.sisterId)
  })
  after(() => world.close())

  const find = async (q: string) =>
    list
      .parse((await world.api('GET', `${base}?q=${encodeURIComponent(q)}&page_size=50`)).json)
      .results.toSorted((a, b) => a.start_at_utc.localeCompare(b.start_at_utc))
  const inspected = async (id: string) =>
    syncInspector.parse((await world.api('GET', `${base}/${id}/sync`)).json)
  const instant = (at: number) => new Date(at).toISOString()
  const startOf = async (id: string) => Date.parse((await world.read(id)).start_at_utc)

  /** A weekly event that Hélène makes in Discord, in so many hours, for one hour. */
  async function weekly(name: string, hours: number) {
    const start = Date.parse(world.soon(hours))
    const rule = {
      start: instant(start),
      frequency: 2,
      interval: 1,
      by_weekday: [(new Date(start).getUTCDay() + 6) % 7],
    }
    const { id } = made.parse(
      await world.inDiscord('helene', {
        do: 'create_event',
        name,
        location: 'Lyon',
        scheduled_start_time: instant(start),
        scheduled_end_time: instant(start + hourMs),
        recurrence_rule: rule,
      }),
    )
    const [one] = await find(name)
    assert.ok(one)
    const change = (fields: object, at = start) =>
      world.inDiscord('helene', {
        do: 'change_date',
        event_id: id,
        original_scheduled_start_time: instant(at),
        ...fields,
      })
    const remote = () => {
      const event = world.guild().events.get(id)
      assert.ok(event)
      return event
    }
    return { one, start, change, remote }
  }

  /** What was sent to Discord since, other than the counts below the description. */
  const sent = async (since: number) =>
    (await world.writes(since)).filter(
      ({ body }) => typeof body !== 'object' || body === null || !('description' in body),
    )

  it('moves our event of that date, and its end, without an answer to Discord', async () => {
    const { one, start, change, remote } = await weekly('Déplacée', 24)
    const since = await world.lastCall()
    await change({ scheduled_start_time: instant(start + 2 * hourMs) })
    const moved = await world.read(one.id)
    assert.equal(Date.parse(moved.start_at_utc), start + 2 * hourMs)
    assert.equal(Date.parse(moved.end_at_utc), start + 3 * hourMs)
    const { links, log } = await inspected(one.id)
    assert.deepEqual([links[0]?.date_changed, links[0]?.moves_hidden], ['moved', false])
    assert.ok(log.some(({ direction, fields }) => direction === 'pull' && fields.includes('start')))
    await world.pass('11m')
    assert.deepEqual(await sent(since), [])
    // Another date of the same series is one of the series alone, until it comes.
    await change({ scheduled_start_time: instant(start + weekMs + hourMs) }, start + weekMs)
    assert.equal(await startOf(one.id), start + 2 * hourMs)
    assert.equal(Date.parse(remote().scheduled_start_time), start, 'the series stays')
    // The moved date happens when it was moved to, and the next one as that was moved.
    await world.pass('25h')
    assert.equal((await world.read(one.id)).state, 'scheduled')
    await world.pass('3h')
    const [, next, ...others] = await find('Déplacée')
    assert.deepEqual([(await world.read(one.id)).state, others], ['completed', []])
    assert.equal(Date.parse(next?.start_at_utc ?? ''), start + weekMs + hourMs)
    await world.inDiscord('helene', { do: 'cancel_event', event_id: remote().id })
  })

  it('is decided like every field where both sides moved it, and ours goes into the date', async () => {
    const { one, start, change, remote } = await weekly('Disputée', 48)
    await world.decide({ conflict_policy: 'muster' })
    const when = { route: '/guilds/:guild_id/scheduled-events/:event_id' }
    await world.control.fault({ when, do: { status: 503, body: {} } })
    await change({ scheduled_start_time: instant(start + 2 * hourMs) })
    const ours = { start_at_utc: instant(start + hourMs) }
    const patched = await world.api('PATCH', `${base}/${one.id}`, ours)
    assert.equal(patched.status, 200, JSON.stringify(patched.json))
    const since = await world.lastCall()
    await world.control.liftFaults()
    await world.pass('11m')
    const { conflicts } = await inspected(one.id)
    const start_ = conflicts.find(({ field }) => field === 'start')
    assert.equal(start_?.winner, 'muster')
    assert.equal(await startOf(one.id), start + hourMs)
    const [date] = remote().guild_scheduled_event_exceptions
    assert.equal(Date.parse(date?.scheduled_start_time ?? ''), start + hourMs)
    assert.equal(Date.parse(remote().scheduled_start_time), start, 'the series stays')
    await world.pass('11m')
    const writes = await sent(since)
    assert.equal(writes.length, 1, JSON.stringify(writes))
    await world.decide({ conflict_policy: 'latest' })
    // The loser is kept, and can be taken after all.
    const take = { conflict_id: start_?.id, take: 'theirs' }
    assert.equal((await world.api('POST', `${base}/${one.id}/sync/resolve`, take)).status, 200)
    await world.settle()
    const again = remote().guild_scheduled_event_exceptions[0]
    assert.equal(Date.parse(again?.scheduled_start_time ?? ''), start + 2 * hourMs)
    await world.inDiscord('helene', { do: 'cancel_event', event_id: remote().id })
  })

  it('is called off and taken up alone: the series goes on, on both sides', async () => {
    const { one, start, change, remote } = await weekly('Annulée', 72)
    const since = await world.lastCall()
    const seen = async () => {
      const { state, cancel_reason } = await world.read(one.id)
      return [state, cancel_reason]
    }
    await change({ is_canceled: true })
    assert.equal((await seen())[0], 'cancelled')
    assert.equal((await inspected(one.id)).links[0]?.date_changed, 'called_off')
    await world.pass('11m')
    assert.deepEqual(await sent(since), [], 'Discord’s series is left alone')
    await change({ is_canceled: false })
    assert.deepEqual(await seen(), ['scheduled', null])
    await change({ is_canceled: true })
    // A manager here decides that it happens all the same: so it does there.
    assert.equal((await world.api('POST', `${base}/${one.id}/reinstate`)).status, 200)
    await world.settle()
    assert.equal(remote().guild_scheduled_event_exceptions[0]?.is_canceled, false)
    await world.pass('11m')
    assert.deepEqual(await seen(), ['scheduled', null])
    await change({ is_canceled: true })
    await world.pass('74h')
    const dates = (await find('Annulée')).map((event: EventJson) => [
      event.state,
      Date.parse(event.start_at_utc),
    ])
    assert.deepEqual(dates, [
      ['cancelled', start],
      ['scheduled', start + weekMs],
    ])
    assert.equal(remote().status, 1)
    await world.inDiscord('helene', { do: 'cancel_event', event_id: remote().id })
  })

  it('is not carried here where ours is to go on, and the series can end while it is off', async () => {
    await world.decide({ on_discord_delete: 'recreate' })
    const { one, change, remote } = await weekly('Têtue', 24)
    await change({ is_canceled: true })
    assert.equal((await world.read(one.id)).state, 'scheduled')
    assert.equal(remote().guild_scheduled_event_exceptions[0]?.is_canceled, false)
    await world.decide({ on_discord_delete: 'auto' })
    await change({ is_canceled: true })
    assert.equal((await world.read(one.id)).state, 'cancelled')
    const path = `/api/v1/series/${one.series_id}`
    const ended = seriesShape.parse((await world.api('DELETE', `${path}?scope=all`)).json)
    assert.equal(ended.ended, true)
    await world.pass('21m')
    assert.equal(remote().status, 4, 'what has ended here ends there')
  })
})
