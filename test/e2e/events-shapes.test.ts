import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { z } from 'zod'
import { event as eventShape, type EventJson } from '#modules/events/contract/event.ts'
import { series as seriesShape } from '#modules/events/contract/series.ts'
import { openTwoServers, type TwoServers } from '../support/two-servers.ts'
import { serviceHeaders } from '../support/world.ts'

const base = '/api/v1/events'
const list = z.object({ results: z.array(eventShape) })
const png = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(40)])

describe('what events can be in Discord', () => {
  let world: TwoServers
  const pictures = createServer((request, response) => {
    response.writeHead(200)
    response.end(request.url?.startsWith('/banner.png') ? png : 'no picture')
  })
  let address = ''
  before(async () => {
    await once(pictures.listen(0, '127.0.0.1'), 'listening')
    address = `http://127.0.0.1:${(pictures.address() as AddressInfo).port}`
    world = await openTwoServers({ env: { WEBHOOK_ALLOW: '127.0.0.1' } })
  })
  after(async () => {
    await world.close()
    pictures.close()
  })

  const verb = async ({ id }: EventJson, name: string) => {
    const answer = await world.api('POST', `${base}/${id}/${name}`, {})
    assert.equal(answer.status, 200, JSON.stringify(answer.json))
    await world.settle()
  }
  const ofSeries = async (id: string) => {
    const answer = await world.api('GET', `${base}?series_id=${id}&page_size=50`)
    return list
      .parse(answer.json)
      .results.toSorted((a, b) => a.start_at_utc.localeCompare(b.start_at_utc))
  }
  async function createSeries(fields: object): Promise<EventJson> {
    const answer = await world.api('POST', '/api/v1/series', {
      org_id: 'rencontres',
      rule: 'FREQ=DAILY',
      timezone: 'Asia/Tokyo',
      local_start: world.soon(30),
      fields: { title: 'Tous les jours', location: 'Lyon', duration_minutes: 60 },
      discord_user_id: world.idOf('helene'),
      ...fields,
    })
    assert.equal(answer.status, 201, JSON.stringify(answer.json))
    await world.settle()
    return world.read(eventShape.parse(answer.json).id)
  }

  it('calls the usual answers in the language of each reader, and typed ones as they were typed', async () => {
    const typed = { emoji: null, counts: true, reminders: true }
    const options = [
      { ...typed, key: 'going', label: 'Going' },
      { ...typed, key: 'late', label: 'Nach acht' },
    ]
    const labels = async ({ id }: EventJson, language: string) => {
      const headers = { ...serviceHeaders, 'accept-language': language }
      const { json } = await world.api('GET', `${base}/${id}`, undefined, headers)
      return eventShape.parse(json).options.map(({ label }) => label)
    }
    const [usual, own] = [await world.create(), await world.create({ options })]
    assert.deepEqual(await labels(usual, 'en'), ['Going', 'Maybe', 'Late', 'Absent'])
    assert.deepEqual(await labels(usual, 'fr'), ['Je viens', 'Peut-être', 'En retard', 'Absent'])
    assert.deepEqual(await labels(own, 'ja'), ['参加', 'Nach acht'])
    const messages = await world.control.messages(world.channelId)
    const shown = messages.find((one) => JSON.stringify(one).includes(own.id))
    assert.match(JSON.stringify(shown), /"Je viens".*"Nach acht"/)
  })

  it('is put away a month after its end', async () => {
    const one = await world.create()
    await verb(one, 'cancel')
    await world.pass('26h')
    assert.equal((await world.read(one.id)).state, 'cancelled')
    await world.control.advance('31d')
    await world.pass('1m')
    assert.equal((await world.read(one.id)).state, 'archived')
  })

  it('takes place on a stage, in a voice channel, or elsewhere, and moves between them', async () => {
    const channel = (name: string) =>
      [...world.guild().channels.values()].find((one) => one.name === name)?.id
    const one = await world.create({ location: null, voice_channel_id: channel('Conférence') })
    assert.equal(world.remoteOf(one.id)?.entity_type, 1)
    await world.change(one.id, { voice_channel_id: channel('Salon vocal') })
    assert.equal(world.remoteOf(one.id)?.entity_type, 2)
    // In another server the channel is a place elsewhere.
    const shared = await world.create({
      guild_ids: undefined,
      location: null,
      voice_channel_id: channel('Salon vocal'),
    })
    const there = world.remoteOf(shared.id, world.sisterId)
    assert.equal(there?.entity_type, 3)
    assert.match(there.entity_metadata?.location ?? '', /\/channels\/\d+\/\d+$/)
    assert.equal(world.remoteOf(shared.id)?.entity_type, 2)
    const last = await world.lastCall()
    await world.pass('11m')
    assert.deepEqual(await world.writes(last), [])
    await world.change(one.id, { voice_channel_id: null, location: 'Dehors' })
    const { entity_type, entity_metadata } = world.remoteOf(one.id) ?? {}
    assert.deepEqual([entity_type, entity_metadata?.location], [3, 'Dehors'])
  })

  it('shows its banner, sends it again only when it is another picture, and does without one', async () => {
    const one = await world.create({ banner_url: `${address}/banner.png` })
    assert.ok(world.remoteOf(one.id)?.image)
    const since = await world.lastCall()
    await world.change(one.id, { banner_url: `${address}/banner.png?again` })
    await world.change(one.id, { banner_url: `${address}/banner.png` })
    const sent = await world.writes(since)
    assert.ok(
      sent.every(({ body }) => !JSON.stringify(body).includes('image')),
      'the same picture',
    )
    await world.change(one.id, { banner_url: `${address}/text` })
    assert.equal(world.remoteOf(one.id)?.image, null)
    await world.pass('11m')
    const last = await world.lastCall()
    await world.pass('11m')
    assert.deepEqual(await world.writes(last), [], 'and is not tried for ever')
  })

  it('appears as one that runs when it is published late', async () => {
    await world.decide({ status: 'suspended' }, world.sisterId)
    const one = await world.create({ guild_ids: undefined, start_at_utc: world.soon(1) })
    await world.pass('70m')
    assert.equal((await world.read(one.id)).state, 'active')
    await world.decide({ status: 'active' }, world.sisterId)
    const body = { guild_ids: [world.sisterId] }
    await world.api('POST', `/api/v1/discord/events/events/create/${one.id}?wait=1`, body)
    await world.settle()
    assert.equal(world.remoteOf(one.id, world.sisterId)?.status, 2)
    await world.pass('2h')
    const ended = world.remoteOf(one.id, world.sisterId)
    assert.deepEqual([(await world.read(one.id)).state, ended?.status], ['completed', 3])
  })

  it('repeats as one event of Discord’s where that shows it exactly', async () => {
    const refused = await world.api('POST', '/api/v1/series', {
      org_id: 'rencontres',
      rule: 'FREQ=DAILY',
      timezone: 'Europe/Paris',
      local_start: world.soon(30),
      fields: { title: 'Refused', location: 'Lyon' },
      native_recurrence: true,
    })
    assert.equal(refused.status, 422)
    assert.match(JSON.stringify(refused.json), /not_native/)
    const first = await createSeries({ native_recurrence: true })
    const remotes = () =>
      [...world.guild().events.values()].filter(({ name }) => name === 'Tous les jours')
    assert.equal(remotes()[0]?.recurrence_rule?.frequency, 3)
    await world.pass('32h')
    const days = await ofSeries(first.series_id ?? '')
    assert.deepEqual(
      days.map(({ state }) => state),
      ['completed', 'scheduled'],
    )
    assert.equal(remotes().length, 1)
    assert.ok(remotes()[0]?.description?.includes(days[1]?.id ?? ''), 'it leads to the next one')
    assert.equal(days[1]?.guilds[0]?.message_url === null, false, 'people can sign up on it')
    await verb(days[1] ?? first, 'cancel')
    assert.equal((await ofSeries(first.series_id ?? '')).length, 3, 'another one begins')
    const ended = await world.api('DELETE', `/api/v1/series/${first.series_id}`)
    assert.equal(ended.status, 200)
  })

  it('ends a series by one, from one on, or as a whole', async () => {
    const first = await createSeries({ window: 4, post_minutes_before: 30 })
    const id = first.series_id ?? ''
    const keys = (await ofSeries(id)).map(({ occurrence_key }) => occurrence_key)
    const remove = async (query: string) => {
      const answer = await world.api('DELETE', `/api/v1/series/${id}${query}`)
      await world.settle()
      return answer
    }
    assert.equal((await remove('?scope=this')).status, 422)
    const skipped = await remove(`?scope=this&from=${keys[1]}`)
    assert.equal(seriesShape.parse(skipped.json).upcoming[1]?.skipped, true)
    await remove(`?scope=following&from=${keys[2]}`)
    const states = (await ofSeries(id)).slice(0, 4).map(({ state }) => state)
    assert.deepEqual(states, ['scheduled', 'cancelled', 'cancelled', 'cancelled'])
    const second = await createSeries({ window: 3, post_minutes_before: 30 })
    const gone = await world.api('DELETE', `${base}/${second.id}?scope=all`)
    assert.equal(gone.status, 204)
    await world.settle()
    assert.deepEqual(await ofSeries(second.series_id ?? ''), [])
    assert.equal(world.remoteOf(second.id)?.status, 4)
  })

  it('leaves a server that changes its organisation; what people made there comes along', async () => {
    const shared = await world.create({ guild_ids: undefined })
    assert.ok(world.remoteOf(shared.id, world.sisterId))
    await world.inDiscord('mathieu', {
      do: 'create_event',
      guild: world.sisterId,
      name: 'Grenoble only',
      location: 'Grenoble',
      scheduled_start_time: world.soon(40),
      scheduled_end_time: world.soon(41),
    })
    const moved = { guild_id: world.sisterId, org_id: 'elsewhere' }
    await world.api('POST', '/api/v1/discord/guilds', moved)
    await world.settle()
    assert.equal(world.remoteOf(shared.id, world.sisterId), undefined)
    assert.ok(world.remoteOf(shared.id))
    const [own] = list.parse((await world.api('GET', `${base}?q=Grenoble+only`)).json).results
    assert.equal(own?.org_id, 'elsewhere')
    const remote = [...world.guild(world.sisterId).events.values()].find(
      ({ name }) => name === 'Grenoble only',
    )
    await world.change(own?.id ?? '', { title: 'Grenoble still' })
    assert.equal(world.guild(world.sisterId).events.get(remote?.id ?? '')?.name, 'Grenoble still')
  })
})
