import { Routes } from 'discord-api-types/v10'
import { z } from 'zod'
import { parseLocale, type Locale } from '#core/i18n/locale.ts'
import type { Listener } from '../gateway/dispatcher.ts'
import { isRefusal } from '../rest/errors.ts'
import type { DiscordRest } from '../rest/rest.ts'
import {
  channelEventShape,
  channelShape,
  guildCreateShape,
  guildDeleteShape,
  guildShape,
  memberEventShape,
  memberShape,
  roleDeleteShape,
  roleEventShape,
  roleShape,
  type GuildChannel,
  type GuildRole,
} from './shapes.ts'

/** A guild that the bot is in, as far as permissions, lists and languages need it. */
export type GuildInfo = {
  id: string
  name: string
  /** Discord's icon hash, or null. */
  icon: string | null
  owner_id: string
  /** Language of public messages. */
  locale: Locale | null
  roles: ReadonlyMap<string, GuildRole>
  channels: ReadonlyMap<string, GuildChannel>
  /** The bot's own roles there. */
  bot_roles: readonly string[]
}

/** The guilds that the bot is in. */
export type GuildDirectory = {
  get(id: string): GuildInfo | null
  list(): GuildInfo[]
  /** False until the list is known to be complete. */
  complete(): boolean
  /** What the gateway must be told to keep the directory up to date. */
  listeners: readonly Listener[]
  /** Reads everything by REST: a resumed session repeats no guild. */
  load(): Promise<void>
  /** Reads one guild again and tells of it as of any change. */
  refresh(guildId: string): Promise<void>
  /** Hears the id of a guild, and those of its channels, after something about rights changed. */
  onChange(listener: (guildId: string, ids: string[]) => void): void
}

type Kept = {
  info: z.infer<typeof guildShape>
  roles: Map<string, GuildRole>
  channels: Map<string, GuildChannel>
  botRoles: string[]
}

function infoOf({ info, roles, channels, botRoles }: Kept): GuildInfo {
  const { id, name, icon, owner_id, preferred_locale } = info
  const locale = parseLocale(preferred_locale)
  return { id, name, icon, owner_id, locale, roles, channels, bot_roles: botRoles }
}

function byId<Item extends { id: string }>(items: readonly Item[]): Map<string, Item> {
  return new Map(items.map((item) => [item.id, item]))
}

async function readGuild(rest: DiscordRest, id: string, botId: string): Promise<Kept> {
  const get = <T>(path: `/${string}`, shape: z.ZodType<T>) =>
    rest.call({ method: 'GET', path, lane: 'bulk' }, shape)
  const [info, channels, me] = await Promise.all([
    get(Routes.guild(id), guildShape.extend({ roles: z.array(roleShape) })),
    get(Routes.guildChannels(id), z.array(channelShape)),
    get(Routes.guildMember(id, botId), memberShape),
  ])
  return { info, roles: byId(info.roles), channels: byId(channels), botRoles: me.roles }
}

function on<T>(event: string, shape: z.ZodType<T>, hear: (data: T) => void): Listener {
  return { event, mode: 'now', hear: (data) => hear(shape.parse(data)) }
}

/** What keeps the directory up to date. */
function createListeners(
  guilds: Map<string, Kept>,
  botId: () => string,
  tell: {
    changed: (guildId: string) => void
    change: (guildId: string, work: (guild: Kept) => void) => void
  },
): Listener[] {
  const { changed, change } = tell

  function ownRoles(members: readonly unknown[]): string[] {
    for (const member of members) {
      const parsed = memberShape.safeParse(member).data
      if (parsed?.user.id === botId()) return parsed.roles
    }
    return []
  }

  return [
    on('GUILD_CREATE', guildCreateShape, ({ roles, channels, members, ...info }) => {
      const botRoles = ownRoles(members)
      guilds.set(info.id, { info, roles: byId(roles), channels: byId(channels), botRoles })
      changed(info.id)
    }),
    on('GUILD_UPDATE', guildShape, (info) => {
      change(info.id, (guild) => Object.assign(guild, { info }))
    }),
    on('GUILD_DELETE', guildDeleteShape, ({ id, unavailable }) => {
      if (!unavailable && guilds.delete(id)) changed(id)
    }),
    ...['GUILD_ROLE_CREATE', 'GUILD_ROLE_UPDATE'].map((event) =>
      on(event, roleEventShape, ({ guild_id, role }) => {
        change(guild_id, ({ roles }) => roles.set(role.id, role))
      }),
    ),
    on('GUILD_ROLE_DELETE', roleDeleteShape, ({ guild_id, role_id }) => {
      change(guild_id, ({ roles }) => roles.delete(role_id))
    }),
    ...['CHANNEL_CREATE', 'CHANNEL_UPDATE'].map((event) =>
      on(event, channelEventShape, ({ guild_id, ...channel }) => {
        change(guild_id, ({ channels }) => channels.set(channel.id, channel))
      }),
    ),
    on('CHANNEL_DELETE', channelEventShape, ({ guild_id, id }) => {
      change(guild_id, ({ channels }) => channels.delete(id))
    }),
    on('GUILD_MEMBER_UPDATE', memberEventShape, ({ guild_id, user, roles }) => {
      if (user.id !== botId()) return
      change(guild_id, (guild) => Object.assign(guild, { botRoles: roles }))
    }),
  ]
}

/** Makes the directory of one bot. `botId` is the bot's user id. */
export function createGuildDirectory(rest: DiscordRest, botId: () => string): GuildDirectory {
  const guilds = new Map<string, Kept>()
  const changeListeners: ((guildId: string, ids: string[]) => void)[] = []
  let complete = false

  function changed(guildId: string): void {
    const ids = [guildId, ...(guilds.get(guildId)?.channels.keys() ?? [])]
    for (const listener of changeListeners) listener(guildId, ids)
  }

  /** Changes a kept guild and tells about it. */
  function change(guildId: string, work: (guild: Kept) => void): void {
    const guild = guilds.get(guildId)
    if (!guild) return
    work(guild)
    changed(guildId)
  }

  const listeners = createListeners(guilds, botId, { changed, change })

  return {
    get: (id) => {
      const guild = guilds.get(id)
      return guild ? infoOf(guild) : null
    },
    list: () => [...guilds.values()].map(infoOf),
    complete: () => complete,
    listeners,
    async load() {
      const path = Routes.userGuilds()
      const shape = z.array(z.object({ id: z.string() }))
      const list = await rest.call({ method: 'GET', path, lane: 'bulk' }, shape)
      const present = new Set(list.map(({ id }) => id))
      for (const id of guilds.keys()) if (!present.has(id)) guilds.delete(id)
      const missing = list.filter(({ id }) => !guilds.has(id))
      const read = await Promise.all(missing.map(({ id }) => readGuild(rest, id, botId())))
      // An event that came meanwhile is newer than what was read.
      for (const guild of read) if (!guilds.has(guild.info.id)) guilds.set(guild.info.id, guild)
      complete = true
    },
    async refresh(guildId) {
      try {
        guilds.set(guildId, await readGuild(rest, guildId, botId()))
      } catch (error) {
        if (!isRefusal(error, 10004, 50001)) throw error
        guilds.delete(guildId)
      }
      changed(guildId)
    },
    onChange: (listener) => changeListeners.push(listener),
  }
}
