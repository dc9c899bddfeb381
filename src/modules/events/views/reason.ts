import type { Locale } from '#core/i18n/locale.ts'
import type { EventRecord } from '../rules/event.ts'
import { t } from './texts.ts'

/**
 * The program's own reasons for which an event was called off, in the reader's language; null for one that somebody
 * wrote. `nameOf` names who did it in Discord, where the reader may know.
 */
export function knownReason(
  { cancel_reason, cancelled_by }: Pick<EventRecord, 'cancel_reason' | 'cancelled_by'>,
  locale: Locale,
  nameOf: (userId: string) => string | null,
): string | null {
  if (cancel_reason === 'minimum') return t(locale, 'reason.minimum')
  if (cancel_reason !== 'discord') return null
  const name = cancelled_by === null ? null : nameOf(cancelled_by)
  return name === null ? t(locale, 'reason.discord') : t(locale, 'reason.discord_by', { name })
}
