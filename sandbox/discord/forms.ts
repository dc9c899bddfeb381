import { z } from 'zod'
import type { FieldError } from './errors.ts'

/** An integer; strings that look like one are accepted, as Discord does. */
export const int = z.preprocess(
  (value) => (typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : value),
  z.number().int(),
)

/** An integer within bounds, both included. */
export function intBetween(least: number, most: number): z.ZodType<number> {
  return z.preprocess(
    (value) => (typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : value),
    z.number().int().min(least).max(most),
  )
}

/** An id. Discord also takes numbers that fit. */
export const snowflake = z.preprocess(
  (value) => (typeof value === 'number' ? String(value) : value),
  z.string().regex(/^\d{1,20}$/),
)

/** A set of bits as a decimal string or number; given back as a decimal string. */
export const bitSet = z.preprocess(
  (value) => (typeof value === 'number' ? String(value) : value),
  z.string().regex(/^\d{1,20}$/),
)

/** A boolean in a query: `true`, `1` or `True` and their opposites. */
export const queryFlag = z.preprocess((value) => {
  if (value === 'true' || value === 'True' || value === '1') return true
  if (value === 'false' || value === 'False' || value === '0') return false
  return value
}, z.boolean())

/** A moment with an offset; given back as `2026-01-02T03:04:05.000000+00:00`, as Discord writes it. */
export const moment = z
  .string()
  .refine((text) => !Number.isNaN(Date.parse(text)), {
    message: 'Could not parse value. Should be ISO8601.',
    params: { code: 'DATE_TIME_TYPE_PARSE' },
  })
  .transform((text) => timestamp(Date.parse(text)))

/** Discord's way to write a moment, given in epoch milliseconds. */
export function timestamp(epochMs: number): string {
  return new Date(epochMs).toISOString().replace('Z', '000+00:00')
}

/** Any JSON object. */
export const jsonObject = z.record(z.string(), z.unknown())

/** A color of a role or embed: 0 to 0xFFFFFF. */
export const color = intBetween(0, 0xff_ff_ff)

/** A complaint with Discord's own field code, for `superRefine`. */
export function complaint(
  path: PropertyKey[],
  { code, message }: FieldError,
): { code: 'custom'; path: PropertyKey[]; message: string; params: { code: string } } {
  return { code: 'custom', path, message, params: { code } }
}
