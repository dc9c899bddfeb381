import { z } from 'zod'
import type { Context } from '#core/context.ts'
import type { RouteAnswer } from '#core/http/route.ts'
import { formJson, type SeenForm } from '../views/json.ts'

/** Where the routes of forms live. */
export const base = '/api/forms'

/** Groups the routes in the API description. */
export const tags = ['forms']

/** Who may read forms at all. */
export const readAccess = { kind: 'caller', scope: 'forms:read' } as const
/** Who may change forms at all. */
export const writeAccess = { kind: 'caller', scope: 'forms:write' } as const

/** Path parameter of one form. */
export const params = z.object({ id: z.string().max(64) })
/** Parsed path parameter of one form. */
export type Params = z.infer<typeof params>

/** The usual answer: the form as it is now. */
export function formAnswer(seen: SeenForm, context: Context): RouteAnswer {
  const headers = { 'x-muster-version': String(seen.form.version) }
  return { status: 200, headers, body: formJson(seen, context) }
}
