import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { after, before, describe, it, type TestContext } from 'node:test'
import { z } from 'zod'
import { jobPolicyList, jobType, processAnswer, reportType } from '#modules/events/contract/jobs.ts'
import {
  codeOf,
  discordPath,
  eventsPath,
  expectStatus,
  openEventWorld,
  type EventWorld,
} from '../support/event-world.ts'
import { serviceHeaders } from '../support/world.ts'
import { openReceiver } from '../support/webhooks.ts'

const secret = 'a-secret-of-the-outside-bot'
const console_ = `${discordPath}/jobs`

describe('the job console of events', () => {
  let world: EventWorld
  before(async () => {
    world = await openEventWorld({
      env: { DISCORD_BOT_WEBHOOK_SECRET: secret, WEBHOOK_ALLOW: '127.0.0.1' },
    })
  })
  after(() => world.close())

  /** Discord refuses new events so many times. */
  const refuse = (status: number, body: object, times: number) =>
    world.control.fault({
      when: { method: 'POST', route: '/guilds/:guild_id/scheduled-events' },
      do: { status, body },
      times,
    })
  const steer = (id: string, verb: string, headers?: Record<string, string>) =>
    world.api('POST', `${console_}/${id}/${verb}`, {}, headers)

  it('lists work by state, type, server and event, page by page, with who did it', async () => {
    const one = await world.plan({ title: 'Listed', reminders: [60], attendance_enabled: true })
    await world.signUp(one, 'kenta')
    await world.settle()
    const own = await world.jobs(`?event_id=${one.id}&limit=200`)
    const types = new Set(own.map(({ job_type }) => job_type))
    for (const type of ['create_discord_event', 'clock', 'reminder', 'dm', 'manage_roles']) {
      assert.ok(types.has(type), `${type} of ${[...types].join()}`)
    }
    const pages: string[] = []
    let cursor = ''
    do {
      const path = `${console_}?event_id=${one.id}&limit=2${cursor && `&cursor=${cursor}`}`
      const answer = await world.api('GET', path)
      assert.equal(answer.headers.get('x-total-count'), String(own.length))
      pages.push(
        ...z
          .array(z.looseObject({ id: z.string() }))
          .parse(answer.json)
          .map(({ id }) => id),
      )
      cursor = answer.headers.get('x-next-cursor') ?? ''
    } while (cursor !== '')
    assert.deepEqual(
      pages,
      own.map(({ id }) => id),
    )
    for (const status of ['pending', 'completed'] as const) {
      const listed = await world.jobs(`?event_id=${one.id}&status=${status}`)
      assert.deepEqual(
        listed,
        own.filter((job) => job.status === status),
      )
    }
    const [created] = await world.jobs(`?event_id=${one.id}&job_type=create_discord_event`)
    assert.deepEqual(
      [created?.status, created?.priority, created?.guild_id, created?.retry_count],
      ['completed', 3, world.guildId, 0],
    )
    assert.match(created?.worker ?? '', /:\d+$/)
    assert.equal(own.find(({ job_type }) => job_type === 'reminder')?.worker, null)
    assert.deepEqual(await world.jobs('?guild_id=100000000000000001'), [])
    for (const query of ['status=none', 'job_type=none', 'limit=0', 'limit=201']) {
      assert.equal((await world.api('GET', `${console_}?${query}`)).status, 422, query)
    }
  })

  it('shows why work failed; it is tried again, called off or run now where that makes sense', async () => {
    await refuse(403, { code: 50013, message: 'Missing Permissions' }, 1)
    const one = await world.plan({ title: 'Steered' })
    const of = `?event_id=${one.id}&job_type=create_discord_event`
    const [dead] = await world.jobs(of)
    assert.ok(dead)
    assert.deepEqual(
      [dead.status, dead.error_code, dead.retryable],
      ['failed', 'discord_50013', true],
    )
    assert.match(dead.error_message ?? '', /Create Events/)
    const shown = z
      .object({ id: z.string() })
      .loose()
      .parse(expectStatus(200, await world.api('GET', `${console_}/${dead.id}`)))
    assert.deepEqual(shown, dead)
    const korean = { ...serviceHeaders, 'accept-language': 'ko' }
    const [read] = await world.jobs(of, korean)
    assert.match(read?.error_message ?? '', /이벤트 만들기/)
    // What closed the door for a while is gone when somebody says so.
    await world.control.advance('16m')
    expectStatus(200, await steer(dead.id, 'retry'))
    await world.settle()
    assert.equal((await world.jobs(of)).find(({ id }) => id === dead.id)?.status, 'completed')
    for (const verb of ['retry', 'cancel', 'run']) {
      const answer = await steer(dead.id, verb)
      assert.equal(codeOf(answer), 'invalid_transition')
      assert.partialDeepStrictEqual(answer.json, { state: 'completed', allowed: [] })
    }
    const [clock] = await world.jobs(`?event_id=${one.id}&status=pending`)
    assert.ok(clock)
    expectStatus(200, await steer(clock.id, 'cancel'))
    assert.equal((await steer(clock.id, 'cancel')).status, 409)
    expectStatus(200, await steer(clock.id, 'retry'))
    assert.equal((await steer('999999', 'retry')).status, 404)
  })

  it('runs what waits for its next try when asked to, and nothing that is planned for later', async () => {
    await refuse(500, {}, 3)
    const one = await world.plan({ title: 'Waiting', reminders: [30] })
    const of = `?event_id=${one.id}&job_type=create_discord_event`
    const waiting = (await world.jobs(of))[0]
    assert.deepEqual([waiting?.status, (waiting?.retry_count ?? 0) > 0], ['pending', true])
    await world.control.liftFaults()
    const body = { job_type: 'create_discord_event', guild_id: world.guildId }
    const done = processAnswer.parse(
      expectStatus(200, await world.api('POST', `${console_}/process`, body)),
    )
    assert.deepEqual([done.processed, done.succeeded, done.failed, done.rescheduled], [1, 1, 0, 0])
    assert.equal((await world.jobs(of))[0]?.status, 'completed')
    const planned = await world.jobs(`?event_id=${one.id}&status=pending&job_type=reminder`)
    assert.equal(planned.length, 1)
  })

  it('follows what is decided about a type, for work that waits already too', async () => {
    const path = `${console_}/policies`
    const all = jobPolicyList.parse(expectStatus(200, await world.api('GET', path)))
    const types = jobType.options.filter((type) => type !== 'webhook_delivery')
    assert.deepEqual(
      all.map(({ job_type }) => job_type),
      types,
    )
    assert.ok(all.every(({ is_default, max_retries }) => is_default && max_retries === 5))
    await refuse(500, {}, 100)
    const one = await world.plan({ title: 'Patient' })
    const of = `?event_id=${one.id}&job_type=create_discord_event`
    const [before_] = await world.jobs(of)
    assert.deepEqual([before_?.status, before_?.max_retries], ['pending', 5])
    const type = `${path}/create_discord_event`
    const policy = { max_retries: 2, backoff_seconds: [7] }
    expectStatus(200, await world.api('PATCH', type, policy))
    assert.equal((await world.jobs(of))[0]?.max_retries, 2)
    await world.control.advance('20s')
    await world.settle()
    const later = (await world.jobs(of))[0]
    assert.deepEqual([later?.status, later?.retry_count], ['failed', 2])
    await world.control.liftFaults()
    expectStatus(200, await world.api('PATCH', type, { max_retries: null, backoff_seconds: null }))
    for (const wrong of [{ max_retries: 21 }, { backoff_seconds: [] }, { backoff_seconds: [0] }]) {
      assert.equal((await world.api('PATCH', type, wrong)).status, 422)
    }
    assert.equal((await world.api('PATCH', `${path}/webhook_delivery`, policy)).status, 404)
    assert.equal((await world.api('PATCH', `${path}/nonsense`, policy)).status, 404)
  })

  it('shows the managers of a server their own, members nothing, and keys what they may', async () => {
    const olivia = await world.signIn('olivia')
    const own = await world.jobs('?limit=200', olivia)
    assert.ok(own.length > 0)
    assert.ok(own.every(({ guild_id }) => guild_id === world.guildId))
    const kenta = await world.signIn('kenta')
    assert.equal((await world.api('GET', console_, undefined, kenta)).status, 403)
    assert.equal((await world.api('POST', `${console_}/process`, {}, olivia)).status, 403)
    const elsewhere = await world.app.access.keys.create({
      name: 'elsewhere',
      scopes: ['jobs:read', 'jobs:write'],
      guild_ids: ['100000000000000001'],
    })
    const key = { authorization: `Bearer ${elsewhere.key}` }
    assert.deepEqual(await world.jobs('', key), [])
    const [job] = own
    assert.equal((await world.api('GET', `${console_}/${job?.id}`, undefined, key)).status, 404)
    assert.equal((await steer(job?.id ?? '', 'cancel', key)).status, 404)
  })

  it('takes signed reports of another bot, once, and looks again', async () => {
    const path = `${discordPath}/webhooks/incoming`
    const report = async (body: object | string, key = secret) => {
      const text = typeof body === 'string' ? body : JSON.stringify(body)
      const mac = createHmac('sha256', key).update(text).digest('hex')
      return world.api('POST', path, text, {
        'content-type': 'application/json',
        'x-signature-256': `sha256=${mac}`,
      })
    }
    const looks = async () =>
      (await world.jobs(`?job_type=reconcile_guild&guild_id=${world.guildId}&limit=200`)).length
    for (const type of reportType.options) {
      const known = await looks()
      const body = { type, id: `r-${type}`, guild_id: world.guildId, data: { more: 1 } }
      assert.deepEqual(expectStatus(200, await report(body)), { received: true, duplicate: false })
      await world.settle()
      assert.equal(await looks(), known + Number(type !== 'ping'), type)
      assert.deepEqual(expectStatus(200, await report(body)), { received: true, duplicate: true })
      await world.settle()
      assert.equal(await looks(), known + Number(type !== 'ping'), `${type} again`)
    }
    const guild = (await world.api('GET', `${discordPath}/guilds/${world.guildId}`)).json
    assert.partialDeepStrictEqual(guild, { webhook_verified: true })
    const other = { type: 'ping', id: 'r-ping', guild_id: 'another' }
    assert.equal(codeOf(await report(other)), 'idempotency_mismatch')
    const unknown = await report({ type: 'event.exploded', guild_id: world.guildId })
    assert.equal(unknown.status, 422)
    assert.match(JSON.stringify(unknown.json), /"loc":\["body","type"\]/)
    assert.equal((await report('{')).status, 400)
    for (const forged of [await report(other, 'guess'), await world.api('POST', path, '{}', {})]) {
      assert.deepEqual([forged.status, codeOf(forged)], [401, 'invalid_signature'])
    }
  })

  it('tells other software of events and sign-ups, in the order in which they happened', async (t) => {
    const receiver = await openReceiver(t)
    const hook = { url: receiver.url, discord_guild_id: world.guildId }
    expectStatus(201, await world.api('POST', '/api/webhooks', hook))
    const one = await world.plan({ title: 'Told', max_participants: 1 })
    await world.signUp(one, 'kenta')
    await world.signUp(one, 'yui')
    await world.api('PATCH', `${eventsPath}/${one.id}`, { title: 'Told again' })
    await world.signUp(one, 'kenta', { notes: 'late by tram' })
    await world.api('DELETE', `${eventsPath}/${one.id}/signups/${world.idOf('kenta')}`)
    await world.api('POST', `${eventsPath}/${one.id}/start`)
    await world.api('POST', `${eventsPath}/${one.id}/complete`)
    await world.settle()
    const dropped = await world.plan({ title: 'Dropped' })
    await world.api('POST', `${eventsPath}/${dropped.id}/cancel`, { reason: 'rain' })
    await world.api('DELETE', `${eventsPath}/${dropped.id}`)
    await world.settle()
    const told = (id: string) =>
      receiver.received
        .filter(({ body }) => body.includes(id))
        .map(({ type }) => type)
        .filter((type) => type !== 'event.updated')
    assert.deepEqual(told(one.id), [
      'event.created',
      'event.signup.created',
      'event.signup.created',
      'event.signup.updated',
      'event.signup.withdrawn',
      'event.signup.promoted',
      'event.started',
      'event.completed',
    ])
    assert.ok(
      receiver.received.some(
        ({ type, body }) => type === 'event.updated' && /Told again/.test(body),
      ),
    )
    assert.deepEqual(told(dropped.id), ['event.created', 'event.cancelled', 'event.deleted'])
    const sent = await world.jobs('?job_type=webhook_delivery&status=completed')
    assert.ok(sent.length > 0 && sent.every(({ job_type }) => job_type === 'webhook_delivery'))
    const both = await world.plan({ title: 'Wanted by both' })
    const remote = [...world.sandbox.world.guild(world.guildId).events.values()].find(
      ({ description }) => description?.includes(both.id),
    )
    await world.control.fault({ gateway: 'silence' })
    const edit = { do: 'edit_event', event_id: remote?.id, name: 'Theirs' }
    await world.control.act({ as: 'olivia', ...edit })
    await world.api('PATCH', `${eventsPath}/${both.id}`, { title: 'Ours' })
    await world.control.liftFaults()
    await world.settle()
    assert.deepEqual(told(both.id), ['event.created', 'event.sync.conflict'])
  })

  it('counts in health and statistics what there is', async () => {
    const health = z
      .looseObject({ pending_jobs: z.int(), failed_jobs_1h: z.int(), status: z.string() })
      .parse(expectStatus(200, await world.api('GET', `${discordPath}/events/health`)))
    const failed = await world.jobs('?status=failed&limit=200')
    assert.equal(health.status, failed.length > 0 ? 'degraded' : 'healthy')
    const stats = z
      .looseObject({ total_webhooks_received: z.int(), failed_jobs: z.int() })
      .parse(expectStatus(200, await world.api('GET', `${discordPath}/stats`)))
    assert.equal(stats.total_webhooks_received, reportType.options.length)
    assert.equal(stats.failed_jobs, failed.length)
    const visitor = await world.api('GET', `${discordPath}/events/health`, undefined, {})
    assert.equal(JSON.stringify(visitor.json).includes(world.guildId), false)
    assert.equal((await world.api('GET', `${discordPath}/stats`, undefined, {})).status, 401)
  })
})

