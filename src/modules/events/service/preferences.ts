import type { Context } from '#core/context.ts'
import { coreError } from '#core/errors.ts'
import { parseZone } from '#core/time/zones.ts'
import type { z } from 'zod'
import { noticePreferences, type noticePreferencesBody } from '../contract/insight.ts'
import { loadNoticePreferences, saveNoticePreferences } from '../store/preferences.ts'

/** What somebody wants to be told directly, and when not. */
export type Preferences = z.infer<typeof noticePreferences>

/** What holds until somebody decides otherwise. */
export const usualPreferences: Preferences = {
  enabled: true,
  kinds: ['confirm', 'promotion', 'reminder', 'change', 'cancel'],
  quiet_from: null,
  quiet_to: null,
  timezone: null,
}

/** What a person wants to be told. */
export async function preferencesOf(
  from: Context['database'],
  userId: string,
): Promise<Preferences> {
  const text = await loadNoticePreferences(from, userId)
  return text === null ? usualPreferences : noticePreferences.parse(JSON.parse(text))
}

function meIn(context: Context): string {
  const { user } = context.actor
  if (!user) throw coreError('not_authenticated')
  return user.discord_id
}

/** What the actor wants to be told. */
export function loadPreferences(context: Context): Promise<Preferences> {
  return preferencesOf(context.database, meIn(context))
}

/** Changes what the actor wants to be told. */
export async function savePreferences(
  context: Context,
  input: z.infer<typeof noticePreferencesBody>,
): Promise<Preferences> {
  const me = meIn(context)
  if (input.timezone && parseZone(input.timezone) === null) {
    throw coreError('validation_error', {
      fields: { timezone: ['This time zone does not exist.'] },
    })
  }
  const before = await loadPreferences(context)
  const given = Object.fromEntries(
    Object.entries(input).filter(([, value]) => value !== undefined),
  ) as Partial<Preferences>
  return context.write(async (unit) => {
    const next = { ...before, ...given }
    await saveNoticePreferences(unit, me, JSON.stringify(next), context.clock.now())
    return next
  })
}
