import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, test } from 'node:test'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { z } from 'zod'
import { createSandbox, type Sandbox } from '../sandbox/sandbox.ts'

const description = z.object({
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
})
const operation = z.object({
  responses: z.record(
    z.string(),
    z.object({ content: z.record(z.string(), z.unknown()).optional() }),
  ),
})
const methods = ['get', 'post', 'put', 'patch', 'delete']
const leastShare = 0.4

type Answer = { status: number; body: unknown }
type Request = {
  path?: Record<string, string>
  query?: string
  body?: unknown
  as?: string
  status?: number
}

let sandbox: Sandbox
let ajv: Ajv2020
let document: z.output<typeof description>
const covered = new Set<string>()

before(async () => {
  const file = new URL('data/discord-openapi.json', import.meta.url)
  const json: unknown = JSON.parse(await readFile(file, 'utf8'))
  document = description.parse(json)
  ajv = new Ajv2020({ strict: false, allErrors: true, logger: false })
  addFormats.default(ajv)
  ajv.addSchema({ ...z.record(z.string(), z.unknown()).parse(json), $id: 'discord' })
  // The description calls the inner codes of refusals integers, but they are words such as BASE_TYPE_REQUIRED.
  ajv.addSchema({
    $id: 'refusal',
    type: 'object',
    required: ['code', 'message'],
    properties: { code: { type: 'integer' }, message: { type: 'string' } },
  })
  sandbox = await createSandbox()
})

after(() => sandbox.close())

function operationOf(template: string, method: string): z.output<typeof operation> {
  const found = document.paths[template]?.[method.toLowerCase()]
  assert.ok(found, `${method} ${template} is not described`)
  return operation.parse(found)
}

function validatorOf(
  template: string,
  method: string,
  status: number,
): ValidateFunction | undefined {
  const { responses } = operationOf(template, method)
  const key = [String(status), `${String(status)[0] ?? ''}XX`].find((one) => one in responses)
  assert.ok(key, `${method} ${template} answered ${status}, which is not described`)
  if (status >= 400) return ajv.getSchema('refusal')
  if (!responses[key]?.content?.['application/json']) return undefined
  const pointer = [
    'paths',
    template,
    method.toLowerCase(),
    'responses',
    key,
    'content',
    'application/json',
    'schema',
  ].map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1')))
  return ajv.compile({ $ref: `discord#/${pointer.join('/')}` })
}

