/**
 * An exact decimal: a whole number of 10^-20. Prices and volumes have 8 decimals at most and the fee rate has 4, so
 * that price x volume x fee still fits without rounding.
 */
export type Amount = bigint

const decimals = 20
const one = 10n ** BigInt(decimals)

/** Reads a plain decimal such as `0.00009713`; undefined for anything else, also for more than 20 decimals. */
export function parseAmount(text: string): Amount | undefined {
  const [, sign = '', whole = '', fraction = ''] = /^(-?)(\d{1,30})(?:\.(\d+))?$/.exec(text) ?? []
  if (whole === '' || fraction.length > decimals) return undefined
  const size = BigInt(whole) * one + BigInt(fraction.padEnd(decimals, '0'))
  return sign === '-' ? -size : size
}

/** As `parseAmount`, for texts that are known to be decimals; throws for others. */
export function amount(text: string | number): Amount {
  const parsed = parseAmount(String(text))
  if (parsed === undefined) throw new Error(`${text} is no decimal`)
  return parsed
}

/** Writes a decimal as the service does: no exponent, no zeros at the end. */
export function formatAmount(value: Amount): string {
  const size = value < 0n ? -value : value
  const fraction = (size % one).toString().padStart(decimals, '0').replace(/0+$/, '')
  const text = `${size / one}${fraction === '' ? '' : `.${fraction}`}`
  return value < 0n ? `-${text}` : text
}

/** The nearest floating point number, for quotations, which are numbers on the wire. */
export function toNumber(value: Amount): number {
  return Number(formatAmount(value))
}

/** The product, exact while both factors together have 20 decimals at most; further digits are cut. */
export function times(a: Amount, b: Amount): Amount {
  return (a * b) / one
}

/** The quotient of two positive decimals, cut after `digits` decimals. */
export function dividedBy(a: Amount, b: Amount, digits: number): Amount {
  const step = 10n ** BigInt(decimals - digits)
  return ((a * one) / b / step) * step
}

/** Whether a decimal is a multiple of another, such as a price of its tick. */
export function isMultipleOf(value: Amount, step: Amount): boolean {
  return value % step === 0n
}

/** How many decimals a value needs. */
export function scaleOf(value: Amount): number {
  return formatAmount(value).split('.')[1]?.length ?? 0
}

/** The smaller one. */
export function smaller(a: Amount, b: Amount): Amount {
  return a < b ? a : b
}
