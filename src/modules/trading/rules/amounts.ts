import { decimal, parseDecimal, plainText, roundTo, type Decimal } from '#core/money.ts'

/** How much, as somebody wrote it. */
export type Amount =
  | { kind: 'exact'; value: Decimal }
  | { kind: 'percent'; value: Decimal }
  | { kind: 'all' }

/** Longest text that is looked at. */
const longest = 40
/** Digits in threes by commas, or none; nothing that a computer would read and a person would not. */
const written = /^(\d{1,3}(,\d{3})+|\d+)(\.\d+)?$/
const allWords = new Set('all max 전부 전액 전량 全部 全て すべて 全額 全量 tout'.split(' '))
const hundred = decimal('100')

/**
 * Reads an amount: `100000`, `100,000`, `10%`, `all`. Null for anything else: exponents, signs, other
 * digits than ASCII ones, zero.
 */
export function parseAmount(text: string): Amount | null {
  const trimmed = text.trim()
  if (trimmed.length > longest) return null
  if (allWords.has(trimmed.toLowerCase())) return { kind: 'all' }
  const isPercent = trimmed.endsWith('%')
  const digits = (isPercent ? trimmed.slice(0, -1) : trimmed).trim()
  if (!written.test(digits)) return null
  const value = parseDecimal(digits.replaceAll(',', ''))
  if (!value || value.isZero()) return null
  if (!isPercent) return { kind: 'exact', value }
  return value.lte(hundred) ? { kind: 'percent', value } : null
}

/** An exact positive number, as for a price or a volume. */
export function parseExact(text: string): Decimal | null {
  const amount = parseAmount(text)
  return amount?.kind === 'exact' ? amount.value : null
}

/** How much of what is there an amount means, with so many digits after the point. */
export function shareOf(amount: Amount, available: Decimal, places: number): Decimal {
  if (amount.kind === 'exact') return amount.value
  const share = amount.kind === 'all' ? available : available.times(amount.value).div(hundred)
  return roundTo(share, places, 'down')
}

function spelled(text: string | undefined): string {
  const amount = parseAmount(text ?? '')
  if (!amount) return text ?? ''
  if (amount.kind === 'all') return 'all'
  return `${plainText(amount.value)}${amount.kind === 'percent' ? '%' : ''}`
}

/** What is asked for, in one spelling: the same wish reads the same, whatever it comes to by then. */
export function askedText(typed: {
  amount?: string | undefined
  volume?: string | undefined
  price?: string | undefined
  tif?: string | undefined
}): string {
  const { amount, volume, price, tif = '' } = typed
  const size = amount ?? volume ?? 'all'
  return [size, price].map(spelled).concat(tif.toLowerCase()).join(' ')
}

/** A market as others write it: code, names in Korean and English. */
export type MarketName = { market: string; korean_name: string; english_name: string }

const code = /^[A-Z0-9]{1,12}$/

function asMarket(text: string): string | null {
  const whole = text.normalize('NFKC').trim().toUpperCase()
  const pair =
    /^KRW[-_/]([A-Z0-9]{1,12})$/.exec(whole)?.[1] ?? /^([A-Z0-9]{1,12})[-_/]KRW$/.exec(whole)?.[1]
  const base = pair ?? (code.test(whole) ? whole : null)
  return base === null ? null : `KRW-${base}`
}

/** The market of a ticker: `BTC`, `krw-btc`, `BTC/KRW`, `비트코인`. Null when there is none. */
export function findMarket<Market extends MarketName>(
  ticker: string,
  markets: readonly Market[],
): Market | null {
  if (ticker.length > 40) return null
  const wanted = asMarket(ticker)
  const byCode = markets.find(({ market }) => market === wanted)
  if (byCode) return byCode
  const name = ticker.normalize('NFKC').trim().toLowerCase()
  const fits = ({ korean_name, english_name }: Market) =>
    korean_name.toLowerCase() === name || english_name.toLowerCase() === name
  return markets.find(fits) ?? null
}
