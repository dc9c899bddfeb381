import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { z } from 'zod'
import { event as eventShape } from '#modules/events/contract/event.ts'
import {
  attendeesAnswer,
  queuedAnswer,
  signupMessageAnswer,
} from '#modules/events/contract/jobs.ts'
import { syncInspector } from '#modules/events/contract/insight.ts'
import { discordPath, eventsPath, openEventWorld, type EventWorld } from '../support/event-world.ts'

const discord = `${discordPath}/events/events`

describe('events on both sides', () => {
  let world: EventWorld
  before(async () => {
    world = await openEventWorld()
    await world.decide({ owner_id: world.idOf('olivia'), announcement_channel_id: world.channelId })
  })
  after(() => world.close())

  const remotes = () => [...world.guild().events.values()]
  const create = (fields: Record<string, unknown> = {}) =>
    world.plan({
      title: 'Raid night',
      description: 'Bring potions',
      start_at_utc: world.soon(24),
      duration_minutes: 120,
      location: 'Stormgate',
      ...fields,
    })

  it('shows a new event in Discord, with a message to sign up on, and people do', async () => {
    const one = await create({ max_participants: 1 })
    const remote = world.remoteOf(one.id)
    assert.equal(remote?.name, 'Raid night')
    assert.ok(one.guilds[0]?.message_url, JSON.stringify(one.guilds))
    await world.use('kenta', 'signup', one)
    await world.use('yui', 'signup', one)
    const full = await world.read(one.id)
    assert.deepEqual([full.confirmed_count, full.waitlist_count, full.is_full], [1, 1, true])
    await world.use('kenta', 'withdraw', one)
    const moved = await world.read(one.id)
    assert.deepEqual(
      moved.signups.map(({ discord_user_id, status }) => [discord_user_id, status]),
      [[world.idOf('yui'), 'confirmed']],
    )
    const [message] = (await world.control.messages(world.channelId)).slice(-1)
    assert.ok(JSON.stringify(message).includes(world.idOf('yui')))
  })

  it('asks for a role first, privately, and signs up with it', async () => {
    const one = await create({
      title: 'Roles',
      roles: [{ name: 'Tank', capacity: 1 }, { name: 'Heal' }],
    })
    const asked = await world.use('kenta', 'signup', one)
    assert.equal(asked.responses[0]?.ephemeral, true)
    await world.use('kenta', 'role', one, [one.roles[0]?.id ?? ''])
    const now = await world.read(one.id)
    assert.equal(now.roles[0]?.current_signups, 1)
  })

  it('sends an edit on, once, and takes an edit in Discord over', async () => {
    const one = await create({ title: 'Before' })
    const since = await world.lastCall()
    await world.api('PATCH', `${eventsPath}/${one.id}`, { title: 'After' })
    await world.settle()
    assert.equal(world.remoteOf(one.id)?.name, 'After')
    assert.equal((await world.writes(since)).length, 1)
    await world.inDiscord('olivia', {
      do: 'edit_event',
      event_id: world.remoteOf(one.id)?.id,
      name: 'By hand',
    })
    await world.settle()
    assert.equal((await world.read(one.id)).title, 'By hand')
    assert.equal((await world.writes(since)).length, 1, 'nothing is sent back')
  })

  it('lets one of two edits win on both sides and keeps the other', async () => {
    const one = await create({ title: 'Both' })
    const since = await world.lastCall()
    await world.control.fault({ gateway: 'silence' })
    await world.inDiscord('olivia', {
      do: 'edit_event',
      event_id: world.remoteOf(one.id)?.id,
      name: 'Theirs',
    })
    await world.api('PATCH', `${eventsPath}/${one.id}`, { title: 'Ours' })
    await world.control.liftFaults()
    await world.settle()
    assert.equal((await world.read(one.id)).title, 'Ours')
    assert.equal(world.remoteOf(one.id)?.name, 'Ours')
    assert.ok((await world.writes(since)).length <= 2)
    const seen = syncInspector.parse((await world.api('GET', `${eventsPath}/${one.id}/sync`)).json)
    const shown = seen.links[0]?.fields.map(({ field, theirs }) => [field, theirs]) ?? []
    const { start, place } = Object.fromEntries(shown) as Record<string, string>
    assert.equal(start, one.start_at_utc)
    assert.equal(place, 'Stormgate')
    const [conflict] = seen.conflicts
    assert.deepEqual(
      [conflict?.field, conflict?.theirs, conflict?.winner],
      ['title', 'Theirs', 'muster'],
    )
    await world.api('POST', `${eventsPath}/${one.id}/sync/resolve`, {
      conflict_id: conflict?.id,
      take: 'theirs',
    })
    await world.settle()
    assert.deepEqual(
      [(await world.read(one.id)).title, world.remoteOf(one.id)?.name],
      ['Theirs', 'Theirs'],
    )
  })

  it('takes over what people make in Discord, its interest and its end', async () => {
    await world.inDiscord('olivia', {
      do: 'create_event',
      name: 'From Discord',
      entity_type: 3,
      entity_metadata: { location: 'Park' },
      scheduled_start_time: world.soon(30),
      scheduled_end_time: world.soon(32),
    })
    const list = await world.api('GET', `${eventsPath}?q=${encodeURIComponent('ＦＲＯＭ')}`)
    const [found] = z.object({ results: z.array(eventShape) }).parse(list.json).results
    assert.ok(found)
    assert.deepEqual(
      [found.state, found.location, found.created_by],
      ['scheduled', 'Park', world.idOf('olivia')],
    )
    const remote = remotes().find(({ name }) => name === 'From Discord')
    await world.inDiscord('kenta', { do: 'interested', event_id: remote?.id })
    const interested = (await world.read(found.id)).signups.find(
      ({ discord_user_id }) => discord_user_id === world.idOf('kenta'),
    )
    assert.equal(interested?.status, 'interested')
    await world.inDiscord('olivia', { do: 'cancel_event', event_id: remote?.id })
    assert.equal((await world.read(found.id)).state, 'cancelled')
  })

  it('cancels a running event with status 3 and never with 4', async () => {
    const one = await create({ title: 'Running' })
    assert.equal((await world.api('POST', `${eventsPath}/${one.id}/start`)).status, 200)
    await world.settle()
    assert.equal(world.remoteOf(one.id)?.status, 2)
    assert.equal((await world.api('POST', `${eventsPath}/${one.id}/cancel`, {})).status, 200)
    await world.settle()
    assert.equal(world.remoteOf(one.id)?.status, 3)
  })

  it('answers the routes of the first contract', async () => {
    const one = await create({ title: 'Seed' })
    const again = queuedAnswer.parse(
      (await world.api('POST', `${discord}/create/${one.id}?wait=1`)).json,
    )
    assert.deepEqual([again.guild_ids, again.skipped], [[world.guildId], []])
    assert.equal(remotes().filter(({ name }) => name === 'Seed').length, 1)
    const moved = signupMessageAnswer.parse(
      (await world.api('POST', `${discord}/${one.id}/signup-message`)).json,
    )
    assert.deepEqual([moved.replaced, moved.discord_message_id !== null], [true, true])
    await world.inDiscord('yui', { do: 'interested', event_id: world.remoteOf(one.id)?.id })
    const counted = attendeesAnswer.parse(
      (await world.api('POST', `${discord}/${one.id}/sync-attendees`)).json,
    )
    assert.deepEqual([counted.discord_attendees, counted.sync_completed], [1, true])
    const updated = await world.api('PUT', `${discord}/update/${one.id}`)
    assert.equal(queuedAnswer.parse(updated.json).jobs_queued, 1)
    const gone = await world.api('DELETE', `${discord}/delete/${one.id}?wait=1`)
    assert.equal(gone.status, 200)
    await world.settle()
    assert.equal(
      remotes().some(({ name }) => name === 'Seed'),
      false,
    )
    const { link_state, message_url } = (await world.read(one.id)).guilds[0] ?? {}
    assert.deepEqual([link_state, message_url], ['detached', null])
    const left = JSON.stringify(await world.control.messages(world.channelId))
    assert.ok(!left.includes(one.id), 'nobody signs up there any more')
    const wrong = await world.api(
      'POST',
      `/api/v1/discord/events/auto-manage/${one.id}?action=nonsense`,
    )
    assert.equal(wrong.status, 422)
    const health = await world.api('GET', '/api/v1/discord/events/health/')
    assert.equal(health.status, 200, JSON.stringify(health.json))
    const stats = await world.api('GET', '/api/v1/discord/stats')
    assert.equal(stats.status, 200)
    const jobs = await world.api('GET', '/api/v1/discord/jobs?limit=5')
    assert.equal(jobs.status, 200, JSON.stringify(jobs.json))
  })

  it('takes one creation for two that are asked for while Discord fails', async () => {
    await world.control.fault({
      when: { method: 'POST', route: '/guilds/:guild_id/scheduled-events' },
      do: { status: 500, body: {} },
    })
    const one = await create({ title: 'Asked for twice' })
    const again = queuedAnswer.parse((await world.api('POST', `${discord}/create/${one.id}`)).json)
    const asked = again.jobs.find(({ job_type }) => job_type === 'create_discord_event')
    assert.deepEqual([asked?.deduplicated, asked?.status], [true, 'pending'])
    await world.control.liftFaults()
    await world.pass('11m')
    assert.equal(remotes().filter(({ name }) => name === 'Asked for twice').length, 1)
  })

  it('says why Discord refuses, and heals when it does not any more', async () => {
    await world.control.fault({
      when: { method: 'POST', route: '/guilds/:guild_id/scheduled-events' },
      do: { status: 403, body: { code: 50013, message: 'Missing Permissions' } },
      times: 1,
    })
    const one = await create({ title: 'Refused' })
    const failed = await world.api('GET', '/api/v1/discord/jobs?status=failed')
    assert.match(JSON.stringify(failed.json), /discord_50013/)
    assert.equal(
      remotes().some(({ name }) => name === 'Refused'),
      false,
    )
    await world.pass('31m')
    assert.equal(world.remoteOf(one.id)?.name, 'Refused')
  })

  it('answers with the fields of the first contract, no more and no less', async () => {
    const record = z.record(z.string(), z.unknown())
    const fields = (json: unknown) => Object.keys(record.parse(json)).toSorted().join(' ')
    const sorted = (...names: string[]) => names.join(' ').split(' ').toSorted().join(' ')
    const one = await create({ title: 'As in the example' })
    const ask = async (method: string, path: string) => {
      const { status, json } = await world.api(method, path)
      assert.equal(status, 200, JSON.stringify(json))
      await world.settle()
      return json
    }
    const queued = await ask('POST', `${discord}/create/${one.id}`)
    assert.equal(fields(queued), sorted('message event_id guild_ids jobs_queued jobs skipped'))
    const { jobs } = z.object({ jobs: z.array(record).min(1) }).parse(queued)
    const reference = sorted('id job_type guild_id event_id status deduplicated')
    assert.deepEqual(new Set(jobs.map(fields)), new Set([reference]))
    assert.equal(
      fields(await ask('POST', `${discord}/${one.id}/signup-message`)),
      sorted('message interactive_message_id discord_message_id jump_url replaced'),
    )
    assert.equal(
      fields(await ask('POST', `${discord}/${one.id}/sync-attendees`)),
      sorted(
        'event_id guild_id discord_attendees muster_signups added removed unchanged',
        'unresolved pages sync_completed',
      ),
    )
    await world.control.fault({
      when: { method: 'POST', route: '/guilds/:guild_id/scheduled-events' },
      do: { status: 403, body: { code: 50013, message: 'Missing Permissions' } },
      times: 1,
    })
    const refused = await create({ title: 'Refused at first' })
    const path = `/api/v1/discord/jobs?status=failed&event_id=${refused.id}`
    const [job] = z.tuple([record]).parse(await ask('GET', path))
    // Those of the example, and then the others that a job has.
    assert.equal(
      fields(job),
      sorted(
        'id job_type guild_id event_id status retry_count max_retries scheduled_at created_at',
        'started_at completed_at error_code error_message retryable',
        'payload priority lease_until worker dedupe_key result updated_at',
      ),
    )
    const { job_type, status, error_code } = job
    assert.deepEqual(
      [job_type, status, error_code],
      ['create_discord_event', 'failed', 'discord_50013'],
    )
  })

  it('repairs what it missed, and a failing list deletes nothing', async () => {
    const one = await create({ title: 'Missed' })
    const id = world.remoteOf(one.id)?.id
    await world.control.fault({
      when: { method: 'GET', route: '/guilds/:guild_id/scheduled-events' },
      do: { status: 500, body: {} },
      times: 6,
    })
    await world.pass('11m')
    await world.control.liftFaults()
    assert.equal((await world.read(one.id)).state, 'scheduled')
    assert.equal(world.remoteOf(one.id)?.id, id)
  })
})
