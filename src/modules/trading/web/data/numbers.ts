import { useMemo } from 'react'
import { useLanguage } from '#web/i18n/texts.tsx'

/** A decimal as text; it is formatted as it is, never through a floating point number. */
function isDecimal(text: string): text is `${number}` {
  return /^-?\d+(\.\d+)?$/.test(text)
}

/** How amounts are written in the reader's language. What is not known is a dash. */
export type Numbers = {
  /** Whole won. */
  krw(value: string | null): string
  /** A fee: small ones to the hundredth, as they are told in Discord. */
  fee(value: string | null): string
  /** Whole won with its sign, for results. */
  result(value: string | null): string
  /** A price in as many digits as it has. */
  price(value: string | null): string
  /** An average price: as many digits as prices of its size have. */
  average(value: string | null): string
  /** An amount of a coin. */
  coins(value: string | null): string
  /** A percentage with its sign. */
  percent(value: string | null): string
  /** A percentage of something, without a plus. */
  portion(value: string | null): string
  /** A ratio, in two digits. */
  ratio(value: string | null): string
  /** A share of 1, without sign. */
  share(value: number): string
}

const nothing = '–'

function writer(locale: string, options: Intl.NumberFormatOptions, after = '') {
  const format = new Intl.NumberFormat(locale, options)
  return (value: string | null): string =>
    value !== null && isDecimal(value) ? format.format(value) + after : nothing
}

function createNumbers(locale: string): Numbers {
  // Halves are rounded as the server rounds them: the same amount reads the same everywhere.
  const won = {
    style: 'currency',
    currency: 'KRW',
    maximumFractionDigits: 0,
    roundingMode: 'halfEven',
  } as const
  const krw = writer(locale, won)
  const cents = writer(locale, { ...won, maximumFractionDigits: 2 })
  // The same as in Discord.
  const averages = [
    writer(locale, { maximumFractionDigits: 0, roundingMode: 'halfEven' }),
    writer(locale, { maximumFractionDigits: 2, roundingMode: 'halfEven' }),
    writer(locale, { maximumFractionDigits: 8, roundingMode: 'halfEven' }),
  ] as const
  const share = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 })
  return {
    krw,
    fee: (value) => (value !== null && Math.abs(Number(value)) < 100 ? cents : krw)(value),
    result: writer(locale, { ...won, signDisplay: 'exceptZero' }),
    price: writer(locale, { maximumFractionDigits: 8 }),
    average: (value) => averages[Number(value) >= 1000 ? 0 : Number(value) >= 1 ? 1 : 2](value),
    coins: writer(locale, { maximumFractionDigits: 8 }),
    percent: writer(
      locale,
      { minimumFractionDigits: 2, maximumFractionDigits: 2, signDisplay: 'exceptZero' },
      locale === 'fr' ? ' %' : '%',
    ),
    portion: writer(locale, { maximumFractionDigits: 2 }, locale === 'fr' ? ' %' : '%'),
    ratio: writer(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 }),
    share: (value) => share.format(value),
  }
}

/** Amounts in the reader's language. */
export function useNumbers(): Numbers {
  const { locale } = useLanguage()
  return useMemo(() => createNumbers(locale), [locale])
}
