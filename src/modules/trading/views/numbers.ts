import type { Locale } from '#core/i18n/locale.ts'
import { decimal, plainText, roundTo, type Decimal } from '#core/money.ts'

type Exact = `${number}`

/** Digits grouped as in the reader's language; exact, however many there are. */
function grouped(value: Decimal, locale: Locale, options: Intl.NumberFormatOptions = {}): string {
  const format = new Intl.NumberFormat(locale, { maximumFractionDigits: 20, ...options })
  // Decimal texts are formatted exactly, without a detour over doubles.
  return format.format(plainText(value) as Exact)
}

/** An amount with the sign of the won where the reader's language puts it. */
function won(amount: string, locale: Locale): string {
  return locale === 'fr' ? `${amount}\u00A0₩` : `₩${amount}`
}

/** An amount of KRW, to the won; small ones to the hundredth, as fees are read. */
export function krw(value: Decimal, locale: Locale): string {
  const places = value.abs().gte(decimal('100')) || value.isZero() ? 0 : 2
  return won(grouped(roundTo(value, places, 'half_even'), locale), locale)
}

/** What rounds to nothing is neither a gain nor a loss. */
function signOf(value: Decimal): string {
  const rounded = roundTo(value, 2, 'half_even')
  return rounded.isZero() ? '' : rounded.isNegative() ? '−' : '+'
}

/** The same with its sign. */
export function signedKrw(value: Decimal, locale: Locale): string {
  return `${signOf(value)}${krw(value.abs(), locale)}`
}

/** A quantity of a coin with its name. */
export function coins(value: Decimal, currency: string, locale: Locale): string {
  return `${grouped(value, locale)} ${currency}`
}

/** A price, to the digits that prices of its size have; averages have more, which say nothing. */
export function priceText(value: Decimal, locale: Locale): string {
  const places = value.gte(decimal('1000')) ? 0 : value.gte(decimal('1')) ? 2 : 8
  return won(grouped(roundTo(value, places, 'half_even'), locale), locale)
}

/** A share in percent with two digits. */
export function share(value: Decimal, locale: Locale): string {
  const part = roundTo(value, 2, 'half_even').div(decimal('100'))
  return grouped(part, locale, { style: 'percent', minimumFractionDigits: 2 })
}

/** The same with its sign. */
export function percent(value: Decimal, locale: Locale): string {
  return `${signOf(value)}${share(value.abs(), locale)}`
}

/** A ratio with two digits. */
export function ratio(value: Decimal, locale: Locale): string {
  const sign = signOf(value) === '−' ? '−' : ''
  const rounded = roundTo(value.abs(), 2, 'half_even')
  return `${sign}${grouped(rounded, locale, { minimumFractionDigits: 2 })}`
}

/** A text of digits in the reader's language, as the refusals carry them; other texts as they are. */
export function readable(value: string, locale: Locale): string {
  return /^-?\d{4,}(\.\d+)?$/.test(value) ? grouped(decimal(value), locale) : value
}