describe('a server with two channels, and no secret', () => {
  const open = async (t: TestContext) => {
    const world = await openEventWorld()
    t.after(() => world.close())
    return world
  }

  it('takes no reports; announces a new event once in the other channel', async (t) => {
    const world = await open(t)
    const closed = await world.api('POST', `${discordPath}/webhooks/incoming`, { type: 'ping' }, {})
    assert.deepEqual([closed.status, codeOf(closed)], [503, 'intake_unset'])
    const guild = world.sandbox.world.state.guilds.get(world.guildId)
    const news = [...(guild?.channels.values() ?? [])].find(({ name }) => name === 'announcements')
    assert.ok(news)
    const options = { announcement_channel_id: news.id }
    expectStatus(200, await world.api('PATCH', `${discordPath}/guilds/${world.guildId}`, options))
    // The answer to the first attempt is lost on its way.
    await world.control.fault({
      when: { method: 'POST', route: '/channels/:channel_id/messages' },
      do: { drop: 'after' },
      times: 2,
    })
    const opens = world.soon(1)
    const one = await world.plan({
      title: 'Announced',
      signup_opens_at: opens,
      signup_closes_at: world.soon(2),
    })
    const announced = async () =>
      (await world.control.messages(news.id)).filter(({ content }) => content.includes('Announced'))
    // Both calls are tried again by themselves, each after waits of its own.
    for (let minute = 0; minute < 10 && (await announced()).length === 0; minute += 1) {
      await world.control.advance('1m')
      await world.settle()
    }
    const url = (await world.read(one.id)).guilds[0]?.message_url
    assert.ok(url)
    assert.deepEqual(
      (await announced()).map(({ content }) => content.includes(url)),
      [true],
    )
    const [job] = await world.jobs(`?event_id=${one.id}&job_type=announcement`)
    assert.partialDeepStrictEqual(job, { status: 'completed', result: { result: 'announced' } })
    // The message follows the times of its sign-ups without anybody doing anything.
    const button = async () => {
      const messages = await world.control.messages(world.channelId)
      const all = messages.flatMap(({ components }) => components.flatMap((row) => row.components))
      return all.find(({ custom_id }) => custom_id === `ev:1:signup:${one.id}`)?.disabled ?? false
    }
    assert.equal(await button(), true)
    await world.control.advance('60m')
    await world.settle()
    assert.equal(await button(), false)
    await world.control.advance('60m')
    await world.settle()
    assert.equal(await button(), true)
    const done = await world.jobs(`?event_id=${one.id}&job_type=update_message`)
    assert.deepEqual(
      done.map(({ status }) => status),
      ['completed', 'completed'],
    )
    const moved = await world.api('POST', `${discordPath}/events/events/${one.id}/signup-message`)
    expectStatus(200, moved)
    await world.settle()
    assert.equal((await announced()).length, 1)
  })
})
