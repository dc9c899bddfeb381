import { coreError } from '#core/errors.ts'
import { parseNaturalDay } from '#core/time/natural.ts'
import type { Call } from '#discord/part.ts'
import { dateText } from '../rules/time.ts'

/** The guild of an interaction; throws `not_found` in direct messages. */
export function guildOf({ guild_id }: Call): string {
  if (!guild_id) throw coreError('not_found')
  return guild_id
}

/** The day that somebody typed: a date, or in words (`friday`, `3日後`, `demain`). */
export function readDay(typed: string, call: Call, zone: string): string {
  const now = call.context.clock.now()
  for (const locale of [call.context.locale, call.guildLocale]) {
    const day = parseNaturalDay(typed, { now, zone, locale })
    if (day) return dateText(day)
  }
  throw coreError('validation_error', {
    fields: { until: ['Write the day as 2030-05-17.'] },
  })
}
