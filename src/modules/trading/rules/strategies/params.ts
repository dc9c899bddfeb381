import { z } from 'zod'
import { parseDecimal, zero, decimal, type Decimal } from '#core/money.ts'

/** A number as people type it: digits and a point. */
const digits = /^-?\d{1,15}(\.\d{1,10})?$/

const written = z.string().trim().regex(digits).pipe(z.coerce.number())
const typed = (value: unknown): unknown => written.safeParse(value).data ?? value

/** A parameter of a strategy, typed or as a JSON number, between two others that may be it too. */
export function between(min: number, max: number, fallback: number) {
  return z.preprocess(typed, z.number().min(min).max(max)).default(fallback)
}

/** The same of whole numbers. */
export function wholeBetween(min: number, max: number, fallback: number) {
  return z.preprocess(typed, z.number().int().min(min).max(max)).default(fallback)
}

const whole = decimal('100')

/** How far a price may fall below the cost before a position is sold, in percent; "off" for no stop. */
export const stopPercent = z
  .union([z.string().max(40), z.number()])
  .transform((value, issue): Decimal | null => {
    if (value === 'off') return null
    const percent = parseDecimal(String(value).trim())
    if (percent?.gt(zero) && percent.lt(whole)) return percent
    issue.addIssue({
      code: 'custom',
      message: 'Must be above 0 and below 100 percent, or "off".',
    })
    return z.NEVER
  })
  .optional()

/** What parameters are told as: `fast=12 slow=26` in one line, or an object. */
export const givenParams = z.preprocess(
  (value) =>
    typeof value === 'string' && value.length <= 200
      ? Object.fromEntries(
          value
            .split(/[\s,]+/)
            .filter(Boolean)
            .map((pair) => {
              const [, name = pair, text = ''] = /^([^=]+)=(.*)$/.exec(pair) ?? []
              return [name, text]
            }),
        )
      : value,
  // A record of zod would drop a name such as `__proto__`, of which people are to be told.
  z.custom<Readonly<Record<string, unknown>>>(
    (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
    'Must be written as name=value, such as fast=12 slow=26.',
  ),
)
