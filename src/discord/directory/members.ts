import { Routes } from 'discord-api-types/v10'
import type {
  GuildMember,
  GuildPlace,
  KnownAccount,
  MemberDirectory,
  RoleName,
} from '#core/access/actor.ts'
import type { Clock } from '#core/clock.ts'
import { coreError } from '#core/errors.ts'
import type { Listener } from '../gateway/dispatcher.ts'
import { hearsMembers, type GatewayStatus } from '../gateway/status.ts'
import { isRefusal } from '../rest/errors.ts'
import type { DiscordRest } from '../rest/rest.ts'
import type { GuildDirectory, GuildInfo } from './guilds.ts'
import { permissionsIn, permissionsOf } from './permissions.ts'
import { createRosters } from './rosters.ts'
import {
  accountShape,
  channelEventShape,
  memberEventShape,
  memberRemoveShape,
  memberShape,
} from './shapes.ts'

/** How old a remembered membership may be, in milliseconds. */
export const memberCacheMs = 60_000
const keptInMemory = 20_000

/** What posting needs: View Channel and Send Messages (Discord permission bits 10 and 11). */
const posting = (1n << 10n) | (1n << 11n)
/** Channels of text and of announcements. */
const textTypes: readonly number[] = [0, 5]
/** Where messages stand: in those, and in rooms to speak in, which have a chat of their own. */
const messageTypes: readonly number[] = [...textTypes, 2, 13]
/** Threads beneath them and in forums; the directory of guilds does not list them. */
const threadTypes: readonly number[] = [10, 11, 12]

type Entry = { roles: Promise<string[] | null>; at: number }

/** Channels in which the bot may post, and the person too where there is one. */
function postable(guild: GuildInfo, person: { id: string; roles: string[] } | null) {
  // Overwrites for the bot alone are not looked at: its own id is not known here.
  const bot = { id: '', roles: guild.bot_roles }
  const posters = person ? [bot, person] : [bot]
  return [...guild.channels.values()]
    .filter(
      ({ id, type }) =>
        textTypes.includes(type) &&
        posters.every((one) => (permissionsIn(guild, id, one.id, one.roles) & posting) === posting),
    )
    .toSorted((a, b) => a.position - b.position)
    .map(({ id, name }) => ({ id, name }))
}

/** Channels that somebody sees: View Channel is Discord's permission bit 10. */
function visible(guild: GuildInfo, person: { id: string; roles: string[] }): GuildPlace[] {
  return [...guild.channels.values()]
    .filter(({ id }) => permissionsIn(guild, id, person.id, person.roles) & (1n << 10n))
    .toSorted((a, b) => a.position - b.position)
    .map(({ id, name, type, parent_id }) => ({ id, name, type, parent_id }))
}

function memberListeners(
  update: (guildId: string, userId: string, roles: string[] | null) => void,
): Listener[] {
  return [
    ...['GUILD_MEMBER_UPDATE', 'GUILD_MEMBER_ADD'].map((event): Listener => ({
      event,
      mode: 'now',
      hear(data) {
        const { guild_id, user, roles } = memberEventShape.parse(data)
        update(guild_id, user.id, roles)
      },
    })),
    {
      event: 'GUILD_MEMBER_REMOVE',
      mode: 'now',
      hear(data) {
        const { guild_id, user } = memberRemoveShape.parse(data)
        update(guild_id, user.id, null)
      },
    },
  ]
}

/** The roles of a member by REST; null for somebody who is not in the guild. */
async function askRoles(
  rest: DiscordRest,
  guildId: string,
  userId: string,
): Promise<string[] | null> {
  const path = Routes.guildMember(guildId, userId)
  try {
    return (await rest.call({ method: 'GET', path, lane: 'edits' }, memberShape)).roles
  } catch (error) {
    if (isRefusal(error, 10007, 10013, 10004, 50001)) return null
    throw coreError('busy', { retryAfterMs: 1_000 })
  }
}

