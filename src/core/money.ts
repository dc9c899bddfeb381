import { Decimal as Base } from 'decimal.js'

const Decimal = Base.clone({
  precision: 40,
  rounding: Base.ROUND_HALF_EVEN,
  toExpNeg: -60,
  toExpPos: 60,
})

/** An exact decimal number: an amount of money or of an asset, a price, a rate. */
export type Decimal = Base

/** How digits that do not fit are dropped: towards zero, away from zero, or half to even. */
export type Rounding = 'down' | 'up' | 'half_even'

const modes = {
  down: Base.ROUND_DOWN,
  up: Base.ROUND_UP,
  half_even: Base.ROUND_HALF_EVEN,
} as const satisfies Record<Rounding, Base.Rounding>

/** Most characters of a number that is read: longer ones are nobody's money. */
const longest = 64

/** A number as it stands in data: sign, digits, point; nothing that depends on a language. */
const plain = /^-?\d+(\.\d+)?$/

/** The exact number that a text of digits stands for. Throws for anything else. */
export function decimal(text: string | Decimal): Decimal {
  if (typeof text !== 'string') return text
  if (!plain.test(text)) throw new Error('not a decimal number')
  return new Decimal(text)
}

/** The same for texts from outside: null for what is no decimal number, or a hopelessly long one. */
export function parseDecimal(text: string): Decimal | null {
  return text.length <= longest && plain.test(text) ? new Decimal(text) : null
}

/**
 * The decimal number of a JSON number from outside, by its shortest writing: `103460000.0` and
 * `0.1` mean what they say. Throws for what is not finite.
 */
export function decimalOf(value: number): Decimal {
  if (!Number.isFinite(value)) throw new Error('not a finite number')
  return new Decimal(value)
}

/** Zero. */
export const zero = new Decimal(0)

/** Writes a number with all of its digits and no exponent, as it crosses every boundary. */
export function plainText(value: Decimal): string {
  return value.isZero() ? '0' : value.toFixed()
}

/** The number with at most so many digits after the point. */
export function roundTo(value: Decimal, places: number, rounding: Rounding): Decimal {
  return value.toDecimalPlaces(places, modes[rounding])
}

/** The nearest multiple of a step, below (`down`), above (`up`) or on either side. */
export function toStep(value: Decimal, step: Decimal, rounding: Rounding): Decimal {
  return value.div(step).toDecimalPlaces(0, modes[rounding]).times(step)
}

/** The sum of any number of values. */
export function sum(values: Iterable<Decimal>): Decimal {
  let total = zero
  for (const value of values) total = total.plus(value)
  return total
}

/** The smaller of two numbers. */
export function least(a: Decimal, b: Decimal): Decimal {
  return a.lte(b) ? a : b
}

/** The greater of two numbers. */
export function greatest(a: Decimal, b: Decimal): Decimal {
  return a.gte(b) ? a : b
}

/** For pictures and statistics, where a double is enough; never for what is owed or owned. */
export function approximately(value: Decimal): number {
  return value.toNumber()
}
