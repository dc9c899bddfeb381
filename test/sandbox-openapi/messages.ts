import assert from 'node:assert/strict'
import { z } from 'zod'
import type { Described } from './described.ts'

/** Script: messages, reactions and pins. */
export async function checkMessages({ sandbox, ask, idOf, place }: Described): Promise<void> {
  const { channel: channel_id, person } = place()
  const message_id = await idOf('POST', '/channels/{channel_id}/messages', {
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
  })
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
}

/** Script: interactions by token. */
export async function checkInteractions({ sandbox, ask, idOf, place }: Described): Promise<void> {
  const { guild: guild_id, channel: channel_id, token } = place()
  const application_id = sandbox.application.id
  const command = { name: 'ping', description: 'p' }
  const base = '/applications/{application_id}/guilds/{guild_id}/commands'
  await ask('PUT', base, { path: { application_id, guild_id }, body: [command] })
  const heard: unknown[] = []
  const stop = sandbox.world.onDispatch(({ t, d, users }) => {
    if (t === 'INTERACTION_CREATE' && users?.includes(application_id)) heard.push({ ...d })
  })
  const acting = fetch(`${sandbox.origin}/_control/act`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ as: 'yui', do: 'command', channel: channel_id, name: 'ping' }),
  })
  while (heard.length === 0) await new Promise((resolve) => setImmediate(resolve))
  stop()
  const { id, token: secret } = z.object({ id: z.string(), token: z.string() }).parse(heard[0])
  await ask('POST', '/interactions/{interaction_id}/{interaction_token}/callback', {
    path: { interaction_id: id, interaction_token: secret },
    query: 'with_response=true',
    body: { type: 4, data: { content: 'pong' } },
    quick: true,
  })
  await acting
  const path = { webhook_id: application_id, webhook_token: secret }
  const hook = '/webhooks/{webhook_id}/{webhook_token}'
  await ask('GET', `${hook}/messages/@original`, { path })
  await ask('PATCH', `${hook}/messages/@original`, { path, body: { content: 'edited' } })
  const message_id = await idOf('POST', hook, {
    path,
    query: 'wait=true',
    body: { content: 'more' },
  })
  await ask('GET', `${hook}/messages/{message_id}`, { path: { ...path, message_id } })
  await ask('PATCH', `${hook}/messages/{message_id}`, {
    path: { ...path, message_id },
    body: { content: 'x' },
  })
  await ask('DELETE', `${hook}/messages/{message_id}`, { path: { ...path, message_id } })
  await ask('DELETE', `${hook}/messages/@original`, { path })
  assert.ok(token)
}

/** Script: what this world never has. */
export async function checkEmpty({ sandbox, ask, place }: Described): Promise<void> {
  const path = { guild_id: place().guild, application_id: sandbox.application.id }
  for (const list of [
    'stickers',
    'soundboard-sounds',
    'webhooks',
    'invites',
    'integrations',
    'templates',
    'auto-moderation/rules',
    'regions',
  ])
    await ask('GET', `/guilds/{guild_id}/${list}`, { path })
  for (const list of ['emojis', 'entitlements', 'role-connections/metadata'])
    await ask('GET', `/applications/{application_id}/${list}`, { path })
  for (const list of ['/voice/regions', '/sticker-packs', '/soundboard-default-sounds'])
    await ask('GET', list)
}
