import { z } from 'zod'
import { ApiError } from './error.ts'

/** Mistakes by field of the API; a field inside of another is joined by a dot. */
export type FieldErrors = Record<string, string[]>

const lists = z.record(z.string(), z.unknown())
const messages = z.array(z.string())
const located = z.object({
  detail: z.array(z.object({ loc: z.array(z.union([z.string(), z.number()])), msg: z.string() })),
})

function atPlaces(body: z.infer<typeof located>): FieldErrors {
  const found: FieldErrors = {}
  for (const { loc, msg } of body.detail) {
    // The first part says where in the request it was: body, query or path.
    const name = loc.slice(1).join('.')
    found[name] = [...(found[name] ?? []), msg]
  }
  return found
}

/**
 * Mistakes by field in a refusal, in either of the two shapes that the API answers in: field keys, or a list of
 * places; empty when it is about something else.
 */
export function fieldErrorsOf(error: unknown): FieldErrors {
  if (!(error instanceof ApiError)) return {}
  const places = located.safeParse(error.body)
  if (places.success) return atPlaces(places.data)
  const body = lists.safeParse(error.body)
  if (!body.success) return {}
  const fields = Object.entries(body.data).flatMap(([name, value]) => {
    const list = messages.safeParse(value)
    return list.success ? [[name, list.data] as const] : []
  })
  return Object.fromEntries(fields)
}
