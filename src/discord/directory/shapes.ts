import { z } from 'zod'

const permissionBits = z
  .string()
  .regex(/^\d{1,24}$/)
  .transform((text) => BigInt(text))

/** An account, as far as it is needed. */
export const accountShape = z.object({
  id: z.string(),
  username: z.string(),
  bot: z.boolean().default(false),
})

/** A role as we keep it. */
export const roleShape = z.object({
  id: z.string(),
  name: z.string(),
  permissions: permissionBits,
  position: z.int(),
  managed: z.boolean().default(false),
  color: z.int().default(0),
})
/** A role as we keep it. */
export type GuildRole = z.infer<typeof roleShape>

/** A channel as we keep it. */
export const channelShape = z.object({
  id: z.string(),
  name: z
    .string()
    .nullish()
    .transform((name) => name ?? ''),
  type: z.int(),
  parent_id: z
    .string()
    .nullish()
    .transform((id) => id ?? null),
  position: z.int().default(0),
  /** How many fit into a voice channel; 0 for any number. */
  user_limit: z.int().nullish(),
  permission_overwrites: z
    .array(z.object({ id: z.string(), type: z.int(), allow: permissionBits, deny: permissionBits }))
    .default([]),
})
/** A channel as we keep it. */
export type GuildChannel = z.infer<typeof channelShape>

/** A guild's own fields, in events and from REST. */
export const guildShape = z.object({
  id: z.string(),
  name: z.string(),
  icon: z
    .string()
    .nullish()
    .transform((icon) => icon ?? null),
  owner_id: z.string(),
  preferred_locale: z.string().optional(),
})

/** A member as events and REST carry it. */
export const memberShape = z.object({
  user: z.object({ id: z.string() }),
  roles: z.array(z.string()),
})

/** The list of members in GUILD_CREATE may be long: only the bot's own entry is read. */
export const guildCreateShape = guildShape.extend({
  roles: z.array(roleShape),
  channels: z.array(channelShape).default([]),
  members: z.array(z.unknown()).default([]),
})

/** GUILD_DELETE: `unavailable` means an outage, not that the bot was removed. */
export const guildDeleteShape = z.object({ id: z.string(), unavailable: z.boolean().optional() })
/** GUILD_ROLE_CREATE and GUILD_ROLE_UPDATE. */
export const roleEventShape = z.object({ guild_id: z.string(), role: roleShape })
/** GUILD_ROLE_DELETE. */
export const roleDeleteShape = z.object({ guild_id: z.string(), role_id: z.string() })
/** CHANNEL_CREATE, CHANNEL_UPDATE and CHANNEL_DELETE in a guild. */
export const channelEventShape = channelShape.extend({ guild_id: z.string().default('') })
/** GUILD_MEMBER_UPDATE, GUILD_MEMBER_ADD. */
export const memberEventShape = memberShape.extend({ guild_id: z.string() })
/** GUILD_MEMBER_REMOVE. */
export const memberRemoveShape = z.object({
  guild_id: z.string(),
  user: z.object({ id: z.string() }),
})
