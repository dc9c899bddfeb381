import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { z } from 'zod'
import { syncInspector } from '#modules/events/contract/insight.ts'
import { events } from '#modules/events/module.ts'
import { discordPath, eventsPath, openEventWorld, type EventWorld } from '../support/event-world.ts'
import { serviceHeaders } from '../support/world.ts'

const templates = '/api/v1/event-templates'
const series = '/api/v1/series'
const made = z.looseObject({ id: z.string() })

let world: EventWorld
before(async () => {
  world = await openEventWorld({}, { conflict_policy: 'ask' })
})
after(() => world.close())

it('every write of events gives the same answer again to a repeated Idempotency-Key', async () => {
  const guild = `${discordPath}/guilds/${world.guildId}`
  const tried = new Set<string>()
  let count = 0

  /** Sends a write twice under one key. `route` is its address with the names of its parameters. */
  async function twice(
    route: string,
    path: string,
    body?: object,
    headers: Record<string, string> = serviceHeaders,
  ) {
    const [method = ''] = route.split(' ')
    tried.add(route)
    count += 1
    const keyed = { ...headers, 'idempotency-key': `write-${count}` }
    const first = await world.api(method, path, body, keyed)
    assert.ok(first.status < 300, `${route}: ${first.status} ${JSON.stringify(first.json)}`)
    await world.settle()
    const again = await world.api(method, path, body, keyed)
    assert.deepEqual([again.status, again.json], [first.status, first.json], route)
    assert.equal(again.headers.get('idempotent-replay'), 'true', route)
    return first.json
  }
  const idOf = (json: unknown) => made.parse(json).id
  const event = (route: string, id: string, body?: object) =>
    twice(route, route.split(' ')[1]?.replace(/:(id|event_id)/, id) ?? '', body)

  const fields = {
    title: 'Once',
    org_id: 'heroes',
    start_at_utc: world.soon(0.2),
    location: 'Here',
    discord_user_id: world.idOf('olivia'),
    attendance_enabled: true,
    max_participants: 2,
    create_signup_message: false,
  }
  await twice(`POST ${discordPath}/guilds`, `${discordPath}/guilds`, {
    guild_id: world.guildId,
    org_id: 'heroes',
  })
  await twice(`PATCH ${discordPath}/guilds/:guild_id`, guild, { late_minutes: 7 })
  await twice(`POST ${discordPath}/guilds/:guild_id/link`, `${guild}/link`, { org_id: 'heroes' })
  const id = idOf(await twice(`POST ${eventsPath}`, eventsPath, fields))
  const found = z.looseObject({ count: z.int() }).parse((await world.api('GET', eventsPath)).json)
  assert.equal(found.count, 1, 'made once')
  await event(`PATCH ${eventsPath}/:id`, id, { title: 'Once more' })
  const who = { discord_user_id: world.idOf('kenta') }
  await event(`POST ${eventsPath}/:id/signups`, id, who)
  await event(`PATCH ${eventsPath}/:id/signups/me`, id, { ...who, notes: 'n' })
  await event(`POST ${eventsPath}/:id/checkin`, id, who)
  const other = `${eventsPath}/${id}/signups/${world.idOf('yui')}`
  const ofOther = `${eventsPath}/:id/signups/:user_id`
  await twice(`POST ${ofOther}`, other, {})
  await twice(`PATCH ${ofOther}`, other, { notes: 'm' })
  await twice(`POST ${ofOther}/bench`, `${other}/bench`)
  await twice(`POST ${ofOther}/promote`, `${other}/promote`)
  await twice(`DELETE ${ofOther}`, other)
  await event(`DELETE ${eventsPath}/:id/signups/me`, id, who)
  await event(`POST ${eventsPath}/:id/views`, id)
  await event(`POST ${eventsPath}/:id/sync`, id)
  const approval = idOf(
    await twice(`POST ${eventsPath}`, eventsPath, { ...fields, approval_required: true }),
  )
  await world.api('POST', `${eventsPath}/${approval}/signups`, who)
  const waiting = `${eventsPath}/${approval}/signups/${who.discord_user_id}`
  await twice(`POST ${ofOther}/approve`, `${waiting}/approve`)
  await twice(`POST ${ofOther}/ban`, `${waiting}/ban`)
  for (const verb of ['create', 'update'] as const) {
    const method = verb === 'create' ? 'POST' : 'PUT'
    await event(`${method} ${discordPath}/events/events/${verb}/:event_id`, id)
  }
  await event(`POST ${discordPath}/events/events/:event_id/signup-message`, id)
  await event(`POST ${discordPath}/events/events/:event_id/sync-attendees`, id)
  const auto = `${discordPath}/events/auto-manage`
  for (const action of ['created', 'updated', 'cancelled'])
    await twice(`POST ${auto}/:event_id`, `${auto}/${approval}?action=${action}`)
  await event(`POST ${eventsPath}/:id/reinstate`, approval)
  await event(`POST ${eventsPath}/:id/start`, approval)
  await event(`POST ${eventsPath}/:id/complete`, approval)
  const copy = idOf(await event(`POST ${eventsPath}/:id/duplicate`, id, {}))
  await event(`POST ${eventsPath}/:id/publish`, copy)
  // Both sides are edited, and somebody decides.
  const remote = [...world.sandbox.world.guild(world.guildId).events.values()].find(
    ({ description }) => description?.includes(copy),
  )
  await world.control.fault({ gateway: 'silence' })
  await world.control.act({ as: 'olivia', do: 'edit_event', event_id: remote?.id, name: 'Theirs' })
  await world.api('PATCH', `${eventsPath}/${copy}`, { title: 'Ours' })
  await world.control.liftFaults()
  await world.settle()
  const { conflicts } = syncInspector.parse(
    (await world.api('GET', `${eventsPath}/${copy}/sync`)).json,
  )
  assert.ok(conflicts[0])
  await event(`POST ${eventsPath}/:id/sync/resolve`, copy, {
    conflict_id: conflicts[0].id,
    take: 'theirs',
  })
  await event(`DELETE ${discordPath}/events/events/delete/:event_id`, copy)
  await event(`POST ${eventsPath}/:id/cancel`, copy, { reason: 'rain' })
  await event(`DELETE ${eventsPath}/:id`, copy)
  const repeating = {
    org_id: 'heroes',
    rule: 'FREQ=WEEKLY',
    timezone: 'UTC',
    local_start: world.soon(40).slice(0, 16),
    fields: { title: 'Weekly', location: 'Here' },
    discord_user_id: world.idOf('olivia'),
  }
  const first = z
    .looseObject({ id: z.string(), series_id: z.string(), occurrence_key: z.string() })
    .parse(await twice(`POST ${series}`, series, repeating))
  for (const scope of ['following', 'all'])
    await twice(`PATCH ${eventsPath}/:id`, `${eventsPath}/${first.id}?scope=${scope}`, {
      title: scope,
    })
  // The change from it on gave it to a series of its own.
  const { series_id } = await world.read(first.id)
  const one = `${series}/${series_id}`
  await twice(`PATCH ${series}/:id`, one, { fields: { title: 'Every week' } })
  const day = { occurrence_key: first.occurrence_key }
  await twice(`POST ${series}/:id/skip`, `${one}/skip`, day)
  await twice(`POST ${series}/:id/unskip`, `${one}/unskip`, day)
  await twice(`DELETE ${series}/:id`, one)
  const template = idOf(
    await twice(`POST ${templates}`, templates, { org_id: 'heroes', name: 'T' }),
  )
  await twice(`PATCH ${templates}/:id`, `${templates}/${template}`, { name: 'U' })
  await twice(`DELETE ${templates}/:id`, `${templates}/${template}`)
  const role = [...world.sandbox.world.guild(world.guildId).roles.values()].find(
    ({ name }) => name === 'Raider',
  )?.id
  const mapping = idOf(
    await twice(`POST ${discordPath}/guilds/:guild_id/role-mappings`, `${guild}/role-mappings`, {
      discord_role_id: role,
      role_type: 'event_role',
    }),
  )
  await twice(
    `DELETE ${discordPath}/guilds/:guild_id/role-mappings/:id`,
    `${guild}/role-mappings/${mapping}`,
  )
  const channel = idOf(
    await twice(
      `POST ${discordPath}/guilds/:guild_id/channel-mappings`,
      `${guild}/channel-mappings`,
      { event_id: id, discord_channel_id: world.channelId },
    ),
  )
  await twice(
    `DELETE ${discordPath}/guilds/:guild_id/channel-mappings/:id`,
    `${guild}/channel-mappings/${channel}`,
  )
  const menus = `${discordPath}/guilds/:guild_id/role-menus`
  const menu = idOf(
    await twice(`POST ${menus}`, `${guild}/role-menus`, {
      channel_id: world.channelId,
      title: 'M',
      options: [{ discord_role_id: role, label: 'R' }],
    }),
  )
  await twice(`PATCH ${menus}/:id`, `${guild}/role-menus/${menu}`, { title: 'N' })
  await twice(`DELETE ${menus}/:id`, `${guild}/role-menus/${menu}`)
  await twice(`PATCH ${discordPath}/jobs/policies/:job_type`, `${discordPath}/jobs/policies/dm`, {
    max_retries: 3,
  })
  await twice(`POST ${discordPath}/jobs/process`, `${discordPath}/jobs/process`, {})
  const planned = await world.plan({ start_at_utc: world.soon(9), reminders: [60, 30] })
  const [one_, two] = await world.jobs(`?event_id=${planned.id}&status=pending&job_type=reminder`)
  const steer = (job: string | undefined, verb: string) =>
    twice(`POST ${discordPath}/jobs/:id/${verb}`, `${discordPath}/jobs/${job}/${verb}`, {})
  await steer(one_?.id, 'run')
  await steer(two?.id, 'cancel')
  await steer(two?.id, 'retry')
  const person = await world.signIn('lucas')
  await twice(`PATCH ${eventsPath}/notices`, `${eventsPath}/notices`, { enabled: false }, person)
  await twice(`POST ${eventsPath}/feed`, `${eventsPath}/feed`, {}, person)
  await twice(`DELETE ${eventsPath}/feed`, `${eventsPath}/feed`, {}, person)
  await twice(`DELETE ${discordPath}/guilds/:guild_id`, guild)

  // Reports are signed and have ids of their own; the rest of the module's writes are all here.
  const writes = events.routes
    .filter(({ method, changesNothing }) => method !== 'GET' && changesNothing !== true)
    .map(({ method, path }) => `${method} ${path}`)
    .filter((route) => !route.endsWith('/webhooks/incoming'))
  assert.deepEqual(
    writes.filter((route) => !tried.has(route)),
    [],
  )
})
