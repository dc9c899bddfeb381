import type { GuildJson } from '../contract/guild.ts'

type Option =
  | 'announcement_channel_id'
  | 'event_channel_id'
  | 'reminder_channel_id'
  | 'webhook_url'
  | 'sync_enabled'
  | 'reminder_enabled'
  | 'auto_create_channels'
  | 'auto_manage_roles'
  | 'conflict_policy'
  | 'interest_policy'
  | 'on_discord_delete'
  | 'pull_fields'
  | 'import_discord_events'
  | 'import_bot_events'
  | 'keep_until_end'
  | 'native_recurrence'
  | 'archive_category_id'
  | 'event_category_id'
  | 'thread_forum_id'
  | 'channel_lead_minutes'
  | 'channel_name'
  | 'repost_deleted'
  | 'names_public'
  | 'attendance_minutes'
  | 'late_minutes'
  | 'locale'
  | 'timezone'

/** A server that is joined with an organisation. Times are epoch milliseconds. */
export type GuildRecord = {
  id: string
  guild_id: string
  guild_name: string
  owner_id: string | null
  org_id: string
  status: GuildJson['status']
  options: Pick<GuildJson, Option>
  webhook_verified: boolean
  permissions_missing: string[]
  last_sync_at: number | null
  /** How many events Discord listed then; null before. */
  listed: number | null
  created_at: number
  updated_at: number
}

/** What holds in a server until somebody decides otherwise. */
export const guildDefaults: GuildRecord['options'] = {
  announcement_channel_id: null,
  event_channel_id: null,
  reminder_channel_id: null,
  webhook_url: null,
  sync_enabled: true,
  reminder_enabled: true,
  auto_create_channels: true,
  auto_manage_roles: true,
  conflict_policy: 'latest',
  interest_policy: 'interested',
  on_discord_delete: 'auto',
  pull_fields: ['title', 'description', 'start', 'end', 'place', 'status'],
  import_discord_events: true,
  import_bot_events: false,
  keep_until_end: false,
  native_recurrence: false,
  archive_category_id: null,
  event_category_id: null,
  thread_forum_id: null,
  channel_lead_minutes: 15,
  channel_name: '{title}',
  repost_deleted: false,
  names_public: false,
  attendance_minutes: 10,
  late_minutes: 15,
  locale: 'en',
  timezone: 'UTC',
}

/** The servers in which an event is shown, or would be once it is published. */
export function guildsOfEvent(
  event: { org_id: string; guild_ids: readonly string[] | null },
  guilds: readonly GuildRecord[],
): GuildRecord[] {
  return guilds.filter(
    ({ org_id, guild_id, status }) =>
      org_id === event.org_id &&
      status === 'active' &&
      (event.guild_ids === null || event.guild_ids.includes(guild_id)),
  )
}

/** Whether everybody may see who is in an event: all servers that show it have agreed. */
export function showsNames(
  event: Parameters<typeof guildsOfEvent>[0],
  guilds: readonly GuildRecord[],
): boolean {
  const shownIn = guildsOfEvent(event, guilds)
  return shownIn.length > 0 && shownIn.every(({ options }) => options.names_public)
}

/** What an organisation is called; one that a server is by itself, without a name, is called as the server. */
export function organizationName(
  orgId: string,
  names: ReadonlyMap<string, string>,
  guilds: readonly GuildRecord[],
): string {
  const name = names.get(orgId) ?? orgId
  if (name !== orgId) return name
  return guilds.find(({ guild_id }) => guild_id === orgId)?.guild_name ?? orgId
}
