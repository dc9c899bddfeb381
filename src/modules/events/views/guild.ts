import { toInstant } from '#core/contract.ts'
import type { z } from 'zod'
import type { GuildJson, guildDoctor } from '../contract/guild.ts'
import { eventPermissions } from '../rules/permissions.ts'
import type { GuildRecord } from '../rules/guild.ts'
import type { ViewSettings } from './json.ts'
import { problemText } from './jobs.ts'
import { t, type TextKey } from './texts.ts'

type Shown = { guild: GuildRecord; org_name: string; bot_present: boolean }

/** What these views need to know besides. */
type GuildSettings = ViewSettings & { invitationUrl: string }

/** Where people invite the bot into this very server. */
function inviteUrl(guildId: string, { invitationUrl }: GuildSettings): string {
  const url = new URL(invitationUrl)
  url.searchParams.set('guild_id', guildId)
  url.searchParams.set('disable_guild_select', 'true')
  return url.href
}

/** A server as REST shows it. */
export function guildJson(
  { guild, org_name, bot_present }: Shown,
  settings: GuildSettings,
): GuildJson {
  return {
    id: guild.id,
    guild_id: guild.guild_id,
    guild_name: guild.guild_name,
    owner_id: guild.owner_id,
    org_id: guild.org_id,
    org_name,
    status: guild.status,
    ...guild.options,
    webhook_verified: guild.webhook_verified,
    permissions_missing: [...guild.permissions_missing],
    last_sync_at: toInstant(guild.last_sync_at),
    created_at: toInstant(guild.created_at),
    updated_at: toInstant(guild.updated_at),
    invite_url: bot_present ? null : inviteUrl(guild.guild_id, settings),
  }
}

/** From so many open events on the end of Discord's hundred is near. */
const nearLimit = 90

type Finding = z.infer<typeof guildDoctor>['findings'][number]

/** What is missing in a server, and what does not work without it. */
export function doctorJson(
  examined: Shown & { open_events: number; problems: readonly string[]; has_channel: boolean },
  settings: GuildSettings,
  labelOf: (permission: string) => string,
): z.infer<typeof guildDoctor> {
  const { guild, bot_present, open_events, problems, has_channel } = examined
  const { locale } = settings
  const missing = guild.permissions_missing
  const finding = (code: string, state: Finding['state'], key: TextKey, fix: TextKey | null) => ({
    code,
    state,
    text: t(locale, key, { count: open_events }),
    fix: fix && t(locale, fix),
  })
  const channel = guild.options.event_channel_id ?? guild.options.announcement_channel_id
  const findings: Finding[] = [
    bot_present
      ? finding('bot', 'works', 'doctor.bot.ok', null)
      : finding('bot', 'broken', 'doctor.bot.absent', 'doctor.bot.fix'),
    missing.length === 0
      ? finding('permissions', 'works', 'doctor.permissions.ok', null)
      : finding('permissions', 'broken', 'doctor.permissions.missing', 'doctor.permissions.fix'),
    channel === null
      ? finding('channel', 'attention', 'doctor.channel.none', 'doctor.channel.fix')
      : has_channel || !bot_present
        ? finding('channel', 'works', 'doctor.channel.ok', null)
        : finding('channel', 'broken', 'doctor.channel.gone', 'doctor.channel.fix'),
    open_events >= nearLimit
      ? finding('limit', 'attention', 'doctor.limit.near', 'doctor.limit.fix')
      : finding('limit', 'works', 'doctor.limit.ok', null),
    ...problems.map((problem): Finding => ({
      code: 'problem',
      state: 'broken',
      text: problemText(problem, locale),
      fix: null,
    })),
  ]
  return {
    guild_id: guild.guild_id,
    ok: findings.every(({ state }) => state !== 'broken'),
    bot_present,
    invite_url: inviteUrl(guild.guild_id, settings),
    open_events,
    findings,
    permissions: eventPermissions.map(({ name, reason, optional }) => ({
      name,
      label: labelOf(name),
      granted: bot_present && !missing.includes(name),
      optional,
      reason: t(locale, reason),
    })),
  }
}
