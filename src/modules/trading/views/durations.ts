import { toInstant } from '#core/contract.ts'
import type { Locale } from '#core/i18n/locale.ts'

const units = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const

/** A length of time in its two largest units, in the reader's language. */
export function durationText(ms: number, locale: Locale): string {
  let left = Math.max(0, ms)
  const parts = units.map(([unit, length]) => {
    const count = Math.floor(left / length)
    left -= count * length
    return { unit, count }
  })
  const first = parts.findIndex(({ count }) => count > 0)
  const shown = first < 0 ? parts.slice(-1) : parts.slice(first, first + 2)
  return shown
    .map(({ unit, count }) =>
      new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short' }).format(count),
    )
    .join(' ')
}

/** An instant to the second, in UTC. */
export function utcText(at: number): string {
  return `${toInstant(at).slice(0, 19).replace('T', ' ')} UTC`
}
