import {
  ChannelType,
  OverwriteType,
  PermissionFlagsBits as Bits,
  type APIUser,
  type Locale,
} from 'discord-api-types/v10'
import type { Channel, GuildState, Message, Person, Role, WorldState } from '../discord/entities.ts'
import { timestamp } from '../discord/forms.ts'
import {
  makeChannel,
  makeGuild,
  makeMember,
  makeMessage,
  makeRole,
  makeUser,
} from '../discord/objects.ts'
import { snowflakeAt, timeOfSnowflake } from '../discord/world.ts'
import type { SeedGoogle } from '../google/seed.ts'
import { sandboxApplication } from './identity.ts'

/** Somebody who lives in a seeded community. `username` is unique; `roles` are names. */
export type SeedPerson = {
  username: string
  name: string
  locale: Locale
  roles?: readonly string[]
  nick?: string
}

/** A role; earlier in the list is higher. `permissions` come on top of those of `@everyone`. */
export type SeedRole = {
  name: string
  color?: number
  permissions?: bigint
  hoist?: boolean
  mentionable?: boolean
}

/** Who may not, or may only, do something in a channel. `role` is a name, or `@everyone`. */
export type SeedOverwrite = { role: string; allow?: bigint; deny?: bigint }

/** A channel under an optional category. `messages` are said by people when the world begins. */
export type SeedChannel = {
  name: string
  type?: ChannelType
  topic?: string
  category?: string
  overwrites?: readonly SeedOverwrite[]
  messages?: readonly { by: string; text: string }[]
}

/** A server as a seed describes it. */
type SeedGuild = {
  name: string
  description: string
  locale: Locale
  roles: readonly SeedRole[]
  channels: readonly SeedChannel[]
  /** What it has at Google; nothing unless given. */
  google?: SeedGoogle
}

/** A second server of the same organisation. The first of its members, who are named by username, owns it. */
export type SisterGuild = SeedGuild & {
  members: readonly Pick<SeedPerson, 'username' | 'roles' | 'nick'>[]
}

/** A community: its server, which the first of the people owns, and all who live there. */
export type Community = SeedGuild & {
  people: readonly SeedPerson[]
  /** Bots of other applications; they act through `/_control/act`. */
  bots?: readonly SeedPerson[]
  sisters?: readonly SisterGuild[]
}

/** What the bot's own role allows: everything that the modules of Muster ask for. */
export const botPermissions =
  2_269_727_278_877_776n |
  Bits.ViewChannel |
  Bits.ManageMessages |
  Bits.ManageEvents |
  Bits.CreateEvents |
  Bits.MentionEveryone |
  Bits.MuteMembers |
  Bits.MoveMembers |
  Bits.ManageGuild |
  Bits.UseExternalEmojis |
  Bits.ManageWebhooks |
  Bits.ManageNicknames |
  Bits.ViewAuditLog

const everyonePermissions =
  Bits.ViewChannel |
  Bits.SendMessages |
  Bits.SendMessagesInThreads |
  Bits.CreatePublicThreads |
  Bits.EmbedLinks |
  Bits.AttachFiles |
  Bits.AddReactions |
  Bits.ReadMessageHistory |
  Bits.UseApplicationCommands |
  Bits.ChangeNickname |
  Bits.Connect |
  Bits.Speak |
  Bits.UseVAD |
  Bits.Stream

// Ids of a seed are the same on every day; their time is before the world begins.
const firstDay = Date.UTC(2024, 0, 15, 9)
const stepMs = 60_000
const dayMs = 86_400_000

function createIds(firstMs: number): () => string {
  let made = 0
  return () => {
    made += 1
    return snowflakeAt(firstMs + made * stepMs)
  }
}

function makeRoles(
  community: SeedGuild,
  guildId: string,
  botId: string,
  nextId: () => string,
): Role[] {
  const below = [...community.roles].reverse()
  const roles = below.map((seed, index) => ({
    ...makeRole(nextId(), seed.name, index + 1, everyonePermissions | (seed.permissions ?? 0n)),
    color: seed.color ?? 0,
    colors: { primary_color: seed.color ?? 0, secondary_color: null, tertiary_color: null },
    hoist: seed.hoist ?? false,
    mentionable: seed.mentionable ?? false,
  }))
  const everyone = makeRole(guildId, '@everyone', 0, everyonePermissions)
  const bot = makeRole(nextId(), 'Muster', roles.length + 1, everyonePermissions | botPermissions)
  return [everyone, ...roles, { ...bot, managed: true, tags: { bot_id: botId } }]
}

function makeChannels(
  community: SeedGuild,
  guildId: string,
  roles: readonly Role[],
  nextId: () => string,
): Channel[] {
  const roleId = (name: string): string => roles.find((role) => role.name === name)?.id ?? guildId
  const categories = new Map<string, Channel>()
  const channels: Channel[] = []
  for (const [position, seed] of community.channels.entries()) {
    const type = seed.type ?? ChannelType.GuildText
    if (seed.category !== undefined && !categories.has(seed.category)) {
      const category: Channel = {
        id: nextId(),
        type: ChannelType.GuildCategory,
        flags: 0,
        guild_id: guildId,
        name: seed.category,
        position: categories.size,
        parent_id: null,
        permission_overwrites: [],
        nsfw: false,
      }
      categories.set(seed.category, category)
      channels.push(category)
    }
    channels.push({
      ...makeChannel(nextId(), guildId, type, seed.name),
      position,
      parent_id: categories.get(seed.category ?? '')?.id ?? null,
      ...(seed.topic === undefined ? {} : { topic: seed.topic }),
      permission_overwrites: (seed.overwrites ?? []).map(({ role, allow = 0n, deny = 0n }) => ({
        id: roleId(role),
        type: OverwriteType.Role,
        allow: allow.toString(),
        deny: deny.toString(),
      })),
    })
  }
  return channels
}

