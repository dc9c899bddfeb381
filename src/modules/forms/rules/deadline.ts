import { instantOf, isDate } from '#core/time/zones.ts'

const wall = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})[T\s]+(\d{1,2}):(\d{2})(?::(\d{2}))?$/
const exact = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)$/

/**
 * A deadline as it was typed, `YYYY-MM-DD HH:mm` in the zone of the forms or an instant with its
 * offset, in epoch milliseconds. Null when it cannot be read or there is no such day or time.
 */
export function readDeadline(text: string, zone: string): number | null {
  const typed = text.normalize('NFKC').trim()
  if (exact.test(typed)) {
    const at = Date.parse(typed)
    return Number.isNaN(at) ? null : at
  }
  const parts = wall
    .exec(typed)
    ?.slice(1)
    .map((part) => Number(part ?? 0))
  if (!parts) return null
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts
  const time = { year, month, day, hour, minute, second }
  const fits = isDate({ year, month, day }) && hour < 24 && minute < 60 && second < 60
  return fits ? instantOf(zone, time) : null
}
