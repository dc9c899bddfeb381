import { z } from 'zod'
import { instant, line, snowflake } from '#core/contract.ts'
import { flag, moment } from './shared.ts'

/** A server that is joined with an organisation, and what it has decided. */
export const discordGuild = z.object({
  id: z.string(),
  guild_id: z.string(),
  guild_name: z.string(),
  owner_id: z.string().nullable(),
  org_id: z.string(),
  org_name: z.string(),
  status: z.enum(['pending', 'active', 'inactive', 'suspended']),
  announcement_channel_id: z.string().nullable(),
  event_channel_id: z.string().nullable(),
  reminder_channel_id: z.string().nullable(),
  webhook_url: z.string().nullable(),
  sync_enabled: z.boolean(),
  reminder_enabled: z.boolean(),
  auto_create_channels: z.boolean(),
  auto_manage_roles: z.boolean(),
  webhook_verified: z.boolean(),
  conflict_policy: z.enum(['latest', 'muster', 'discord', 'ask']),
  interest_policy: z.enum(['interested', 'tentative', 'signup']),
  on_discord_delete: z.enum(['auto', 'cancel', 'detach', 'recreate']),
  pull_fields: z.array(z.enum(['title', 'description', 'start', 'end', 'place', 'status'])),
  import_discord_events: z.boolean(),
  import_bot_events: z.boolean(),
  keep_until_end: z.boolean(),
  native_recurrence: z.boolean(),
  archive_category_id: z.string().nullable(),
  event_category_id: z.string().nullable(),
  /** The forum in which an event's thread is a post; without one it is below the sign-up message. */
  thread_forum_id: z.string().nullable(),
  channel_lead_minutes: z.int(),
  channel_name: z.string(),
  repost_deleted: z.boolean(),
  /** Who signed up is shown to everybody, not to members only. */
  names_public: z.boolean(),
  attendance_minutes: z.int(),
  late_minutes: z.int(),
  locale: z.string(),
  timezone: z.string(),
  permissions_missing: z.array(z.string()),
  last_sync_at: instant.nullable(),
  created_at: instant,
  updated_at: instant,
  invite_url: z.string().nullable(),
})
/** A server that is joined with an organisation. */
export type GuildJson = z.infer<typeof discordGuild>

const channel = snowflake.nullable()

/** What managers of a server may decide. */
export const guildOptions = z
  .object({
    announcement_channel_id: channel,
    event_channel_id: channel,
    reminder_channel_id: channel,
    webhook_url: z
      .url({ protocol: /^https$/ })
      .max(500)
      .nullable(),
    sync_enabled: z.boolean(),
    reminder_enabled: z.boolean(),
    auto_create_channels: z.boolean(),
    auto_manage_roles: z.boolean(),
    conflict_policy: discordGuild.shape.conflict_policy,
    interest_policy: discordGuild.shape.interest_policy,
    on_discord_delete: discordGuild.shape.on_discord_delete,
    pull_fields: discordGuild.shape.pull_fields,
    import_discord_events: z.boolean(),
    import_bot_events: z.boolean(),
    keep_until_end: z.boolean(),
    native_recurrence: z.boolean(),
    archive_category_id: channel,
    event_category_id: channel,
    thread_forum_id: channel,
    channel_lead_minutes: z.int().min(0).max(1440),
    channel_name: line(1, 80),
    repost_deleted: z.boolean(),
    names_public: z.boolean(),
    attendance_minutes: z.int().min(1).max(600),
    late_minutes: z.int().min(0).max(600),
    locale: z.enum(['en', 'ja', 'fr', 'ko']),
    timezone: line(1, 64),
  })
  .partial()
/** What managers of a server may decide. */
export type GuildOptions = z.infer<typeof guildOptions>

/** `POST /api/v1/discord/guilds`: the seed's body, ids as they come. */
export const linkGuildBody = guildOptions.extend({
  guild_id: z.string().regex(/^\d{1,20}$/, 'Must be a Discord id.'),
  guild_name: line(1, 100).optional(),
  owner_id: z.string().max(40).optional(),
  org_id: line(1, 80).optional(),
  org_name: line(1, 100).optional(),
  announcement_channel_id: z.string().max(40).nullish(),
  event_channel_id: z.string().max(40).nullish(),
  reminder_channel_id: z.string().max(40).nullish(),
})
/** `org_id` may stand in the query. */
export const linkGuildQuery = z.object({ org_id: line(1, 80).optional() })
/** `POST /api/v1/discord/guilds/{guild_id}/link`. */
export const relinkBody = z.object({ org_id: line(1, 80), org_name: line(1, 100).optional() })
/** `PATCH /api/v1/discord/guilds/{guild_id}`. */
export const patchGuildBody = guildOptions.extend({
  status: z.enum(['active', 'suspended']).optional(),
})
/** All servers that the reader manages. */
export const guildList = z.array(discordGuild)

/** `GET …/guilds/{guild_id}/doctor`: what is missing, and what does not work without it. */
export const guildDoctor = z.object({
  guild_id: z.string(),
  ok: z.boolean(),
  bot_present: z.boolean(),
  invite_url: z.string(),
  open_events: z.int(),
  findings: z.array(
    z.object({
      code: z.string(),
      state: z.enum(['works', 'attention', 'broken']),
      text: z.string(),
      fix: z.string().nullable(),
    }),
  ),
  permissions: z.array(
    z.object({
      name: z.string(),
      /** As Discord's settings call it, in the reader's language. */
      label: z.string(),
      granted: z.boolean(),
      optional: z.boolean(),
      reason: z.string(),
    }),
  ),
})