function makePerson(seed: SeedPerson, id: string, isBot: boolean): Person {
  const user = makeUser(id, seed.username, seed.name)
  return {
    user: isBot ? { ...user, bot: true } : user,
    token: `${isBot ? 'bot' : 'person'}.${seed.username}`,
    locale: seed.locale,
    dm_closed: false,
  }
}

function makeMessages(
  community: SeedGuild,
  channels: readonly Channel[],
  people: readonly Person[],
  nextId: () => string,
): WorldState['messages'] {
  const messages: WorldState['messages'] = new Map()
  for (const seed of community.channels) {
    const channel = channels.find((one) => one.name === seed.name)
    if (!channel) continue
    for (const { by, text } of seed.messages ?? []) {
      const author = people.find((person) => person.user.username === by)?.user
      if (!author) continue
      const message = sayAt(nextId(), channel.id, author, text)
      const here = messages.get(channel.id) ?? new Map()
      messages.set(
        channel.id,
        here.set(message.id, { message, visible_to: null, reactions: [], files: new Map() }),
      )
      channel.last_message_id = message.id
    }
  }
  return messages
}

function sayAt(id: string, channel_id: string, author: APIUser, content: string): Message {
  return makeMessage({ id, channel_id, author, content, timestamp: timestamp(timeOfSnowflake(id)) })
}

type Surroundings = { people: readonly Person[]; botId: string; nextId: () => string }
type Built = { guild: GuildState; messages: WorldState['messages'] }

function buildGuild(
  seed: SeedGuild,
  seats: readonly Pick<SeedPerson, 'username' | 'roles' | 'nick'>[],
  { people, botId, nextId }: Surroundings,
  guildId: string,
): Built {
  const idOf = (username: string): string =>
    people.find(({ user }) => user.username === username)?.user.id ?? guildId
  const roles = makeRoles(seed, guildId, botId, nextId)
  const channels = makeChannels(seed, guildId, roles, nextId)
  const byName = new Map(roles.map((role) => [role.name, role.id]))
  const joined_at = timestamp(firstDay)
  const member = (user_id: string, names: readonly string[], nick?: string) => ({
    ...makeMember(user_id, joined_at),
    roles: names.map((name) => byName.get(name)).filter((id) => id !== undefined),
    nick: nick ?? null,
  })
  const members = seats.map((seat) => member(idOf(seat.username), seat.roles ?? [], seat.nick))
  const messages = makeMessages(seed, channels, people, nextId)
  const base = makeGuild({
    id: guildId,
    owner_id: idOf(seats[0]?.username ?? ''),
    name: seed.name,
    description: seed.description,
    preferred_locale: seed.locale,
  })
  const guild: GuildState = {
    base,
    roles: new Map(roles.map((role) => [role.id, role])),
    channels: new Map(channels.map((channel) => [channel.id, channel])),
    thread_members: new Map(),
    members: new Map([...members, member(botId, ['Muster'])].map((one) => [one.user_id, one])),
    bans: new Map(),
    events: new Map(),
    subscriptions: new Map(),
    voice_states: new Map(),
    presences: new Map(),
    audit_log: [],
  }
  return { guild, messages }
}

/**
 * The world of one community: its servers, its people, and the bot as a member. The same on every call. Worlds of
 * different days share no ids but the application's.
 */
export function buildWorld(community: Community, day = 0): WorldState {
  const nextId = createIds(firstDay + day * dayMs)
  const guildId = nextId()
  const living = community.people.map((seed) => makePerson(seed, nextId(), false))
  const application = sandboxApplication(living[0]?.user.id ?? guildId)
  const bot: Person = {
    user: { ...makeUser(application.id, 'muster', null), bot: true },
    token: application.bot_token,
    locale: community.locale,
    dm_closed: false,
  }
  const others = (community.bots ?? []).map((seed) => makePerson(seed, nextId(), true))
  const people = [...living, ...others]
  const surroundings = { people, botId: application.id, nextId }
  const seats = [...community.people, ...(community.bots ?? [])]
  const built = [
    buildGuild(community, seats, surroundings, guildId),
    ...(community.sisters ?? []).map((sister) =>
      buildGuild(sister, sister.members, surroundings, nextId()),
    ),
  ]
  return {
    application,
    users: new Map([...people, bot].map((person) => [person.user.id, person])),
    guilds: new Map(built.map(({ guild }) => [guild.base.id, guild])),
    dms: new Map(),
    messages: new Map(built.flatMap(({ messages }) => [...messages])),
    commands: new Map(),
    nonces: new Map(),
    oauth: { codes: new Map(), tokens: new Map() },
  }
}
