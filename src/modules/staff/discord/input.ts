import { coreError } from '#core/errors.ts'
import { parseNaturalTime } from '#core/time/natural.ts'
import { wallClockAt } from '#core/time/zones.ts'
import type { Call } from '#discord/part.ts'
import { dateText } from '../rules/time.ts'

/** The guild of an interaction; throws `not_found` in direct messages. */
export function guildOf({ guild_id }: Call): string {
  if (!guild_id) throw coreError('not_found')
  return guild_id
}

/** The day that somebody typed: a date, or in words ("friday", "3 days"). */
export function readDay(typed: string, call: Call, zone: string): string {
  const text = typed.trim()
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return text
  const now = call.context.clock.now()
  const locales = [call.context.locale, call.guildLocale]
  for (const locale of locales) {
    const read = parseNaturalTime(text, { now, zone, locale })
    if (read && 'at' in read) return dateText(wallClockAt(zone, read.at))
  }
  throw coreError('validation_error', {
    fields: { until: ['Write the day as 2030-05-17.'] },
  })
}
