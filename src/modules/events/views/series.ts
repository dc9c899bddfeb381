import { toInstant } from '#core/contract.ts'
import type { Locale } from '#core/i18n/locale.ts'
import type { SeriesJson } from '../contract/series.ts'
import type { Occurrence } from '../rules/recurrence.ts'
import type { SeriesRecord } from '../store/series.ts'
import type { TemplateRecord } from '../store/templates.ts'
import { t, type TextKey } from './texts.ts'

const frequencies: Record<string, TextKey> = {
  DAILY: 'rule.daily',
  WEEKLY: 'rule.weekly',
  MONTHLY: 'rule.monthly',
  YEARLY: 'rule.yearly',
}
const days = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU']

/** The first Monday since 1970, to name weekdays by. */
const monday = Date.UTC(1970, 0, 5)

/** A rule in words: `every 2 weeks: Friday, 6 times`. */
export function ruleText(rule: string, locale: Locale): string {
  const parts = new Map(
    rule.split(';').map((part): [string, string] => {
      const [name = '', value = ''] = part.split('=')
      return [name, value]
    }),
  )
  const key = frequencies[parts.get('FREQ') ?? ''] ?? 'rule.weekly'
  const text = t(locale, key, { count: Number(parts.get('INTERVAL') ?? 1) })
  const names = new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' })
  const named = (parts.get('BYDAY')?.split(',') ?? []).map((day) => {
    const index = days.indexOf(day.slice(-2))
    const nth = day.slice(0, -2)
    const name = names.format(monday + index * 86_400_000)
    return nth === '' ? name : t(locale, 'rule.nth', { n: nth === '-1' ? 'last' : nth, day: name })
  })
  const list = new Intl.ListFormat(locale).format(named)
  const said = list === '' ? text : t(locale, 'rule.on', { rule: text, days: list })
  const count = parts.get('COUNT')
  return count === undefined ? said : t(locale, 'rule.times', { rule: said, count: Number(count) })
}

type Seen = {
  series: SeriesRecord
  upcoming: readonly (Occurrence & { event_id: string | null; skipped: boolean })[]
  moves_hidden: boolean
}

/** A series as REST shows it. */
export function seriesJson({ series, upcoming, moves_hidden }: Seen, locale: Locale): SeriesJson {
  return {
    id: series.id,
    org_id: series.org_id,
    rule: series.rule,
    rule_text: ruleText(series.rule, locale),
    timezone: series.timezone,
    local_start: series.local_start,
    duration_minutes: series.duration_minutes,
    window: series.options.window,
    keep_signups: series.options.keep_signups,
    post_minutes_before: series.options.post_minutes_before,
    native_recurrence: series.options.native_recurrence,
    until: toInstant(series.until),
    ended: series.ended,
    origin: series.origin,
    moves_hidden,
    upcoming: upcoming.map(({ key, start, clock, event_id, skipped }) => ({
      occurrence_key: key,
      start_at_utc: toInstant(start),
      event_id,
      skipped,
      clock,
    })),
    fields: series.fields,
    version: series.version,
    created_at: toInstant(series.created_at),
    updated_at: toInstant(series.updated_at),
  }
}

/** A template as REST shows it. */
export function templateJson({ id, org_id, name, fields, created_at, updated_at }: TemplateRecord) {
  return {
    id,
    org_id,
    name,
    fields,
    created_at: toInstant(created_at),
    updated_at: toInstant(updated_at),
  }
}
