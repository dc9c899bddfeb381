import { z } from 'zod'

/** A Discord id: 17 to 19 digits, carried as a string because it exceeds a double's precision. */
export const snowflake = z.string().regex(/^\d{17,19}$/, 'Must be a Discord id (17 to 19 digits).')

/** An instant as it leaves the program: ISO 8601, UTC, `Z`. */
export const instant = z.iso.datetime()

/** The error body that every route answers with; `detail` is localised, `code` is stable. */
export const errorBody = z.looseObject({
  detail: z.string(),
  code: z.string(),
  reference: z.string().optional(),
})

/** Epoch milliseconds as an ISO instant; null stays null. */
export function toInstant(ms: number): string
export function toInstant(ms: number | null): string | null
export function toInstant(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString()
}

/** A page of results as Django REST's page-number pagination writes it. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({
    count: z.int(),
    next: z.string().nullable(),
    previous: z.string().nullable(),
    results: z.array(item),
  })
}

const control = /\p{Cc}/u
const controlButNewlines = /[^\P{Cc}\n\r]/u
// Marks that turn the direction of what follows them, beyond the text that they are in.
const directions = /[\u202A-\u202E\u2066-\u2069]/g
// Besides spaces and formats: letters and a pattern that are drawn as nothing.
const visible = /[^\s\p{Cf}\u115F\u1160\u2800\u3164\uFFA0]/u

function tidy(text: string): string {
  return text.replaceAll(directions, '').trim()
}

/**
 * One line of text of `min` to `max` UTF-16 units: trimmed, without marks of direction; control
 * characters are refused, and so is what nobody could see where something is asked for.
 */
export function line(min: number, max: number) {
  return z
    .string()
    .overwrite(tidy)
    .refine((text) => !control.test(text), 'Control characters are not allowed.')
    .refine((text) => min === 0 || text === '' || visible.test(text), 'Must not be empty.')
    .min(min, min === 1 ? 'Must not be empty.' : `Must have at least ${min} characters.`)
    .max(max, `Must have at most ${max} characters.`)
}

/**
 * A line that others have written and that is taken as it comes, such as a name in Discord or a cell of a
 * sheet: what `line` refuses is left out, and '' remains of what nobody could see.
 */
export function plainLine(text: string, max: number): string {
  const clean = tidy(text.replaceAll(/\p{Cc}/gu, ' '))
  if (!visible.test(clean)) return ''
  return clean.slice(0, max).replace(/[\uD800-\uDBFF]$/, '')
}

/** Text of several lines, at most `max` UTF-16 units; other control characters are refused. */
export function paragraph(max: number) {
  return z
    .string()
    .overwrite(tidy)
    .refine((text) => !controlButNewlines.test(text), 'Control characters are not allowed.')
    .max(max, `Must have at most ${max} characters.`)
}
