import { z } from 'zod'
import { instant } from '#core/contract.ts'
import { activity, discordStatus, emoji, presenceStates, staffRow } from './row.ts'

const numbered = { version: z.int() }
const totals = { total_active: z.int(), total_online: z.int(), total_on_loa: z.int() }

/** Frames of `/ws/staff/`. */
export const staffFrame = z.discriminatedUnion('type', [
  z.object({ type: z.literal('initial_data'), ...totals, staff: z.array(staffRow), ...numbered }),
  z.object({
    type: z.literal('staff_roster_sync'),
    ...totals,
    staff: z.array(staffRow),
    ...numbered,
  }),
  z.object({
    type: z.literal('staff_discord_status'),
    staff_id: z.int(),
    discord_status: discordStatus.nullable(),
    discord_custom_status: z.string().nullable(),
    discord_activity: z.string().nullable(),
    discord_status_updated: instant.nullable(),
    state: z.enum(presenceStates),
    discord_status_since: instant.nullable(),
    discord_status_since_exact: z.boolean(),
    discord_platforms: z.record(z.string(), z.string()),
    discord_activities: z.array(activity),
    discord_custom_emoji: emoji.nullable(),
    last_seen: instant.nullable(),
    ...numbered,
  }),
  z.object({ type: z.literal('staff_update'), staff: staffRow, ...numbered }),
  z.object({
    type: z.literal('presence_link'),
    connected: z.boolean(),
    since: instant,
    ...numbered,
  }),
  z.object({
    type: z.literal('online'),
    total_online: z.int(),
    staff: z.array(staffRow),
    ...numbered,
  }),
])
/** A frame of `/ws/staff/`. */
export type StaffFrame = z.infer<typeof staffFrame>