/** A role of Discord and what it stands for. */
export const roleMapping = z.object({
  id: z.string(),
  guild_id: z.string(),
  discord_role_id: z.string(),
  discord_role_name: z.string(),
  role_type: z.enum([
    'event_participant',
    'event_role',
    'event_organizer',
    'org_member',
    'org_admin',
    'menu_option',
  ]),
  entity_id: z.string().nullable(),
  auto_assign: z.boolean(),
  auto_remove: z.boolean(),
  temporary: z.boolean(),
  created_by_muster: z.boolean(),
  created_at: instant,
})
/** A role of Discord and what it stands for. */
export type RoleMappingJson = z.infer<typeof roleMapping>
/** All mappings of a server. */
export const roleMappingList = z.array(roleMapping)
/** `POST …/role-mappings`. */
export const roleMappingBody = z.object({
  discord_role_id: snowflake,
  role_type: roleMapping.shape.role_type,
  entity_id: z.string().max(120).nullable().default(null),
  auto_assign: z.boolean().default(true),
  auto_remove: z.boolean().default(true),
  temporary: z.boolean().default(false),
})
const affected = z.object({
  count: z.int(),
  /** At most 50 of them. */
  people: z.array(z.object({ discord_user_id: z.string(), display_name: z.string() })),
})
/** `GET …/role-mappings/preview`: what a new mapping, or none in place of `remove`, would change now. */
export const previewMappingQuery = z.strictObject({
  remove: z.string().max(80).optional(),
  discord_role_id: snowflake.optional(),
  role_type: roleMapping.shape.role_type.default('event_participant'),
  entity_id: z.string().max(120).optional(),
})
/** Who would get or lose a role now; nobody where the bot gives no roles (`managed` false). */
export const mappingPreview = z.object({ managed: z.boolean(), gain: affected, lose: affected })
/** Who would get or lose a role now. */
export type MappingPreviewJson = z.infer<typeof mappingPreview>
/** Path of a thing that belongs to a server. */
export const ofGuildParams = z.object({ guild_id: z.string().max(40), id: z.string().max(80) })

/** A channel of Discord that belongs to an event. */
export const channelMapping = z.object({
  id: z.string(),
  guild_id: z.string(),
  discord_channel_id: z.string().nullable(),
  discord_channel_name: z.string(),
  channel_type: z.enum(['text', 'voice', 'stage', 'category', 'thread', 'forum_post']),
  event_id: z.string(),
  auto_created: z.boolean(),
  auto_archive: z.boolean(),
  permissions: z.string().nullable(),
  state: z.enum(['planned', 'live', 'archived', 'deleted']),
  delete_at: instant.nullable(),
  created_at: instant,
})
/** All channels of a server's events. */
export const channelMappingList = z.array(channelMapping)
/** `POST …/channel-mappings`: gives an event a channel that exists, or asks for a new one. */
export const channelMappingBody = z.object({
  event_id: z.string().max(80),
  channel_type: channelMapping.shape.channel_type.default('text'),
  discord_channel_id: snowflake.optional(),
  auto_archive: z.boolean().default(true),
})

const menuOption = z.object({
  discord_role_id: snowflake,
  label: line(1, 80),
  emoji: line(1, 64).nullable().default(null),
  description: line(0, 100).default(''),
})
/** Why a role cannot be given: it stands above that of the bot, or is gone. */
const menuReason = z.enum(['role_too_high', 'role_deleted'])
/** A message on which people choose roles. `reason` says why an option cannot be given. */
export const roleMenu = z.object({
  id: z.string(),
  guild_id: z.string(),
  channel_id: z.string(),
  discord_message_id: z.string().nullable(),
  title: z.string(),
  description: z.string(),
  style: z.enum(['select', 'buttons']),
  mode: z.enum(['single', 'multi', 'exclusive']),
  required_role_id: z.string().nullable(),
  expires_at: instant.nullable(),
  options: z.array(menuOption.extend({ role_name: z.string(), reason: menuReason.nullable() })),
  active: z.boolean(),
  jump_url: z.string().nullable(),
  version: z.int(),
  created_at: instant,
  updated_at: instant,
})
/** A message on which people choose roles. */
export type RoleMenuJson = z.infer<typeof roleMenu>
/** All menus of a server, and the roles and channels that an editor offers. */
export const roleMenuList = z.object({
  results: z.array(roleMenu),
  roles: z.array(z.object({ id: z.string(), name: z.string(), reason: menuReason.nullable() })),
  channels: z.array(z.object({ id: z.string(), name: z.string() })),
})
/** `POST …/role-menus`. */
export const roleMenuBody = z.object({
  channel_id: snowflake,
  title: line(1, 100),
  description: z.string().trim().max(1000).default(''),
  style: z.enum(['select', 'buttons']).default('select'),
  mode: z.enum(['single', 'multi', 'exclusive']).default('multi'),
  required_role_id: snowflake.nullable().default(null),
  expires_at: moment.nullable().default(null),
  options: z.array(menuOption).min(1).max(100),
})
/** `PATCH …/role-menus/{id}`. */
export const patchRoleMenuBody = z
  .object({
    channel_id: snowflake,
    title: line(1, 100),
    description: z.string().trim().max(1000),
    style: roleMenu.shape.style,
    mode: roleMenu.shape.mode,
    required_role_id: snowflake.nullable(),
    expires_at: moment.nullable(),
    options: z.array(menuOption).min(1).max(100),
    active: z.boolean(),
  })
  .partial()

/** `?wait=1`: answer when the jobs have ended, at most 10 s later. */
export const waitQuery = z.object({ wait: flag.optional() })
