import type { Locale } from '../i18n/locale.ts'

/** A person, known by the Discord account. */
export type User = {
  id: number
  discord_id: string
  username: string
  display_name: string
  /** Discord's avatar hash, or null. */
  avatar: string | null
  locale: Locale | null
}

/**
 * What a key may do; `admin` means everything, in every guild, on behalf of anybody. A higher right
 * in a module brings the lower ones with it (`implied`).
 */
export const scopes = [
  'recruitments:read',
  'recruitments:write',
  'events:read',
  'events:write',
  'jobs:read',
  'jobs:write',
  'staff:read',
  'staff:write',
  'forms:read',
  'forms:write',
  'trading:view',
  'trading:trade',
  'trading:admin',
  'trading:notify',
  'admin',
] as const

/** One right of an API key. */
export type Scope = (typeof scopes)[number]

/** A member of a guild as Discord told us: roles and computed permission bits. */
export type GuildMember = {
  guild_id: string
  user_id: string
  roles: string[]
  /** Guild-wide permission bits, already computed from owner and roles. */
  permissions: bigint
}

/** A channel in which something may be posted. */
export type PostableChannel = { id: string; name: string }

/** A channel of a guild; `type` is Discord's number. */
export type GuildPlace = { id: string; name: string; type: number; parent_id: string | null }

/** Somebody in a guild, as lists show people. */
export type RosterMember = {
  user_id: string
  username: string
  /** The name in this guild. */
  display_name: string
  avatar: string | null
  bot: boolean
  roles: readonly string[]
}

/** A role as lists show it. */
export type RoleName = {
  id: string
  name: string
  color: number
  /** False: the bot cannot give it, or must not, because it carries rights over others. */
  assignable?: boolean
}

/** What Discord says of an account. */
export type KnownAccount = { id: string; username: string; bot: boolean }

/** Looks members up with the bot's own eyes; answers may be up to a minute old. */
export type MemberDirectory = {
  /**
   * A Discord account, whether its owner is in a guild or not; null when there is none with this id.
   * Throws `busy` when Discord cannot be asked.
   */
  account(userId: string): Promise<KnownAccount | null>
  /** Null when this person is not in the guild. Throws `busy` when Discord cannot be asked. */
  member(guildId: string, userId: string): Promise<GuildMember | null>
  /**
   * Whether somebody is known to have left a guild; false for people of whom nothing was heard. Asks
   * Discord only about those who came, left or changed since the start.
   */
  hasLeft(guildId: string, userId: string): Promise<boolean>
  /** Ids of the guilds that the bot is in and this person too. */
  guildsOf(userId: string): Promise<string[]>
  /**
   * The text channels in which the bot may post and, where one is named, this person too, in the
   * guild's order. None for strangers.
   */
  postableChannels(guildId: string, userId: string | null): Promise<PostableChannel[]>
  /** All channels that this person sees, in the guild's order. None for strangers. */
  channels(guildId: string, userId: string): Promise<readonly GuildPlace[]>
  /** The guild that a channel belongs to; null while it is not known. */
  guildOfChannel(channelId: string): string | null
  /** Whether the bot is in a guild; null while that is not known. */
  isIn(guildId: string): boolean | null
  /**
   * Whether a channel is one of the guild's that takes messages: text, announcements, a thread, or the
   * chat of a voice or stage room. What somebody may do there is another question. Throws `busy` when
   * Discord would have to be asked and cannot be.
   */
  takesMessages(guildId: string, channelId: string): Promise<boolean>
  /**
   * All members of a guild, bots included, kept up to date by events. Throws `busy` when Discord
   * cannot be asked. Meant for guilds whose whole list is needed: it is read page by page.
   */
  everyone(guildId: string): Promise<readonly RosterMember[]>
  /**
   * Members whose name here, display name or username begins with these letters, at most 20, bots
   * left out. Throws `busy` when Discord cannot be asked.
   */
  search(guildId: string, letters: string): Promise<readonly RosterMember[]>
  /** The roles of a guild, the highest first; none while the guild is unknown. */
  roles(guildId: string): readonly RoleName[]
  /** What a guild is called; null while it is unknown. */
  guildName(guildId: string): string | null
  /** Language of public messages in a guild; null while the guild is unknown. */
  guildLocale(guildId: string): Locale | null
}

/** Who acts, through which door, with what rights. */
export type Actor = {
  source: 'discord' | 'web' | 'api' | 'system'
  /** The person; null for a visitor, for the program itself and for a key that acts for nobody. */
  user: User | null
  /** Set when an API key was shown; rights are then at most those of the key. */
  key: {
    id: string
    scopes: readonly Scope[]
    guild_ids: readonly string[] | null
    /** Discord ids of the only people that the key may act for; absent: anybody. */
    act_as?: readonly string[]
  } | null
  /** Set when a session cookie was shown. */
  session?: { id: string; csrf_token: string }
  /** Membership that came with a signed payload; spares a look-up. */
  member: GuildMember | null
}

/** The program acting on its own behalf. */
export const systemActor: Actor = { source: 'system', user: null, key: null, member: null }

/** Somebody who has not signed in. */
export const visitor: Actor = { source: 'web', user: null, key: null, member: null }

/** What follows from a scope beside itself; `admin` stands above the list. */
const implied: Partial<Record<Scope, readonly Scope[]>> = {
  'recruitments:write': ['recruitments:read'],
  'events:write': ['events:read'],
  'jobs:write': ['jobs:read'],
  'staff:write': ['staff:read'],
  'forms:write': ['forms:read'],
  'trading:trade': ['trading:view'],
  'trading:admin': ['trading:view', 'trading:trade', 'trading:notify'],
}

function covers(held: readonly Scope[], wanted: Scope): boolean {
  return held.some(
    (scope) => scope === 'admin' || scope === wanted || implied[scope]?.includes(wanted),
  )
}

/**
 * Whether an actor may act in the name of a person: people and personal keys only in their own, other
 * keys in that of whom they are bound to.
 */
export function mayActFor({ key, user }: Actor, discordUserId: string): boolean {
  if (user) return user.discord_id === discordUserId
  return key !== null && (key.act_as === undefined || key.act_as.includes(discordUserId))
}

/** True when the key covers the scope and, where given, the guild. */
export function keyAllows(actor: Actor, scope: Scope, guildId?: string): boolean {
  const { key } = actor
  if (!key || !covers(key.scopes, scope)) return false
  return guildId === undefined || key.guild_ids === null || key.guild_ids.includes(guildId)
}
