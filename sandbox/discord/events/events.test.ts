import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import { z } from 'zod'
import { createSandbox, type Sandbox } from '../../sandbox.ts'
import type { SeedName } from '../../seeds/seeds.ts'

const open: Sandbox[] = []
const hourMs = 3_600_000

afterEach(async () => {
  for (const sandbox of open.splice(0)) await sandbox.close()
})

const event = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string().nullable(),
  status: z.number(),
  creator_id: z.string(),
  user_count: z.number().optional(),
})
const outcome = z.object({
  ok: z.boolean(),
  error: z.string().optional(),
  result: z.unknown().optional(),
})
const audit = z.object({
  audit_log_entries: z.array(
    z.object({
      user_id: z.string(),
      action_type: z.number(),
      target_id: z.string(),
      changes: z
        .array(
          z.object({
            key: z.string(),
            old_value: z.unknown().optional(),
            new_value: z.unknown().optional(),
          }),
        )
        .optional(),
    }),
  ),
})

/** A sandbox with people who act, the bot who asks, and everything that is told over the gateway. */
async function createStage(seed: SeedName = 'standard') {
  const sandbox = await createSandbox({ seed })
  open.push(sandbox)
  const [guild] = sandbox.world.state.guilds.values()
  assert.ok(guild)
  const heard: { t: string; d: unknown }[] = []
  sandbox.world.onDispatch(({ t, d }) => heard.push({ t, d: structuredClone(d) }))
  const ask = async (method: string, path: string, body?: object) => {
    const answer = await fetch(`${sandbox.origin}/api/v10${path}`, {
      method,
      headers: {
        authorization: `Bot ${sandbox.application.bot_token}`,
        'content-type': 'application/json',
      },
      ...(body && { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    return { status: answer.status, body: text === '' ? undefined : JSON.parse(text) }
  }
  const act = async (body: object) =>
    outcome.parse(
      await (
        await fetch(`${sandbox.origin}/_control/act`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        })
      ).json(),
    )
  const at = (hours: number): string => new Date(sandbox.clock.now() + hours * hourMs).toISOString()
  const create = async (body: object) => {
    const made = await act({
      do: 'create_event',
      name: 'Raid',
      location: 'here',
      scheduled_start_time: at(1),
      scheduled_end_time: at(2),
      ...body,
    })
    assert.ok(made.ok, made.error)
    return event.parse(made.result)
  }
  const events = `/guilds/${guild.base.id}/scheduled-events`
  const names = (t: string) => heard.filter((one) => one.t === t)
  return { sandbox, guild, ask, act, at, create, events, heard, names }
}

const bits = { createEvents: 1n << 44n, manageEvents: 1n << 33n, viewAuditLog: 1n << 7n }

test('creating takes CREATE_EVENTS; MANAGE_EVENTS alone is not enough since 2026-02-23', async () => {
  const { ask, act, at, events, guild } = await createStage()
  const own = [...guild.roles.values()].find(({ managed }) => managed)
  assert.ok(own)
  const everyone = BigInt(guild.roles.get(guild.base.id)?.permissions ?? 0)
  const give = async (permissions: bigint) =>
    act({ as: 'olivia', do: 'edit_role', role: own.id, permissions: permissions.toString() })
  const body = {
    name: 'Raid',
    privacy_level: 2,
    entity_type: 3,
    entity_metadata: { location: 'here' },
    scheduled_start_time: at(1),
    scheduled_end_time: at(2),
  }
  assert.ok((await give(everyone | bits.manageEvents)).ok)
  assert.deepEqual((await ask('POST', events, body)).body.code, 50013)
  assert.ok((await give(everyone | bits.createEvents)).ok)
  const made = await ask('POST', events, body)
  assert.equal(made.status, 200)
  assert.equal((await ask('PATCH', `${events}/${made.body.id}`, { name: 'Mine' })).status, 200)
})

test('the audit log says who changed what, at once and on request, unless its permission is taken', async () => {
  const { create, act, ask, guild, names } = await createStage()
  const made = await create({ as: 'camille' })
  await act({ as: 'olivia', do: 'edit_event', event_id: made.id, name: 'Bigger raid' })
  await act({ as: 'olivia', do: 'start_event', event_id: made.id })
  const read = async () =>
    audit.parse((await ask('GET', `/guilds/${guild.base.id}/audit-logs?limit=10`)).body)
      .audit_log_entries
  const [started, edited, created] = await read()
  assert.deepEqual(
    [started, edited, created].map((entry) => entry?.action_type),
    [101, 101, 100],
  )
  assert.deepEqual(edited?.changes, [{ key: 'name', old_value: 'Raid', new_value: 'Bigger raid' }])
  assert.deepEqual(started?.changes, [{ key: 'status', old_value: 1, new_value: 2 }])
  assert.equal(edited?.user_id, guild.base.owner_id)
  assert.equal(created?.user_id, made.creator_id)
  assert.equal(names('GUILD_AUDIT_LOG_ENTRY_CREATE').length, 3)
  const own = [...guild.roles.values()].find(({ managed }) => managed)
  assert.ok(own)
  const fewer = (BigInt(own.permissions) & ~bits.viewAuditLog).toString()
  await act({ as: 'olivia', do: 'edit_role', role: own.id, permissions: fewer })
  await act({ as: 'olivia', do: 'end_event', event_id: made.id })
  assert.equal(names('GUILD_AUDIT_LOG_ENTRY_CREATE').length, 3)
  assert.equal((await ask('GET', `/guilds/${guild.base.id}/audit-logs`)).status, 403)
})

test('texts come back as Discord keeps them', async () => {
  const { create, ask, events } = await createStage()
  const made = await create({
    as: 'camille',
    name: '  Raid\nnight ',
    description: '\r\nBring food\r\nand friends  \n',
  })
  assert.deepEqual([made.name, made.description], ['Raid night', 'Bring food\nand friends'])
  const emptied = await ask('PATCH', `${events}/${made.id}`, { description: '   ' })
  assert.equal(event.parse(emptied.body).description, null)
})

test('the hundred and first event is refused until one has ended', async () => {
  const { ask, act, at, events } = await createStage()
  const body = {
    name: 'Raid',
    privacy_level: 2,
    entity_type: 3,
    entity_metadata: { location: 'here' },
    scheduled_start_time: at(1),
    scheduled_end_time: at(2),
  }
  let last = ''
  for (let n = 0; n < 100; n += 1) {
    const made = await act({ as: 'camille', do: 'create_event', ...body })
    last = event.parse(made.result).id
  }
  assert.equal((await ask('POST', events, body)).body.code, 30038)
  await act({ as: 'camille', do: 'cancel_event', event_id: last })
  assert.equal((await ask('POST', events, body)).status, 200)
})

test('subscribers come in pages by user id; who leaves the server is interested no more', async () => {
  const { sandbox, create, ask, events, names, act } = await createStage()
  const made = await create({ as: 'camille' })
  const answer = await fetch(`${sandbox.origin}/_control/people`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ count: 130 }),
  })
  const people = z
    .array(z.object({ user_id: z.string(), token: z.string() }))
    .parse(await answer.json())
  for (const { token } of people)
    await fetch(`${sandbox.origin}/api/v10${events}/${made.id}/users/@me`, {
      method: 'PUT',
      headers: { authorization: token },
    })
  const page = z.array(z.object({ user: z.object({ id: z.string() }), member: z.object({}) }))
  const users = `${events}/${made.id}/users?with_member=true`
  const first = page.parse((await ask('GET', users)).body)
  const second = page.parse((await ask('GET', `${users}&after=${first.at(-1)?.user.id}`)).body)
  assert.deepEqual([first.length, second.length], [100, 31])
  const ids = [...first, ...second].map(({ user }) => BigInt(user.id))
  assert.deepEqual(
    ids,
    ids.toSorted((a, b) => (a < b ? -1 : 1)),
  )
  const counted = async () =>
    event.parse((await ask('GET', `${events}/${made.id}?with_user_count=true`)).body).user_count
  assert.equal(await counted(), 131)
  await act({ as: 'camille', do: 'leave_guild' })
  assert.equal(await counted(), 130)
  assert.equal(names('GUILD_SCHEDULED_EVENT_USER_REMOVE').length, 1)
})

