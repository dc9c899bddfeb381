import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { z } from 'zod'
import { event as eventShape, type EventJson } from '#modules/events/contract/event.ts'
import {
  attendeesAnswer,
  queuedAnswer,
  signupMessageAnswer,
} from '#modules/events/contract/jobs.ts'
import { syncInspector } from '#modules/events/contract/insight.ts'
import { openWorld, type World } from '../support/world.ts'

const hourMs = 3_600_000
const base = '/api/v1/events'
const discord = '/api/v1/discord/events/events'

describe('events on both sides', () => {
  let world: World
  before(async () => {
    world = await openWorld({ channel: 'events' })
    const linked = await world.api('POST', '/api/v1/discord/guilds', {
      guild_id: world.guildId,
      guild_name: 'Muster HQ',
      owner_id: world.idOf('olivia'),
      org_id: 'guild-of-heroes',
      announcement_channel_id: world.channelId,
      event_channel_id: world.channelId,
    })
    assert.equal(linked.status, 201, JSON.stringify(linked.json))
    await world.settle()
  })
  after(() => world.close())

  const soon = (hours: number) =>
    new Date(world.app.services.clock.now() + hours * hourMs).toISOString()
  const remotes = () => [
    ...(world.sandbox.world.state.guilds.get(world.guildId)?.events.values() ?? []),
  ]
  const remoteOf = (id: string) => remotes().find(({ description }) => description?.includes(id))
  const read = async (id: string) =>
    eventShape.parse((await world.api('GET', `${base}/${id}`)).json)
  const writes = async (since: number) =>
    (await world.control.calls(since)).filter(
      ({ method, path }) => method !== 'GET' && path.includes('/scheduled-events'),
    )
  const lastCall = async () => (await world.control.calls()).at(-1)?.n ?? 0

  async function create(fields: Record<string, unknown> = {}): Promise<EventJson> {
    const made = await world.api('POST', base, {
      title: 'Raid night',
      description: 'Bring potions',
      org_id: 'guild-of-heroes',
      start_at_utc: soon(24),
      duration_minutes: 120,
      location: 'Stormgate',
      discord_user_id: world.idOf('olivia'),
      ...fields,
    })
    assert.equal(made.status, 201, JSON.stringify(made.json))
    await world.settle()
    return read(eventShape.parse(made.json).id)
  }

  /** Somebody acts on the server, in no channel. */
  async function inDiscord(as: string, action: Record<string, unknown>) {
    const result = await world.control.act({ as, ...action })
    assert.ok(result.ok, JSON.stringify(result))
    return result
  }

  async function press(as: string, verb: string, one: EventJson, more: object = {}) {
    const [place] = one.guilds
    const message_id = place?.message_url?.split('/').at(-1)
    const act = { do: 'click', message_id, custom_id: `ev:1:${verb}:${one.id}`, ...more }
    const result = await world.act(as, act)
    await world.settle()
    return result
  }

  it('shows a new event in Discord, with a message to sign up on, and people do', async () => {
    const one = await create({ max_participants: 1 })
    const remote = remoteOf(one.id)
    assert.equal(remote?.name, 'Raid night')
    assert.ok(one.guilds[0]?.message_url, JSON.stringify(one.guilds))
    await press('kenta', 'signup', one)
    await press('yui', 'signup', one)
    const full = await read(one.id)
    assert.deepEqual([full.confirmed_count, full.waitlist_count, full.is_full], [1, 1, true])
    await press('kenta', 'withdraw', one)
    const moved = await read(one.id)
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
    const asked = await press('kenta', 'signup', one)
    assert.equal(asked.responses[0]?.ephemeral, true)
    await press('kenta', 'role', one, { do: 'select', values: [one.roles[0]?.id] })
    const now = await read(one.id)
    assert.equal(now.roles[0]?.current_signups, 1)
  })

  it('sends an edit on, once, and takes an edit in Discord over', async () => {
    const one = await create({ title: 'Before' })
    const since = await lastCall()
    await world.api('PATCH', `${base}/${one.id}`, { title: 'After' })
    await world.settle()
    assert.equal(remoteOf(one.id)?.name, 'After')
    assert.equal((await writes(since)).length, 1)
    await inDiscord('olivia', { do: 'edit_event', event_id: remoteOf(one.id)?.id, name: 'By hand' })
    await world.settle()
    assert.equal((await read(one.id)).title, 'By hand')
    assert.equal((await writes(since)).length, 1, 'nothing is sent back')
  })

  it('lets one of two edits win on both sides and keeps the other', async () => {
    const one = await create({ title: 'Both' })
    const since = await lastCall()
    await world.control.fault({ gateway: 'silence' })
    await inDiscord('olivia', { do: 'edit_event', event_id: remoteOf(one.id)?.id, name: 'Theirs' })
    await world.api('PATCH', `${base}/${one.id}`, { title: 'Ours' })
    await world.control.liftFaults()
    await world.settle()
    assert.equal((await read(one.id)).title, 'Ours')
    assert.equal(remoteOf(one.id)?.name, 'Ours')
    assert.ok((await writes(since)).length <= 2)
    const seen = syncInspector.parse((await world.api('GET', `${base}/${one.id}/sync`)).json)
    const shown = seen.links[0]?.fields.map(({ field, theirs }) => [field, theirs]) ?? []
    const { start, place } = Object.fromEntries(shown) as Record<string, string>
    assert.match(start ?? '', /^\d{4}-\d\d-\d\d \d\d:\d\d \(UTC\)$/)
    assert.equal(place, 'Stormgate')
    const [conflict] = seen.conflicts
    assert.deepEqual(
      [conflict?.field, conflict?.theirs, conflict?.winner],
      ['title', 'Theirs', 'muster'],
    )
    await world.api('POST', `${base}/${one.id}/sync/resolve`, {
      conflict_id: conflict?.id,
      take: 'theirs',
    })
    await world.settle()
    assert.deepEqual([(await read(one.id)).title, remoteOf(one.id)?.name], ['Theirs', 'Theirs'])
  })

  it('takes over what people make in Discord, its interest and its end', async () => {
    const acted = await inDiscord('olivia', {
      do: 'create_event',
      name: 'From Discord',
      entity_type: 3,
      entity_metadata: { location: 'Park' },
      scheduled_start_time: soon(30),
      scheduled_end_time: soon(32),
    })
    assert.ok(acted.ok)
    await world.settle()
    const list = await world.api('GET', `${base}?q=From`)
    const [found] = z.object({ results: z.array(eventShape) }).parse(list.json).results
    assert.ok(found)
    assert.deepEqual(
      [found.state, found.location, found.created_by],
      ['scheduled', 'Park', world.idOf('olivia')],
    )
    const remote = remotes().find(({ name }) => name === 'From Discord')
    await inDiscord('kenta', { do: 'interested', event_id: remote?.id })
    await world.settle()
    const interested = (await read(found.id)).signups.find(
      ({ discord_user_id }) => discord_user_id === world.idOf('kenta'),
    )
    assert.equal(interested?.status, 'interested')
    await inDiscord('olivia', { do: 'cancel_event', event_id: remote?.id })
    await world.settle()
    assert.equal((await read(found.id)).state, 'cancelled')
  })

  it('cancels a running event with status 3 and never with 4', async () => {
    const one = await create({ title: 'Running' })
    assert.equal((await world.api('POST', `${base}/${one.id}/start`)).status, 200)
    await world.settle()
    assert.equal(remoteOf(one.id)?.status, 2)
    assert.equal((await world.api('POST', `${base}/${one.id}/cancel`, {})).status, 200)
    await world.settle()
    assert.equal(remoteOf(one.id)?.status, 3)
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
    await inDiscord('yui', { do: 'interested', event_id: remoteOf(one.id)?.id })
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
    assert.equal((await read(one.id)).guilds[0]?.link_state, 'detached')
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
    await world.control.advance('11m')
    await world.settle()
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
    await world.control.advance('31m')
    await world.settle()
    assert.equal(remoteOf(one.id)?.name, 'Refused')
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
    const id = remoteOf(one.id)?.id
    await world.control.fault({
      when: { method: 'GET', route: '/guilds/:guild_id/scheduled-events' },
      do: { status: 500, body: {} },
      times: 6,
    })
    await world.control.advance('11m')
    await world.settle()
    await world.control.liftFaults()
    assert.equal((await read(one.id)).state, 'scheduled')
    assert.equal(remoteOf(one.id)?.id, id)
  })
})
