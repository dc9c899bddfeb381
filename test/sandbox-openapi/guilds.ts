import assert from 'node:assert/strict'
import { setVoiceState } from '../../sandbox/discord/gateway/voice.ts'
import type { Described } from './described.ts'

/** Script: accounts, application and gateway. */
export async function checkAccounts({ sandbox, ask, place }: Described): Promise<void> {
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
}

/** Script: guilds, channels, overwrites and threads. */
export async function checkChannels({ ask, idOf, place }: Described): Promise<void> {
  const { guild, channel, role } = place()
  const guild_id = guild
  await ask('GET', '/guilds/{guild_id}', { path: { guild_id }, query: 'with_counts=true' })
  await ask('PATCH', '/guilds/{guild_id}', { path: { guild_id }, body: { name: 'Muster HQ' } })
  await ask('GET', '/guilds/{guild_id}/preview', { path: { guild_id } })
  await ask('GET', '/guilds/{guild_id}/emojis', { path: { guild_id } })
  await ask('GET', '/guilds/{guild_id}/channels', { path: { guild_id } })
  const channel_id = await idOf('POST', '/guilds/{guild_id}/channels', {
    path: { guild_id },
    body: { name: 'Raid Night', type: 0, topic: 'now' },
  })
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
  const thread = await idOf('POST', '/channels/{channel_id}/threads', {
    path: { channel_id },
    body: { name: 'plans', type: 11 },
  })
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
  const message_id = await idOf('POST', '/channels/{channel_id}/messages', {
    path: { channel_id },
    body: { content: 'x' },
  })
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
}

/** Script: roles, members and bans. */
export async function checkMembers({ sandbox, ask, idOf, place }: Described): Promise<void> {
  const { guild: guild_id, person: user_id, role: role_id } = place()
  const made = await idOf('POST', '/guilds/{guild_id}/roles', {
    path: { guild_id },
    body: { name: 'New', color: 255 },
  })
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
}

/** Script: moderation, announcements and voice. */
export async function checkModeration({ sandbox, ask, idOf, place }: Described): Promise<void> {
  const { guild: guild_id, voice } = place()
  const guild = sandbox.world.guild(guild_id)
  const owner = sandbox.world.person(guild.base.owner_id)
  const kenta = [...sandbox.world.state.users.values()].find(
    ({ user }) => user.username === 'kenta',
  )
  assert.ok(kenta)
  setVoiceState(sandbox.world, kenta.user.id, {
    guild_id,
    channel_id: voice,
    self_mute: false,
    self_deaf: false,
  })
  await ask('GET', '/guilds/{guild_id}/voice-states/{user_id}', {
    path: { guild_id, user_id: kenta.user.id },
  })
  await ask('GET', '/guilds/{guild_id}/voice-states/@me', { path: { guild_id }, as: kenta.token })
  await ask('POST', '/guilds/{guild_id}/bulk-ban', {
    path: { guild_id },
    body: { user_ids: [kenta.user.id, guild.base.owner_id] },
    as: owner.token,
  })
  const news = [...guild.channels.values()].find(({ type }) => type === 5)?.id ?? ''
  const path = { channel_id: news }
  const message_id = await idOf('POST', '/channels/{channel_id}/messages', {
    path,
    body: { content: 'news' },
  })
  await ask('POST', '/channels/{channel_id}/messages/{message_id}/crosspost', {
    path: { ...path, message_id },
  })
  const seoyeon = [...sandbox.world.state.users.values()].find(
    ({ user }) => user.username === 'seoyeon',
  )
  await ask('DELETE', '/users/@me/guilds/{guild_id}', {
    path: { guild_id },
    as: seoyeon?.token ?? '',
  })
}