/** An account by REST; null for an id that belongs to nobody. */
async function askAccount(rest: DiscordRest, userId: string): Promise<KnownAccount | null> {
  const path = Routes.user(userId)
  try {
    // Somebody waits for it, and can do without.
    const call = { method: 'GET', path, lane: 'edits', deadlineMs: 3_000 } as const
    return await rest.call(call, accountShape)
  } catch (error) {
    if (isRefusal(error, 10013)) return null
    throw coreError('busy', { retryAfterMs: 1_000 })
  }
}

/** Whether a channel that is not listed takes messages: a thread, or one that is new. */
async function askChannel(rest: DiscordRest, guildId: string, channelId: string): Promise<boolean> {
  const path = Routes.channel(channelId)
  try {
    const call = { method: 'GET', path, lane: 'edits', deadlineMs: 3_000 } as const
    const { type, guild_id } = await rest.call(call, channelEventShape)
    return guild_id === guildId && [...messageTypes, ...threadTypes].includes(type)
  } catch (error) {
    if (isRefusal(error)) return false
    throw coreError('busy', { retryAfterMs: 1_000 })
  }
}

/** Rights over others (Discord permission bits): a bot never hands them out for a click. */
const dangerous = [1, 2, 3, 4, 5, 13, 17, 22, 23, 24, 27, 28, 29, 30, 33, 34, 40].reduce(
  (sum, bit) => sum | (1n << BigInt(bit)),
  0n,
)

/** The guild's roles by height, without the one that everybody has. */
function roleNames(guild: GuildInfo | null): RoleName[] {
  const highest = Math.max(
    0,
    ...(guild?.bot_roles ?? []).map((id) => guild?.roles.get(id)?.position ?? 0),
  )
  return [...(guild?.roles.values() ?? [])]
    .filter(({ id }) => id !== guild?.id)
    .toSorted((a, b) => b.position - a.position)
    .map(({ id, name, color, position, managed, permissions }) => ({
      id,
      name,
      color,
      assignable: position < highest && !managed && (permissions & dangerous) === 0n,
    }))
}

function guildWith(guilds: GuildDirectory, channelId: string): string | null {
  return guilds.list().find(({ channels }) => channels.has(channelId))?.id ?? null
}

/** What is known of guilds and their channels, whoever asks. */
function placesOf(
  rest: DiscordRest,
  guilds: GuildDirectory,
): Pick<MemberDirectory, 'guildName' | 'guildOfChannel' | 'isIn' | 'takesMessages'> {
  return {
    guildName: (guildId) => guilds.get(guildId)?.name ?? null,
    guildOfChannel: (channelId) => guildWith(guilds, channelId),
    isIn: (guildId) => guilds.get(guildId) !== null || (guilds.complete() ? false : null),
    async takesMessages(guildId, channelId) {
      const home = guildWith(guilds, channelId)
      if (home === null) return askChannel(rest, guildId, channelId)
      const type = guilds.get(home)?.channels.get(channelId)?.type ?? -1
      return home === guildId && messageTypes.includes(type)
    },
  }
}

/** Memberships that were asked for or heard of, for a while. */
function createMemory(clock: Clock) {
  const entries = new Map<string, Entry>()
  return {
    fresh(key: string): Entry['roles'] | null {
      const known = entries.get(key)
      return known && clock.now() - known.at < memberCacheMs ? known.roles : null
    },
    keep(key: string, roles: Entry['roles']): void {
      if (entries.size >= keptInMemory) {
        const [oldest] = entries.keys()
        if (oldest !== undefined) entries.delete(oldest)
      }
      entries.set(key, { roles, at: clock.now() })
    },
    has: (key: string) => entries.has(key),
    forget: (key: string) => void entries.delete(key),
  }
}

/** Remembers of whom something was heard, so that nobody else has to be asked for. */
function createChanges(
  rolesOf: (guildId: string, userId: string) => Promise<readonly string[] | null>,
) {
  const changed = new Set<string>()
  return {
    note(key: string): void {
      if (changed.size >= keptInMemory) changed.clear()
      changed.add(key)
    },
    async hasLeft(guildId: string, userId: string): Promise<boolean> {
      if (!changed.has(`${guildId}:${userId}`)) return false
      const roles = await rolesOf(guildId, userId).catch(() => undefined)
      return roles === null
    },
  }
}

