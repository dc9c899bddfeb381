import { wallClockAt, offsetAt } from '#core/time/zones.ts'

const frequencies = ['YEARLY', 'MONTHLY', 'WEEKLY', 'DAILY'] as const
const days = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const

const numbers = (value: unknown): number[] =>
  Array.isArray(value) ? value.filter((one): one is number => typeof one === 'number') : []

/** A recurrence of Discord's as RFC 5545 writes it. */
export function rruleOf(rule: Readonly<Record<string, unknown>>): string {
  const parts = [`FREQ=${frequencies[Number(rule['frequency'])] ?? 'WEEKLY'}`]
  const interval = Number(rule['interval'] ?? 1)
  if (interval > 1) parts.push(`INTERVAL=${interval}`)
  const byDay = numbers(rule['by_weekday']).map((day) => days[day] ?? 'MO')
  const nth: unknown[] = Array.isArray(rule['by_n_weekday']) ? rule['by_n_weekday'] : []
  for (const one of nth) {
    if (typeof one !== 'object' || one === null || !('n' in one) || !('day' in one)) continue
    byDay.push(`${String(one.n)}${days[Number(one.day)] ?? 'MO'}` as 'MO')
  }
  if (byDay.length > 0) parts.push(`BYDAY=${byDay.join(',')}`)
  const months = numbers(rule['by_month'])
  if (months.length > 0) parts.push(`BYMONTH=${months.join(',')}`)
  const monthDays = numbers(rule['by_month_day'])
  if (monthDays.length > 0) parts.push(`BYMONTHDAY=${monthDays.join(',')}`)
  return parts.join(';')
}

/** A rule as Discord takes it, or why it cannot show it. */
export type Native =
  | { ok: true; rule: Record<string, unknown> }
  | { ok: false; reason: 'shape' | 'end' | 'summer_time' }

/** Sets of weekdays that a daily rule may have. */
const daily = ['0,1,2,3,4', '1,2,3,4,5', '0,1,2,3,6', '4,5', '5,6', '0,6']

const dayMs = 86_400_000
/** How far ahead clock changes are looked for, in days. */
const horizonDays = 400

function changesClocks(zone: string, from: number): boolean {
  const here = offsetAt(zone, from)
  return Array.from({ length: horizonDays / 10 }, (_, step) => from + step * 10 * dayMs).some(
    (at) => offsetAt(zone, at) !== here,
  )
}

type Shape = Record<string, unknown> | null

function dailyShape(base: object, byDay: number[]): Shape {
  if (byDay.length === 0) return { ...base }
  const set = byDay.toSorted((a, b) => a - b)
  return daily.includes(set.join(',')) ? { ...base, by_weekday: set } : null
}

function monthlyShape(base: object, byDay: readonly string[]): Shape {
  const [, n, day] = /^([1-5])(\w\w)$/.exec(byDay[0] ?? '') ?? []
  const index = days.findIndex((one) => one === day)
  if (byDay.length !== 1 || n === undefined || index < 0) return null
  return { ...base, by_n_weekday: [{ n: Number(n), day: index }] }
}

function shapeOf(parts: ReadonlyMap<string, string>, zone: string, start: number): Shape {
  const frequency = frequencies.findIndex((one) => one === parts.get('FREQ'))
  const interval = Number(parts.get('INTERVAL') ?? 1)
  const base = { start: new Date(start).toISOString(), frequency, interval }
  const byDay = parts.get('BYDAY')?.split(',') ?? []
  const wall = wallClockAt(zone, start)
  // Discord counts days in UTC, where a local evening or morning may be another one.
  const here = Date.UTC(wall.year, wall.month - 1, wall.day)
  const shift = Math.round((Math.floor(start / dayMs) * dayMs - here) / dayMs)
  const plain = byDay.map((day) => (days.findIndex((one) => one === day) + shift + 7) % 7)
  if (frequency === 2 && interval <= 2 && byDay.length <= 1) {
    const today = (new Date(start).getUTCDay() + 6) % 7
    return { ...base, by_weekday: byDay.length === 0 ? [today] : plain }
  }
  if (interval !== 1) return null
  if (frequency === 3) return dailyShape(base, plain)
  if (shift !== 0) return null
  if (frequency === 1) return monthlyShape(base, byDay)
  if (frequency !== 0 || byDay.length > 0) return null
  return { ...base, by_month: [wall.month], by_month_day: [wall.day] }
}

/** Whether Discord can show a rule exactly (contract §7.6), and how. */
export function nativeRule(rule: string, zone: string, start: number): Native {
  const parts = new Map(
    rule.split(';').map((part): [string, string] => {
      const [name = '', value = ''] = part.split('=')
      return [name, value]
    }),
  )
  if (parts.has('COUNT') || parts.has('UNTIL')) return { ok: false, reason: 'end' }
  if (changesClocks(zone, start)) return { ok: false, reason: 'summer_time' }
  const shape = shapeOf(parts, zone, start)
  return shape ? { ok: true, rule: shape } : { ok: false, reason: 'shape' }
}
