import { pattern, wordEnd, type Span } from './typed-text.ts'

/**
 * Names of zones that people put behind a time, and the region they mean by them: `EST` is said all
 * year round. Names of several regions (CST, IST) and words of other languages (ET) are left out.
 */
const regions: readonly (readonly [name: RegExp, zone: string])[] = [
  [/^(?:utc|gmt)$/i, 'UTC'],
  [/^(?:jst|日本時間)$/i, 'Asia/Tokyo'],
  [/^(?:kst|한국\s?시간)$/i, 'Asia/Seoul'],
  [/^(?:cest|cet|heure\s+de\s+paris)$/i, 'Europe/Paris'],
  [/^bst$/i, 'Europe/London'],
  [/^e[sd]t$/i, 'America/New_York'],
  [/^p[sd]t$/i, 'America/Los_Angeles'],
]

const afterTime = pattern(
  String.raw`^\s?\(?(?:(?<name>utc|gmt|jst|kst|cest|cet|bst|e[sd]t|p[sd]t|日本時間|한국\s?시간|heure\s+de\s+paris)`,
  String.raw`(?:(?<=utc|gmt)(?<sign>[+-])(?<hours>\d{1,2})(?::?(?<minutes>[0-5]\d))?)?)`,
  wordEnd,
  String.raw`\)?`,
)

/**
 * The zone that is named right after a time that ends at `from`, and where: `9pm EST`, `21:00 UTC+9`.
 * The zone is an IANA name or a fixed offset; null when none is named.
 */
export function findNamedZone(text: string, from: number): { span: Span; zone: string } | null {
  const match = afterTime.exec(text.slice(from))
  if (!match) return null
  const span = { start: from, end: from + match[0].length }
  const { name = '', sign, hours, minutes = '00' } = match.groups ?? {}
  if (sign !== undefined && hours !== undefined) {
    return Number(hours) <= 14
      ? { span, zone: `${sign}${hours.padStart(2, '0')}:${minutes}` }
      : null
  }
  const zone = regions.find(([one]) => one.test(name))?.[1]
  return zone === undefined ? null : { span, zone }
}
