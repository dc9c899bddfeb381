/** How an event repeats, as the form holds it. */
export type RuleValues = {
  freq: 'never' | 'DAILY' | 'WEEKLY' | 'MONTHLY' | 'YEARLY'
  interval: string
  /** Days of the week as RFC 5545 names them; only where it repeats weekly. */
  days: readonly Weekday[]
  /** A last day as `2026-03-09`, or nothing. */
  until: string
}

/** The days of the week as RFC 5545 names them, Monday first. */
export const weekdays = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const
/** One of `weekdays`. */
export type Weekday = (typeof weekdays)[number]

/** It happens once. */
export const emptyRule: RuleValues = { freq: 'never', interval: '1', days: [], until: '' }

function dayOf(start: string): { weekday: Weekday; n: number } {
  const [date = ''] = start.split('T')
  const at = new Date(`${date}T12:00:00Z`)
  const index = (at.getUTCDay() + 6) % 7
  return { weekday: weekdays[index] ?? 'MO', n: Math.ceil(at.getUTCDate() / 7) }
}

/**
 * The rule as RFC 5545 writes it, without DTSTART; null for what happens once. Monthly means the same
 * weekday of the month ("the second Tuesday", "the last" where it is the fifth). `start` is the wall
 * clock of the first occurrence.
 */
export function ruleText(rule: RuleValues, start: string): string | null {
  if (rule.freq === 'never') return null
  const interval = Math.max(1, Number(rule.interval) || 1)
  const parts = [`FREQ=${rule.freq}`]
  if (interval > 1) parts.push(`INTERVAL=${String(interval)}`)
  const { weekday, n } = dayOf(start)
  if (rule.freq === 'WEEKLY') {
    const chosen = weekdays.filter((day) => rule.days.includes(day))
    parts.push(`BYDAY=${(chosen.length > 0 ? chosen : [weekday]).join(',')}`)
  }
  if (rule.freq === 'MONTHLY') parts.push(`BYDAY=${n >= 5 ? '-1' : String(n)}${weekday}`)
  return parts.join(';')
}

/** Reads a rule for the form; null when it says more than the form can show. */
export function readRule(text: string): RuleValues | null {
  const parts = new Map(
    text
      .replace(/^RRULE:/i, '')
      .split(';')
      .map((part) => {
        const [name = '', value = ''] = part.split('=')
        return [name.toUpperCase(), value.toUpperCase()] as const
      }),
  )
  const freq = (['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'] as const).find(
    (one) => one === parts.get('FREQ'),
  )
  const known = new Set(['FREQ', 'INTERVAL', 'BYDAY'])
  if (!freq || [...parts.keys()].some((name) => !known.has(name))) return null
  const byDay = parts.get('BYDAY')?.split(',') ?? []
  if (freq !== 'WEEKLY' && freq !== 'MONTHLY' && byDay.length > 0) return null
  const days = weekdays.filter((day) => byDay.includes(day))
  if (freq === 'WEEKLY' && days.length !== byDay.length) return null
  if (freq === 'MONTHLY' && (byDay.length !== 1 || days.length > 0)) return null
  return { freq, interval: parts.get('INTERVAL') ?? '1', days, until: '' }
}