test('an event in voice ends minutes after the last one left, and goes with its channel', async () => {
  const { create, act, sandbox, guild, events, ask } = await createStage()
  const made = await create({ as: 'sam', channel: 'Lounge' })
  await act({ as: 'sam', do: 'start_event', event_id: made.id })
  await act({ as: 'sam', do: 'join_voice', channel: 'Lounge' })
  await sandbox.clock.advance(hourMs)
  const status = async (id: string) =>
    event.parse((await ask('GET', `${events}/${id}`)).body).status
  assert.equal(await status(made.id), 2)
  await act({ as: 'sam', do: 'leave_voice' })
  await sandbox.clock.advance(4 * 60_000)
  assert.equal(await status(made.id), 2)
  await sandbox.clock.advance(2 * 60_000)
  assert.equal(await status(made.id), 3)
  const next = await create({ as: 'sam', channel: 'Lounge', scheduled_start_time: undefined })
    .then(({ id }) => id)
    .catch(() => '')
  assert.equal(next, '')
  const other = await create({
    as: 'sam',
    channel: 'Lounge',
    scheduled_start_time: new Date(sandbox.clock.now() + hourMs).toISOString(),
    scheduled_end_time: null,
  })
  await act({ as: 'emma', do: 'join_voice', channel: 'Lounge' })
  await act({ as: 'olivia', do: 'delete_channel', channel: 'Lounge' })
  assert.equal((await ask('GET', `${events}/${other.id}`)).body.code, 10070)
  assert.equal(guild.voice_states.size, 0)
})

