import { z } from 'zod'

/** A server's settings as this page edits them; others that the API has are left alone. */
export const settingsAnswer = z.object({
  default_slots: z.int(),
  idle_minutes: z.int(),
  last_call_minutes: z.int(),
  grace_minutes: z.int(),
  bump_minutes: z.int(),
  offer_minutes: z.int().nullable(),
  max_open: z.int().nullable(),
  owner_leave: z.enum(['transfer', 'forbid']),
  on_delete: z.enum(['tombstone', 'remove']),
  on_message_deleted: z.enum(['keep', 'repost', 'cancel']),
  one_active_only: z.boolean(),
  start_on_full: z.boolean(),
  names_public: z.boolean(),
  reminder_minutes: z.array(z.int()),
  dm_notices: z.boolean(),
  voice: z.boolean(),
  thread: z.boolean(),
  dm_per_hour: z.int(),
  quiet_from: z.string().nullable(),
  quiet_to: z.string().nullable(),
  timezone: z.string().nullable(),
  required_role_id: z.string().nullable(),
  voice_category_id: z.string().nullable(),
  manager_role_ids: z.array(z.string()),
  banned_user_ids: z.array(z.string()),
})
/** A server's settings. */
export type Settings = z.infer<typeof settingsAnswer>

type NamesOf<Type> = {
  [Name in keyof Settings]: Settings[Name] extends Type ? Name : never
}[keyof Settings]

/** Settings that are a number; those in the second list may be empty. */
export const numbers = [
  ...(['default_slots', 'idle_minutes', 'last_call_minutes', 'grace_minutes'] as const),
  ...(['bump_minutes', 'dm_per_hour'] as const),
] as const satisfies readonly NamesOf<number>[]
/** Settings that are a number or nothing. */
export const optionalNumbers = ['offer_minutes', 'max_open'] as const
/** Settings that are on or off. */
export const switches = [
  ...(['one_active_only', 'start_on_full', 'names_public'] as const),
  ...(['dm_notices', 'voice', 'thread'] as const),
] as const satisfies readonly NamesOf<boolean>[]
/** Settings that are one of a few, with what they may be. */
export const choices = {
  owner_leave: ['transfer', 'forbid'],
  on_delete: ['remove', 'tombstone'],
  on_message_deleted: ['keep', 'repost', 'cancel'],
} as const

/** Minutes before a start at which reminders are offered; others come from the API. */
export const reminderChoices = [1_440, 60, 30, 15, 5] as const
/** Reminders of one start at most. */
export const remindersAtMost = 5

/** What was changed, as the API takes it. */
export function changesOf(before: Settings, after: Settings): Partial<Settings> {
  const names = Object.keys(after) as (keyof Settings)[]
  const changed = names.filter(
    (name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]),
  )
  return Object.fromEntries(changed.map((name) => [name, after[name]]))
}
