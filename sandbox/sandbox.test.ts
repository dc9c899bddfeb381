import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import { REST } from '@discordjs/rest'
import { z } from 'zod'
import { createSandbox, type Sandbox } from './sandbox.ts'

const open: Sandbox[] = []

afterEach(async () => {
  for (const sandbox of open.splice(0)) await sandbox.close()
})

async function start(): Promise<Sandbox> {
  const sandbox = await createSandbox()
  open.push(sandbox)
  return sandbox
}

type Reply = { status: number; headers: Headers; body: unknown }

type Send = (method: string, path: string, body?: unknown, as?: string) => Promise<Reply>

/** Sends requests as the bot, or as whom a token belongs to. */
function to(sandbox: Sandbox): Send {
  return async (method, path, body, as) => {
    const response = await fetch(sandbox.origin + path, {
      method,
      headers: {
        authorization: as ?? `Bot ${sandbox.application.bot_token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    const { status, headers } = response
    return { status, headers, body: /^[{[]/.test(text) ? JSON.parse(text) : text }
  }
}

function channelId(sandbox: Sandbox, name: string): string {
  const [guild] = sandbox.world.state.guilds.values()
  return [...(guild?.channels.values() ?? [])].find((channel) => channel.name === name)?.id ?? ''
}

function tokenOf(sandbox: Sandbox, name: string): string {
  return (
    [...sandbox.world.state.users.values()].find(({ user }) => user.username === name)?.token ?? ''
  )
}

const withId = z.object({ id: z.string() })
const refusal = z.object({ code: z.number(), retry_after: z.number().optional() })

test('a bucket is used up per channel, says so in its headers, and fills up with time', async () => {
  const sandbox = await start()
  const post = (name: string): Promise<Reply> =>
    to(sandbox)('POST', `/api/v10/channels/${channelId(sandbox, name)}/messages`, {
      content: 'x',
    })
  const remaining = []
  for (let n = 0; n < 5; n += 1)
    remaining.push((await post('general')).headers.get('x-ratelimit-remaining'))
  assert.deepEqual(remaining, ['4', '3', '2', '1', '0'])
  const refused = await post('general')
  assert.equal(refused.status, 429)
  assert.equal(refused.headers.get('x-ratelimit-scope'), 'user')
  assert.ok(Number(refused.headers.get('retry-after')) > 0)
  assert.ok((refusal.parse(refused.body).retry_after ?? 0) > 0)
  assert.equal((await post('events')).status, 200)
  await sandbox.clock.advance(5000)
  assert.equal((await post('general')).status, 200)
})

test('the global limit is 50 a second for bots; people have none', async () => {
  const sandbox = await start()
  sandbox.clock.setSpeed(0)
  const statuses = async (as?: string): Promise<number[]> =>
    Promise.all(
      Array.from({ length: 60 }, async (_none, n) => {
        const path = n % 2 === 0 ? '/api/v10/users/@me' : '/api/v10/users/@me/guilds'
        return (await to(sandbox)('GET', path, undefined, as)).status
      }),
    )
  const refused = (await statuses()).filter((status) => status === 429)
  assert.equal(refused.length, 10)
  assert.ok((await statuses(tokenOf(sandbox, 'yui'))).every((status) => status === 200))
})

test('a repeated nonce gives back the first message, for some minutes', async () => {
  const sandbox = await start()
  const path = `/api/v10/channels/${channelId(sandbox, 'general')}/messages`
  const body = { content: 'once', nonce: 'job-1', enforce_nonce: true }
  const post = async (): Promise<string> =>
    withId.parse((await to(sandbox)('POST', path, body)).body).id
  const ids = await Promise.all([post(), post(), post()])
  assert.equal(new Set(ids).size, 1)
  await sandbox.clock.advance(10 * 60_000)
  assert.notEqual(await post(), ids[0])
})

test('old messages are edited three times in twenty seconds, then 30046; names of channels twice in ten minutes', async () => {
  const sandbox = await start()
  const channel = channelId(sandbox, 'general')
  const path = `/api/v10/channels/${channel}/messages`
  const { id } = withId.parse((await to(sandbox)('POST', path, { content: 'x' })).body)
  await sandbox.clock.advance(2 * 3_600_000)
  const edit = (n: number): Promise<Reply> =>
    to(sandbox)('PATCH', `${path}/${id}`, { content: `x${n}` })
  for (let n = 0; n < 3; n += 1) assert.equal((await edit(n)).status, 200)
  const refused = await edit(4)
  assert.equal(refused.status, 429)
  assert.equal(refusal.parse(refused.body).code, 30046)
  const rename = (name: string): Promise<Reply> =>
    to(sandbox)('PATCH', `/api/v10/channels/${channel}`, { name })
  assert.deepEqual([(await rename('a')).status, (await rename('b')).status], [200, 200])
  const third = await rename('c')
  assert.equal(third.status, 429)
  assert.ok(Number(third.headers.get('x-ratelimit-remaining')) > 0)
})

test('the messages of others cannot be edited; layout components stay and exclude content', async () => {
  const sandbox = await start()
  const path = `/api/v10/channels/${channelId(sandbox, 'general')}/messages`
  const display = { flags: 32_768, components: [{ type: 10, content: 'text' }] }
  const { id } = withId.parse((await to(sandbox)('POST', path, display)).body)
  const other = await to(sandbox)(
    'PATCH',
    `${path}/${id}`,
    { content: 'x' },
    tokenOf(sandbox, 'yui'),
  )
  assert.equal(refusal.parse(other.body).code, 50005)
  const plain = await to(sandbox)('PATCH', `${path}/${id}`, { content: 'x', flags: 0 })
  assert.equal(refusal.parse(plain.body).code, 50035)
  const edited = await to(sandbox)('PATCH', `${path}/${id}`, {
    components: [{ type: 10, content: 'new' }],
  })
  assert.equal(z.object({ flags: z.number() }).parse(edited.body).flags & 32_768, 32_768)
})

test('permissions and hierarchy refuse with 50013, invisible places with 50001, closed people with 50007', async () => {
  const sandbox = await start()
  const [guild] = sandbox.world.state.guilds.values()
  assert.ok(guild)
  const role = (name: string): string =>
    [...guild.roles.values()].find((one) => one.name === name)?.id ?? ''
  const yui = [...sandbox.world.state.users.values()].find(({ user }) => user.username === 'yui')
  assert.ok(yui)
  const give = (name: string, as?: string): Promise<Reply> =>
    to(sandbox)(
      'PUT',
      `/api/v10/guilds/${guild.base.id}/members/${yui.user.id}/roles/${role(name)}`,
      undefined,
      as,
    )
  assert.equal((await give('Raider')).status, 204)
  assert.equal((await give('Raider')).headers.get('content-type'), null)
  assert.equal(refusal.parse((await give('Muster')).body).code, 50013)
  assert.equal(refusal.parse((await give('Raider', tokenOf(sandbox, 'noah'))).body).code, 50013)
  const general = channelId(sandbox, 'general')
  const channel = guild.channels.get(general)
  assert.ok(channel)
  guild.channels.set(general, {
    ...channel,
    permission_overwrites: [{ id: guild.base.id, type: 0, allow: '0', deny: '1024' }],
  })
  const hidden = await to(sandbox)('GET', `/api/v10/channels/${general}`)
  assert.equal(refusal.parse(hidden.body).code, 50001)
  yui.dm_closed = true
  const dm = withId.parse(
    (await to(sandbox)('POST', '/api/v10/users/@me/channels', { recipient_id: yui.user.id })).body,
  ).id
  const closed = await to(sandbox)('POST', `/api/v10/channels/${dm}/messages`, { content: 'hi' })
  assert.equal(refusal.parse(closed.body).code, 50007)
})

test('a snapshot brings a world back in another sandbox, time included', async () => {
  const [first, second] = [await start(), await start()]
  const path = `/api/v10/channels/${channelId(first, 'general')}/messages`
  const { id } = withId.parse((await to(first)('POST', path, { content: 'keep me' })).body)
  await first.clock.advance(86_400_000)
  const { body: snapshot } = await to(first)('GET', '/_control/snapshot')
  assert.equal((await to(second)('PUT', '/_control/snapshot', snapshot)).status, 200)
  assert.deepEqual(second.world.state, first.world.state)
  assert.ok(second.clock.now() >= first.clock.now() - 60_000)
  assert.equal((await to(second)('GET', `${path}/${id}`)).status, 200)
  assert.equal((await to(second)('PUT', '/_control/snapshot', { version: 1 })).status, 400)
})

test('faults answer, delay, cut off before or after, and are used up', async () => {
  const sandbox = await start()
  const channel = channelId(sandbox, 'general')
  const path = `/api/v10/channels/${channel}/messages`
  const when = { method: 'POST', route: '/channels/{channel_id}/messages' }
  const count = (): number => sandbox.world.state.messages.get(channel)?.size ?? 0
  const fault = (action: object): Promise<Reply> =>
    to(sandbox)('POST', '/_control/faults', { when, do: action, times: 1 })
  await fault({ status: 503, headers: { 'x-why': 'test' } })
  const broken = await to(sandbox)('POST', path, { content: 'a' })
  assert.equal(broken.status, 503)
  assert.equal(broken.headers.get('x-why'), 'test')
  const before = count()
  await fault({ drop: 'before' })
  await assert.rejects(to(sandbox)('POST', path, { content: 'a' }))
  assert.equal(count(), before)
  await fault({ drop: 'after' })
  await assert.rejects(to(sandbox)('POST', path, { content: 'a' }))
  assert.equal(count(), before + 1)
  assert.equal((await to(sandbox)('POST', path, { content: 'a' })).status, 200)
  const { id } = withId.parse((await fault({ status: 500 })).body)
  assert.equal((await to(sandbox)('DELETE', `/_control/faults/${id}`)).status, 204)
  assert.equal((await to(sandbox)('POST', path, { content: 'a' })).status, 200)
  await fault({ delay_ms: 3_600_000 })
  const late = to(sandbox)('POST', path, { content: 'late' })
  while (sandbox.world.calls.at(-1)?.status !== 0)
    await new Promise((resolve) => setImmediate(resolve))
  await sandbox.clock.advance(3_600_000)
  assert.equal((await late).status, 200)
})

test('external events start and end by themselves; those that repeat go back to waiting', async () => {
  const sandbox = await start()
  const [guild] = sandbox.world.state.guilds.values()
  assert.ok(guild)
  const at = (hours: number): string =>
    new Date(sandbox.clock.now() + hours * 3_600_000).toISOString()
  const path = `/api/v10/guilds/${guild.base.id}/scheduled-events`
  const body = {
    name: 'Raid',
    entity_type: 3,
    privacy_level: 2,
    scheduled_start_time: at(1),
    scheduled_end_time: at(2),
    entity_metadata: { location: 'here' },
  }
  const once = withId.parse((await to(sandbox)('POST', path, body)).body).id
  const rule = { start: at(1), frequency: 3, interval: 1 }
  const daily = withId.parse(
    (await to(sandbox)('POST', path, { ...body, recurrence_rule: rule })).body,
  ).id
  const inVoice = withId.parse(
    (
      await to(sandbox)('POST', path, {
        ...body,
        entity_type: 2,
        channel_id: channelId(sandbox, 'Lounge'),
      })
    ).body,
  ).id
  const heard: string[] = []
  sandbox.world.onDispatch(({ t, d }) => {
    const event = z.object({ id: z.string(), status: z.number() }).safeParse(d)
    if (t === 'GUILD_SCHEDULED_EVENT_UPDATE' && event.success)
      heard.push(`${event.data.id}:${event.data.status}`)
  })
  await sandbox.clock.advance(10 * 3_600_000)
  assert.deepEqual(heard, [`${once}:2`, `${daily}:2`, `${once}:3`, `${daily}:1`, `${inVoice}:4`])
  const rejected = await to(sandbox)('PATCH', `${path}/${once}`, { name: 'x' })
  assert.equal(refusal.parse(rejected.body).code, 180_000)
})

test('the real client library works: multipart, encoded paths, empty answers, rate limits', async () => {
  const sandbox = await start()
  const rest = new REST({ api: `${sandbox.origin}/api`, version: '10' }).setToken(
    sandbox.application.bot_token,
  )
  const channel = channelId(sandbox, 'general')
  const sent = withId
    .extend({ attachments: z.array(z.object({ url: z.string(), size: z.number() })) })
    .parse(
      await rest.post(`/channels/${channel}/messages`, {
        body: { content: 'chart', attachments: [{ id: 0, description: 'a chart' }] },
        files: [
          { name: 'chart.png', data: Buffer.from('not a picture'), contentType: 'image/png' },
        ],
      }),
    )
  const file = await fetch(sent.attachments[0]?.url ?? '')
  assert.equal(await file.text(), 'not a picture')
  assert.equal(file.headers.get('content-type'), 'image/png')
  const emoji = encodeURIComponent('✅')
  await rest.put(`/channels/${channel}/messages/${sent.id}/reactions/${emoji}/%40me`)
  const shown = z
    .object({ reactions: z.array(z.object({ me: z.boolean(), count: z.number() })) })
    .parse(await rest.get(`/channels/${channel}/messages/${sent.id}`))
  assert.deepEqual(
    shown.reactions.map(({ me, count }) => [me, count]),
    [[true, 1]],
  )
  await rest.delete(`/channels/${channel}/messages/${sent.id}`)
  await assert.rejects(rest.get(`/channels/${channel}/messages/${sent.id}`), { code: 10008 })
})

test('reset begins a fresh world of a seed and keeps what the developer set; unknown seeds are refused', async () => {
  const sandbox = await start()
  const commands = `/api/v10/applications/${sandbox.application.id}/commands`
  await to(sandbox)('PUT', commands, [{ name: 'party', description: 'x' }])
  const resets: string[] = []
  sandbox.onReset(() => resets.push('reset'))
  const { body } = await to(sandbox)('POST', '/_control/reset', { seed: 'korean-traders' })
  const { guilds } = z.object({ guilds: z.array(z.object({ name: z.string() })) }).parse(body)
  assert.equal(guilds[0]?.name, '느린 투자 모임')
  assert.equal((await to(sandbox)('POST', '/_control/reset', { seed: 'none' })).status, 404)
  assert.deepEqual(resets, ['reset'])
  const kept = z
    .array(z.object({ name: z.string() }))
    .parse((await to(sandbox)('GET', commands)).body)
  assert.deepEqual(kept, [{ name: 'party' }])
})

test('pages of other origins cannot steer the sandbox', async () => {
  const sandbox = await start()
  const from = async (origin: string): Promise<number> => {
    const init = { method: 'POST', headers: { origin } }
    return (await fetch(`${sandbox.origin}/_control/settle`, init)).status
  }
  assert.equal(await from('http://evil.example'), 403)
  assert.equal(await from(sandbox.origin), 200)
})

test('slow mode makes people wait, but not bots and those who bypass it', async () => {
  const sandbox = await start()
  const channel = channelId(sandbox, 'general')
  const slow = await to(sandbox)('PATCH', `/api/v10/channels/${channel}`, {
    rate_limit_per_user: 30,
  })
  assert.equal(slow.status, 200)
  const path = `/api/v10/channels/${channel}/messages`
  const say = async (as?: string): Promise<number> =>
    (await to(sandbox)('POST', path, { content: 'x' }, as)).status
  const [person, owner] = [tokenOf(sandbox, 'yui'), tokenOf(sandbox, 'olivia')]
  assert.deepEqual([await say(person), await say(person)], [200, 429])
  assert.deepEqual(
    [await say(owner), await say(owner), await say(), await say()],
    [200, 200, 200, 200],
  )
  await sandbox.clock.advance(30_000)
  assert.equal(await say(person), 200)
})