/** Sends one request of the script and checks that the answer is as described. */
async function ask(method: string, template: string, request: Request = {}): Promise<Answer> {
  const path = template.replaceAll(/\{(\w+)\}/g, (_all, name: string) => {
    const value = request.path?.[name]
    assert.ok(value !== undefined, `${name} is missing`)
    return encodeURIComponent(value)
  })
  // One request in five seconds meets no rate limit.
  await sandbox.clock.advance(5000)
  const url = `${sandbox.origin}/api/v10${path}${request.query ? `?${request.query}` : ''}`
  const response = await fetch(url, {
    method,
    headers: {
      authorization: request.as ?? `Bot ${sandbox.application.bot_token}`,
      ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
  })
  const text = await response.text()
  const body: unknown = text === '' ? undefined : JSON.parse(text)
  const about = `${method} ${template}: ${response.status} ${text.slice(0, 600)}`
  if (request.status !== undefined) assert.equal(response.status, request.status, about)
  else assert.ok(response.ok, about)
  const validate = validatorOf(template, method, response.status)
  if (validate) assert.ok(validate(body), `${about}\n${ajv.errorsText(validate.errors)}`)
  else assert.equal(text, '', about)
  if (response.ok) covered.add(`${method.toLowerCase()} ${template}`)
  return { status: response.status, body }
}

const withId = z.object({ id: z.string() })

async function idOf(answer: Promise<Answer>): Promise<string> {
  return withId.parse((await answer).body).id
}

function place(): {
  guild: string
  channel: string
  voice: string
  person: string
  token: string
  role: string
} {
  const [guild] = sandbox.world.state.guilds.values()
  assert.ok(guild)
  const channels = [...guild.channels.values()]
  const person = [...sandbox.world.state.users.values()].find(({ user }) => user.username === 'yui')
  const role = [...guild.roles.values()].find(({ name }) => name === 'Raider')
  return {
    guild: guild.base.id,
    channel: channels.find(({ name }) => name === 'general')?.id ?? '',
    voice: channels.find(({ name }) => name === 'Lounge')?.id ?? '',
    person: person?.user.id ?? '',
    token: person?.token ?? '',
    role: role?.id ?? '',
  }
}

test('accounts, application and gateway', async () => {
  const { person, guild } = place()
  await ask('GET', '/gateway')
  await ask('GET', '/gateway/bot')
  await ask('GET', '/applications/@me')
  await ask('GET', '/oauth2/applications/@me')
  await ask('PATCH', '/applications/@me', {
    body: { redirect_uris: ['http://127.0.0.1:8080/auth/callback'], description: 'Muster' },
  })
  await ask('GET', '/applications/{application_id}', {
    path: { application_id: sandbox.application.id },
  })
  await ask('GET', '/users/@me')
  await ask('PATCH', '/users/@me', { body: { username: 'muster' } })
  await ask('GET', '/users/{user_id}', { path: { user_id: person } })
  await ask('GET', '/users/{user_id}', { path: { user_id: '1' }, status: 404 })
  await ask('GET', '/users/@me/guilds', { query: 'with_counts=true' })
  await ask('GET', '/users/@me/guilds/{guild_id}/member', {
    path: { guild_id: guild },
    as: place().token,
  })
  await ask('POST', '/users/@me/channels', { body: { recipient_id: person } })
})

test('guilds, channels, overwrites and threads', async () => {
  const { guild, channel, role } = place()
  const guild_id = guild
  await ask('GET', '/guilds/{guild_id}', { path: { guild_id }, query: 'with_counts=true' })
  await ask('PATCH', '/guilds/{guild_id}', { path: { guild_id }, body: { name: 'Muster HQ' } })
  await ask('GET', '/guilds/{guild_id}/preview', { path: { guild_id } })
  await ask('GET', '/guilds/{guild_id}/emojis', { path: { guild_id } })
  await ask('GET', '/guilds/{guild_id}/channels', { path: { guild_id } })
  const channel_id = await idOf(
    ask('POST', '/guilds/{guild_id}/channels', {
      path: { guild_id },
      body: { name: 'Raid Night', type: 0, topic: 'now' },
    }),
  )
  for (const type of [2, 4, 5, 13, 15])
    await ask('POST', '/guilds/{guild_id}/channels', {
      path: { guild_id },
      body: { name: `type ${type}`, type },
    })
  await ask('GET', '/channels/{channel_id}', { path: { channel_id } })
  await ask('GET', '/channels/{channel_id}', { path: { channel_id: '1' }, status: 404 })
  await ask('PATCH', '/channels/{channel_id}', { path: { channel_id }, body: { nsfw: true } })
  await ask('PATCH', '/guilds/{guild_id}/channels', {
    path: { guild_id },
    body: [{ id: channel_id, position: 3 }],
  })
  const overwrite = { channel_id, overwrite_id: role }
  await ask('PUT', '/channels/{channel_id}/permissions/{overwrite_id}', {
    path: overwrite,
    body: { type: 0, allow: '1024', deny: '0' },
  })
  await ask('DELETE', '/channels/{channel_id}/permissions/{overwrite_id}', { path: overwrite })
  await ask('POST', '/channels/{channel_id}/typing', { path: { channel_id } })
  const thread = await idOf(
    ask('POST', '/channels/{channel_id}/threads', {
      path: { channel_id },
      body: { name: 'plans', type: 11 },
    }),
  )
  const { person } = place()
  const membership = { channel_id: thread, user_id: person }
  await ask('PUT', '/channels/{channel_id}/thread-members/{user_id}', { path: membership })
  await ask('GET', '/channels/{channel_id}/thread-members/{user_id}', { path: membership })
  await ask('GET', '/channels/{channel_id}/thread-members', {
    path: { channel_id: thread },
    query: 'with_member=true',
  })
  await ask('DELETE', '/channels/{channel_id}/thread-members/{user_id}', { path: membership })
  await ask('DELETE', '/channels/{channel_id}/thread-members/@me', { path: { channel_id: thread } })
  await ask('PUT', '/channels/{channel_id}/thread-members/@me', { path: { channel_id: thread } })
  await ask('GET', '/guilds/{guild_id}/threads/active', { path: { guild_id } })
  await ask('PATCH', '/channels/{channel_id}', {
    path: { channel_id: thread },
    body: { archived: true },
  })
  await ask('GET', '/channels/{channel_id}/threads/archived/public', { path: { channel_id } })
  await ask('GET', '/channels/{channel_id}/threads/archived/private', { path: { channel_id } })
  await ask('GET', '/channels/{channel_id}/users/@me/threads/archived/private', {
    path: { channel_id },
  })
  const message_id = await idOf(
    ask('POST', '/channels/{channel_id}/messages', {
      path: { channel_id },
      body: { content: 'x' },
    }),
  )
  await ask('POST', '/channels/{channel_id}/messages/{message_id}/threads', {
    path: { channel_id, message_id },
    body: { name: 'about this' },
  })
  await ask('GET', '/channels/{channel_id}/messages/{message_id}', {
    path: { channel_id, message_id },
  })
  await ask('DELETE', '/channels/{channel_id}', { path: { channel_id } })
  await ask('GET', '/guilds/{guild_id}/audit-logs', { path: { guild_id }, query: 'limit=5' })
  assert.ok(channel)
})

test('messages, reactions and pins', async () => {
  const { channel: channel_id, person } = place()
  const message_id = await idOf(
    ask('POST', '/channels/{channel_id}/messages', {
      path: { channel_id },
      body: {
        content: `hello <@${person}>`,
        nonce: 'n-1',
        enforce_nonce: true,
        allowed_mentions: { users: [person] },
        embeds: [
          {
            title: 'Party',
            description: 'text',
            color: 255,
            url: 'https://example.com',
            timestamp: '2026-01-02T03:04:05Z',
            fields: [{ name: 'a', value: 'b', inline: true }],
            footer: { text: 'foot', icon_url: 'https://example.com/i.png' },
            author: { name: 'me' },
            image: { url: 'https://example.com/i.png' },
          },
        ],
        components: [
          {
            type: 1,
            components: [
              { type: 2, style: 1, label: 'Join', custom_id: 'join', emoji: { name: '✅' } },
              { type: 2, style: 5, label: 'Web', url: 'https://example.com' },
            ],
          },
          {
            type: 1,
            components: [
              {
                type: 3,
                custom_id: 's',
                options: [{ label: 'a', value: 'a', emoji: { name: '✅' } }],
              },
            ],
          },
          { type: 1, components: [{ type: 5, custom_id: 'u', max_values: 5 }] },
        ],
      },
    }),
  )
  const path = { channel_id, message_id }
  await ask('POST', '/channels/{channel_id}/messages', {
    path: { channel_id },
    body: { content: 'reply', message_reference: { message_id } },
  })
  await ask('POST', '/channels/{channel_id}/messages', {
    path: { channel_id },
    body: {
      flags: 32_768,
      components: [
        {
          type: 17,
          accent_color: 255,
          components: [
            { type: 10, content: '# Title' },
            { type: 14 },
            {
              type: 9,
              components: [{ type: 10, content: 'line' }],
              accessory: { type: 2, style: 2, label: 'Go', custom_id: 'go' },
            },
            { type: 12, items: [{ media: { url: 'https://example.com/a.png' } }] },
          ],
        },
      ],
    },
  })
  await ask('POST', '/channels/{channel_id}/messages', {
    path: { channel_id },
    body: {},
    status: 400,
  })
  await ask('PATCH', '/channels/{channel_id}/messages/{message_id}', {
    path,
    body: { content: 'edited' },
  })
  const reaction = { ...path, emoji_name: '✅' }
  await ask('PUT', '/channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}/@me', {
    path: reaction,
  })
  await ask('GET', '/channels/{channel_id}/messages/{message_id}', { path })
  await ask('GET', '/channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}', {
    path: reaction,
  })
  await ask('DELETE', '/channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}/@me', {
    path: reaction,
  })
  await ask(
    'DELETE',
    '/channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}/{user_id}',
    {
      path: { ...reaction, user_id: person },
    },
  )
  await ask('DELETE', '/channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}', {
    path: reaction,
  })
  await ask('DELETE', '/channels/{channel_id}/messages/{message_id}/reactions', { path })
  await ask('PUT', '/channels/{channel_id}/messages/pins/{message_id}', { path })
  await ask('GET', '/channels/{channel_id}/messages/pins', { path: { channel_id } })
  await ask('GET', '/channels/{channel_id}/pins', { path: { channel_id } })
  await ask('GET', '/channels/{channel_id}/messages', { path: { channel_id }, query: 'limit=20' })
  await ask('DELETE', '/channels/{channel_id}/messages/pins/{message_id}', { path })
  await ask('PUT', '/channels/{channel_id}/pins/{message_id}', { path })
  await ask('DELETE', '/channels/{channel_id}/pins/{message_id}', { path })
  await ask('DELETE', '/channels/{channel_id}/messages/{message_id}', { path })
  await ask('GET', '/channels/{channel_id}/messages/{message_id}', { path, status: 404 })
  const ids = [...(sandbox.world.state.messages.get(channel_id)?.keys() ?? [])].slice(-2)
  await ask('POST', '/channels/{channel_id}/messages/bulk-delete', {
    path: { channel_id },
    body: { messages: ids },
  })
})

test('roles, members and bans', async () => {
  const { guild: guild_id, person: user_id, role: role_id } = place()
  const made = await idOf(
    ask('POST', '/guilds/{guild_id}/roles', {
      path: { guild_id },
      body: { name: 'New', color: 255 },
    }),
  )
  await ask('GET', '/guilds/{guild_id}/roles', { path: { guild_id } })
  await ask('GET', '/guilds/{guild_id}/roles/member-counts', { path: { guild_id } })
  await ask('GET', '/guilds/{guild_id}/roles/{role_id}', { path: { guild_id, role_id: made } })
  await ask('PATCH', '/guilds/{guild_id}/roles/{role_id}', {
    path: { guild_id, role_id: made },
    body: { hoist: true },
  })
  await ask('PATCH', '/guilds/{guild_id}/roles', {
    path: { guild_id },
    body: [{ id: made, position: 2 }],
  })
  await ask('DELETE', '/guilds/{guild_id}/roles/{role_id}', { path: { guild_id, role_id: made } })
  const member = { guild_id, user_id }
  await ask('GET', '/guilds/{guild_id}/members', { path: { guild_id }, query: 'limit=100' })
  await ask('GET', '/guilds/{guild_id}/members/search', { path: { guild_id }, query: 'query=yui' })
  await ask('GET', '/guilds/{guild_id}/members/{user_id}', { path: member })
  await ask('PATCH', '/guilds/{guild_id}/members/{user_id}', { path: member, body: { nick: 'ゆ' } })
  await ask('PATCH', '/guilds/{guild_id}/members/@me', { path: { guild_id }, body: { nick: 'M' } })
  const roles = '/guilds/{guild_id}/members/{user_id}/roles/{role_id}'
  await ask('PUT', roles, { path: { ...member, role_id } })
  await ask('DELETE', roles, { path: { ...member, role_id } })
  const owner = sandbox.world.guild(guild_id).base.owner_id
  const ownerToken = sandbox.world.person(owner).token
  const victim = sandbox.world.guild(guild_id).members.get(user_id)
  assert.ok(victim)
  await ask('PUT', '/guilds/{guild_id}/bans/{user_id}', { path: member, body: {}, as: ownerToken })
  await ask('GET', '/guilds/{guild_id}/bans', { path: { guild_id }, as: ownerToken })
  await ask('GET', '/guilds/{guild_id}/bans/{user_id}', { path: member, as: ownerToken })
  await ask('DELETE', '/guilds/{guild_id}/bans/{user_id}', { path: member, as: ownerToken })
  await ask('GET', '/guilds/{guild_id}/members/{user_id}', { path: member, status: 404 })
  sandbox.world.guild(guild_id).members.set(user_id, victim)
  const other = [...sandbox.world.state.users.values()].find(({ user }) => user.username === 'noah')
  await ask('DELETE', '/guilds/{guild_id}/members/{user_id}', {
    path: { guild_id, user_id: other?.user.id ?? '' },
    as: ownerToken,
  })
})

test('scheduled events', async () => {
  const { guild: guild_id, voice, token } = place()
  const now = sandbox.clock.now()
  const at = (hours: number): string => new Date(now + hours * 3_600_000).toISOString()
  const external = {
    name: 'Raid',
    entity_type: 3,
    privacy_level: 2,
    scheduled_start_time: at(2),
    scheduled_end_time: at(3),
    entity_metadata: { location: '#general' },
    recurrence_rule: { start: at(2), frequency: 3, interval: 1 },
  }
  const base = '/guilds/{guild_id}/scheduled-events'
  const one = `${base}/{guild_scheduled_event_id}`
  const event = await idOf(ask('POST', base, { path: { guild_id }, body: external }))
  const inVoice = {
    ...external,
    entity_type: 2,
    channel_id: voice,
    entity_metadata: null,
    recurrence_rule: null,
  }
  await ask('POST', base, { path: { guild_id }, body: inVoice })
  await ask('POST', base, {
    path: { guild_id },
    body: { ...inVoice, scheduled_start_time: at(-1) },
    status: 400,
  })
  const path = { guild_id, guild_scheduled_event_id: event }
  await ask('GET', base, { path: { guild_id }, query: 'with_user_count=true' })
  await ask('GET', one, { path, query: 'with_user_count=true' })
  await ask('PATCH', one, { path, body: { name: 'Raid 2' } })
  const response = await fetch(
    `${sandbox.origin}/api/v10/guilds/${guild_id}/scheduled-events/${event}/users/@me`,
    {
      method: 'PUT',
      headers: { authorization: token },
    },
  )
  assert.equal(response.status, 200)
  await ask('GET', `${one}/users`, { path, query: 'with_member=true' })
  await ask('GET', `${one}/users/counts`, { path })
  const exception = z.object({ event_exception_id: z.string() }).parse(
    (
      await ask('POST', `${one}/exceptions`, {
        path,
        body: { original_scheduled_start_time: at(26), is_canceled: true },
      })
    ).body,
  ).event_exception_id
  await ask('PATCH', `${one}/exceptions/{exception_id}`, {
    path: { ...path, exception_id: exception },
    body: { is_canceled: false },
  })
  await ask('GET', `${one}/{guild_scheduled_event_exception_id}/users`, {
    path: { ...path, guild_scheduled_event_exception_id: exception },
  })
  await ask('DELETE', `${one}/exceptions/{exception_id}`, {
    path: { ...path, exception_id: exception },
  })
  await ask('DELETE', one, { path })
})

test('commands', async () => {
  const { guild: guild_id } = place()
  const application_id = sandbox.application.id
  const command = {
    name: 'recruit',
    name_localizations: { ja: '募集', fr: 'recruter' },
    description: 'Find people',
    options: [
      {
        type: 2,
        name: 'group',
        description: 'g',
        options: [
          {
            type: 1,
            name: 'create',
            description: 'c',
            options: [
              { type: 3, name: 'title', description: 't', required: true, max_length: 50 },
              { type: 4, name: 'size', description: 's', choices: [{ name: 'two', value: 2 }] },
              { type: 3, name: 'game', description: 'g', autocomplete: true },
              { type: 7, name: 'where', description: 'w', channel_types: [0] },
            ],
          },
        ],
      },
    ],
  }
  for (const [base, path] of [
    ['/applications/{application_id}/commands', { application_id }],
    ['/applications/{application_id}/guilds/{guild_id}/commands', { application_id, guild_id }],
  ] as const) {
    const command_id = await idOf(ask('POST', base, { path, body: command, status: 201 }))
    await ask('POST', base, { path, body: command, status: 200 })
    await ask('POST', base, { path, body: { name: 'Bad Name', description: '' }, status: 400 })
    await ask('GET', base, { path, query: 'with_localizations=true' })
    await ask('GET', base, { path })
    const one = { ...path, command_id }
    await ask('GET', `${base}/{command_id}`, { path: one })
    await ask('PATCH', `${base}/{command_id}`, { path: one, body: { description: 'Other' } })
    await ask('PUT', base, { path, body: [command, { name: 'Report', type: 3 }] })
    await ask('DELETE', `${base}/{command_id}`, { path: one })
  }
  await ask('GET', '/applications/{application_id}/guilds/{guild_id}/commands/permissions', {
    path: { application_id, guild_id },
  })
})

test('the share of described operations that are served and as described', (t) => {
  const described = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.keys(item)
      .filter((method) => methods.includes(method))
      .map((method) => `${method} ${path}`),
  )
  const share = covered.size / described.length
  t.diagnostic(
    `${covered.size} of ${described.length} described operations (${Math.round(share * 100)} %)`,
  )
  assert.ok(share >= leastShare)
})