test('bots of others create events too, and nobody is interested in them yet', async () => {
  const { create, act, sandbox, ask } = await createStage('french-organisation')
  const made = await create({ as: 'agenda-ville', name: 'Fête de la musique' })
  const creator = sandbox.world.person(made.creator_id)
  assert.equal(creator.user.bot, true)
  const refused = await act({ as: 'agenda-ville', do: 'interested', event_id: made.id })
  assert.match(refused.error ?? '', /^20001/)
  const [first, second] = [...sandbox.world.state.guilds.keys()]
  assert.notEqual(first, second)
  assert.equal((await ask('GET', `/guilds/${second}/scheduled-events`)).status, 200)
})

test('a locked thread takes words of its keepers only; a message has one thread', async () => {
  const { ask, act, guild, sandbox } = await createStage()
  const general = [...guild.channels.values()].find(({ name }) => name === 'general')
  const said = await ask('POST', `/channels/${general?.id}/messages`, { content: 'topic' })
  const begin = async () =>
    ask('POST', `/channels/${general?.id}/messages/${said.body.id}/threads`, { name: 'talk' })
  const thread = z.object({ id: z.string() }).parse((await begin()).body).id
  assert.equal((await begin()).body.code, 160_004)
  await ask('PATCH', `/channels/${thread}`, { locked: true })
  const write = async (as: string) => act({ as, do: 'message', channel: thread, content: 'hi' })
  assert.match((await write('yui')).error ?? '', /^160005/)
  assert.ok((await write('sam')).ok)
  await ask('PATCH', `/channels/${thread}`, { archived: true })
  assert.equal(
    (await ask('POST', `/channels/${thread}/messages`, { content: 'x' })).body.code,
    50_083,
  )
  assert.ok(sandbox.world.channel(thread).thread_metadata?.archived)
})

test('the bot that is removed hears GUILD_DELETE, and comes back with its role', async () => {
  const { act, guild, sandbox } = await createStage()
  assert.ok((await act({ as: 'muster', do: 'leave_guild' })).ok)
  assert.ok(!guild.members.has(sandbox.application.id))
  assert.ok((await act({ as: 'muster', do: 'join_guild' })).ok)
  assert.equal(guild.members.get(sandbox.application.id)?.roles.length, 1)
})
