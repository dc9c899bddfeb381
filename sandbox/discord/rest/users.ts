import { ChannelType } from 'discord-api-types/v10'
import { z } from 'zod'
import type { Channel, GuildState, Person } from '../entities.ts'
import { DiscordError, parseForm } from '../errors.ts'
import { intBetween, queryFlag, snowflake } from '../forms.ts'
import { removeMember } from '../members.ts'
import { computePermissions } from '../permissions.ts'
import { renderMember } from '../render.ts'
import type { World } from '../world.ts'
import type { Call, Route } from './call.ts'
import { onlineCount } from './guilds.ts'

const guildsQuery = z.object({
  limit: intBetween(1, 200).default(200),
  before: snowflake.optional(),
  after: snowflake.optional(),
  with_counts: queryFlag.default(false),
})
const dmBody = z.object({ recipient_id: snowflake })
const selfBody = z.object({
  username: z.string().min(2).max(32).optional(),
  avatar: z.string().nullish(),
})

/** One's own account: what others see, and the private parts that the given scopes open. */
function ownAccount({ user, locale }: Person, withEmail: boolean): unknown {
  return {
    ...user,
    mfa_enabled: false,
    locale,
    premium_type: 0,
    ...(withEmail ? { email: `${user.username}@example.com`, verified: true } : {}),
  }
}

function partialGuild(world: World, guild: GuildState, userId: string, counts: boolean): unknown {
  const { id, name, icon, banner, features, owner_id } = guild.base
  return {
    id,
    name,
    icon,
    banner,
    features,
    owner: owner_id === userId,
    permissions: computePermissions(world, id, userId).toString(),
    ...(counts
      ? {
          approximate_member_count: guild.members.size,
          approximate_presence_count: onlineCount(guild),
        }
      : {}),
  }
}

function ownGuilds(call: Call): unknown {
  const { limit, before, after, with_counts } = parseForm(guildsQuery, call.query)
  const own = [...call.world.state.guilds.values()]
    .filter((guild) => guild.members.has(call.actor.user_id))
    .filter(({ base }) => after === undefined || BigInt(base.id) > BigInt(after))
    .filter(({ base }) => before === undefined || BigInt(base.id) < BigInt(before))
    .sort((a, b) => (BigInt(a.base.id) < BigInt(b.base.id) ? -1 : 1))
  return own
    .slice(0, limit)
    .map((guild) => partialGuild(call.world, guild, call.actor.user_id, with_counts))
}

/** The direct message channel of two people, opened when there was none. */
export function openDm(world: World, aId: string, bId: string): Channel {
  const pair = [aId, bId]
  const known = [...world.state.dms.values()].find((channel) =>
    pair.every((id) => channel.recipients?.some((user) => user.id === id)),
  )
  if (known) return known
  const channel: Channel = {
    id: world.nextId(),
    type: ChannelType.DM,
    flags: 0,
    last_message_id: null,
    recipients: pair.map((id) => world.person(id).user),
  }
  world.state.dms.set(channel.id, channel)
  for (const reader of pair)
    world.dispatch({ t: 'CHANNEL_CREATE', d: dmFor(channel, reader), users: [reader] })
  return channel
}

/** A direct message channel as one of the two sees it: the other one is the recipient. */
export function dmFor(channel: Channel, readerId: string): Channel {
  const others = (channel.recipients ?? []).filter((user) => user.id !== readerId)
  return { ...channel, recipients: others }
}

function createDm(call: Call): unknown {
  const { recipient_id } = parseForm(dmBody, call.body)
  const { user_id } = call.actor
  const other = call.world.person(recipient_id)
  if (other.user.id === user_id) throw new DiscordError(400, 50033, 'Invalid Recipient(s)')
  return dmFor(openDm(call.world, user_id, recipient_id), user_id)
}

function leaveGuild(call: Call): void {
  const guild = call.world.guild(call.param('guild_id'))
  const { user_id } = call.actor
  if (guild.base.owner_id === user_id) throw new DiscordError(400, 50055, 'Invalid Guild')
  if (!guild.members.has(user_id)) throw new DiscordError(404, 10004, 'Unknown Guild')
  removeMember(call.world, guild, user_id)
}

/** Accounts, one's own servers and direct messages. */
export function addUserRoutes(route: Route): void {
  route(
    'GET',
    '/users/@me',
    ({ world, actor }) => {
      const person = world.person(actor.user_id)
      const withEmail = actor.kind === 'oauth' && actor.scopes.includes('email')
      return ownAccount(person, withEmail)
    },
    { scopes: ['identify'] },
  )
  route('PATCH', '/users/@me', ({ world, actor, body }) => {
    const { username } = parseForm(selfBody, body)
    const person = world.person(actor.user_id)
    const next = { ...person, user: { ...person.user, ...(username ? { username } : {}) } }
    world.state.users.set(actor.user_id, next)
    world.dispatch({ t: 'USER_UPDATE', d: next.user, users: [actor.user_id] })
    return ownAccount(next, false)
  })
  route('GET', '/users/@me/guilds', ownGuilds, { scopes: ['guilds'] })
  route('DELETE', '/users/@me/guilds/:guild_id', leaveGuild)
  route(
    'GET',
    '/users/@me/guilds/:guild_id/member',
    ({ world, actor, param }) => {
      const member = world.guild(param('guild_id')).members.get(actor.user_id)
      if (!member) throw new DiscordError(404, 10004, 'Unknown Guild')
      return renderMember(world, member)
    },
    { scopes: ['guilds.members.read'] },
  )
  route('GET', '/users/@me/channels', ({ world, actor }) =>
    [...world.state.dms.values()]
      .filter((channel) => channel.recipients?.some((user) => user.id === actor.user_id))
      .map((channel) => dmFor(channel, actor.user_id)),
  )
  route('POST', '/users/@me/channels', createDm)
  route('GET', '/users/:user_id', ({ world, param }) => world.person(param('user_id')).user)
}
