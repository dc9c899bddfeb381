import { z } from 'zod'
import { snowflake } from '#core/contract.ts'
import type { Locale } from '#core/i18n/locale.ts'
import { parseZone } from '#core/time/zones.ts'
import type { TimeRules } from './time.ts'

const minutes = (max: number) => z.int().min(1).max(max)
const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Must be a time such as 23:00.')

/** What a channel's parties start with, unless said otherwise. */
export const channelDefaults = z.object({
  game: z.string().max(100).optional(),
  max_slots: z.int().min(1).max(99).optional(),
  template: z.string().max(50).optional(),
})

/** What a guild has decided about its parties; every field has a default. */
export const guildSettings = z.object({
  default_slots: z.int().min(1).max(99).default(4),
  /** A party without a start ends after this long without anybody doing anything. */
  idle_minutes: minutes(10_080).default(120),
  last_call_minutes: minutes(120).default(10),
  /** A party with too few members at its start waits this long. */
  grace_minutes: minutes(120).default(15),
  owner_leave: z.enum(['transfer', 'forbid']).default('transfer'),
  one_active_only: z.boolean().default(false),
  /** Open parties one person may own; null for no limit. */
  max_open: z.int().min(1).max(99).nullable().default(null),
  /** A freed place is offered to who waits for this long; null gives it at once. */
  offer_minutes: minutes(60).nullable().default(null),
  start_on_full: z.boolean().default(false),
  /** What becomes of the message of a deleted party. */
  on_delete: z.enum(['tombstone', 'remove']).default('remove'),
  /** What a deleted message means for its party. */
  on_message_deleted: z.enum(['keep', 'repost', 'cancel']).default('keep'),
  manager_role_ids: z.array(snowflake).max(25).default([]),
  required_role_id: snowflake.nullable().default(null),
  banned_user_ids: z.array(snowflake).max(1_000).default([]),
  /** Show members' names to people outside the guild. */
  names_public: z.boolean().default(false),
  timezone: z
    .string()
    .refine((name) => parseZone(name) !== null, 'This time zone does not exist.')
    .nullable()
    .default(null),
  /** Minutes before the start of a party at which its members are reminded. */
  reminder_minutes: z.array(minutes(10_080)).max(5).default([15]),
  dm_notices: z.boolean().default(true),
  /** Direct messages one person gets at most per hour. */
  dm_per_hour: z.int().min(1).max(60).default(6),
  /** Direct messages wait while the guild sleeps; both or neither. */
  quiet_from: clock.nullable().default(null),
  quiet_to: clock.nullable().default(null),
  voice: z.boolean().default(false),
  thread: z.boolean().default(false),
  voice_category_id: snowflake.nullable().default(null),
  bump_minutes: minutes(1_440).default(10),
  channels: z.record(snowflake, channelDefaults).default({}),
})

/** The parsed settings of one guild. */
export type GuildSettings = z.infer<typeof guildSettings>

/** A change of some settings; unlike the settings themselves it fills nothing in. */
export const guildSettingsPatch = z.object(
  Object.fromEntries(
    Object.entries(guildSettings.shape).map(([name, field]) => [name, field.unwrap().optional()]),
  ),
) as unknown as z.ZodType<Partial<GuildSettings>>

const zones: Record<Locale, string> = {
  en: 'UTC',
  ja: 'Asia/Tokyo',
  fr: 'Europe/Paris',
  ko: 'Asia/Seoul',
}

/** The zone in which a guild's people mean their times. */
export function zoneOf(settings: GuildSettings, locale: Locale): string {
  return settings.timezone ?? zones[locale]
}

/** The guild's times in milliseconds. */
export function timeRulesOf(settings: GuildSettings): TimeRules {
  return {
    idle_ms: settings.idle_minutes * 60_000,
    last_call_ms: settings.last_call_minutes * 60_000,
    grace_ms: settings.grace_minutes * 60_000,
  }
}
