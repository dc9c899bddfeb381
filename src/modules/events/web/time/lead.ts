import type { Formatter } from '#web/i18n/formatter.ts'
import type { TextKey } from '../texts.ts'

/** A length of time, given in minutes, in its largest whole unit: "2 hours". */
export function leadText(text: Formatter<TextKey>['text'], minutes: number): string {
  if (minutes % 1440 === 0) return text('web.events.lead_days', { count: minutes / 1440 })
  if (minutes % 60 === 0) return text('web.events.lead_hours', { count: minutes / 60 })
  return text('web.events.lead_minutes', { count: minutes })
}
