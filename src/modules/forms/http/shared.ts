import { z } from 'zod'
import type { Context } from '#core/context.ts'
import type { RouteAnswer } from '#core/http/route.ts'
import type { PageQuery } from '../contract/form.ts'
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

/** One page of a list, with links to its neighbours. */
export function pageAnswer<T>(
  context: Context,
  path: string,
  query: PageQuery & Record<string, unknown>,
  found: { count: number; results: T[] },
) {
  const { page, page_size } = query
  const to = (number: number) => {
    const search = new URLSearchParams()
    for (const [name, value] of Object.entries({ ...query, page: number })) {
      if (value !== undefined) search.set(name, String(value))
    }
    return `${context.publicUrl}${path}?${search.toString()}`
  }
  return {
    count: found.count,
    next: page * page_size < found.count ? to(page + 1) : null,
    previous: page > 1 ? to(page - 1) : null,
    results: found.results,
  }
}
