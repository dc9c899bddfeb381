import type { Context } from '#core/context.ts'
import type { Locale } from '#core/i18n/locale.ts'
import { zoneOf } from '../rules/settings.ts'
import { loadSettings } from '../store/preferences.ts'

/** Where and when somebody types a time. `zone` is an IANA name, `now` epoch milliseconds. */
export type TypingPlace = { now: number; zone: string }

/** The clock on the wall of a guild's people. */
export async function placeOf(
  context: Context,
  guildId: string,
  guildLocale: Locale,
): Promise<TypingPlace> {
  const settings = await loadSettings(context.database, guildId)
  return { now: context.clock.now(), zone: zoneOf(settings, guildLocale) }
}