/** The directory with what keeps it up to date. */
export type KeptMembers = MemberDirectory & {
  listeners: readonly Listener[]
  /** What is remembered of a member is old. */
  forget(guildId: string, userId: string): void
  /** Hears of each member whose roles changed, and who came or left. */
  onChange(listener: (guildId: string, userId: string) => void): void
}

/** Makes the directory; the listeners keep what it remembers from being wrong. */
export function createMemberDirectory(needs: {
  rest: DiscordRest
  guilds: GuildDirectory
  clock: Clock
  /** While events of members arrive, a list that is held is as true as an answer. */
  gateway: () => GatewayStatus
}): KeptMembers {
  const { rest, guilds, clock, gateway } = needs
  const rosters = createRosters({ rest, clock })
  const memory = createMemory(clock)
  const changeListeners: ((guildId: string, userId: string) => void)[] = []

  async function rolesOf(guildId: string, userId: string): Promise<readonly string[] | null> {
    // Calls for one member after another would wait for Discord's limit when many come at once.
    const listed = hearsMembers(gateway()) ? rosters.rolesOf(guildId, userId) : undefined
    if (listed !== undefined) return listed
    const key = `${guildId}:${userId}`
    const known = memory.fresh(key)
    if (known) return known
    const roles = askRoles(rest, guildId, userId)
    memory.keep(key, roles)
    roles.catch(() => memory.forget(key))
    return roles
  }

  async function member(guildId: string, userId: string): Promise<GuildMember | null> {
    const guild = guilds.get(guildId)
    if (!guild) {
      if (guilds.complete()) return null
      throw coreError('busy', { retryAfterMs: 1_000 })
    }
    const roles = await rolesOf(guildId, userId)
    if (!roles) return null
    const permissions = permissionsOf(guild, userId, roles)
    return { guild_id: guildId, user_id: userId, roles: [...roles], permissions }
  }

  const changes = createChanges(rolesOf)

  function tell(guildId: string, userId: string): void {
    changes.note(`${guildId}:${userId}`)
    for (const listener of changeListeners) listener(guildId, userId)
  }

  function update(guildId: string, userId: string, roles: string[] | null): void {
    const key = `${guildId}:${userId}`
    if (memory.has(key)) memory.keep(key, Promise.resolve(roles))
    tell(guildId, userId)
  }

  return {
    listeners: [...memberListeners(update), ...rosters.listeners],
    member,
    hasLeft: (guildId, userId) => changes.hasLeft(guildId, userId),
    account: (userId) => askAccount(rest, userId),
    forget(guildId, userId) {
      memory.forget(`${guildId}:${userId}`)
      tell(guildId, userId)
    },
    onChange: (listener) => changeListeners.push(listener),
    async guildsOf(userId) {
      if (!guilds.complete()) throw coreError('busy', { retryAfterMs: 1_000 })
      const all = guilds.list().map(({ id }) => id)
      const found = await Promise.all(all.map((id) => rolesOf(id, userId)))
      return all.filter((_, nth) => found[nth] !== null)
    },
    ...placesOf(rest, guilds),
    async postableChannels(guildId, userId) {
      const roles = userId === null ? [] : (await member(guildId, userId))?.roles
      const guild = guilds.get(guildId)
      if (!guild || !roles) return []
      return postable(guild, userId === null ? null : { id: userId, roles })
    },
    async channels(guildId, userId) {
      const known = await member(guildId, userId)
      const guild = guilds.get(guildId)
      return guild && known ? visible(guild, { id: userId, roles: known.roles }) : []
    },
    everyone: (guildId) => rosters.everyone(guildId),
    search: (guildId, letters) => rosters.search(guildId, letters),
    roles: (guildId) => roleNames(guilds.get(guildId)),
    guildLocale: (guildId) => guilds.get(guildId)?.locale ?? null,
  }
}
