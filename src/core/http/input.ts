import type { z } from 'zod'
import { AppError, coreError } from '../errors.ts'
import type { Locale } from '../i18n/locale.ts'
import type { Texts } from '../i18n/texts.ts'
import { check, fieldsOf, type Mistake } from './issues.ts'
import { isStorable } from './json-body.ts'
import type { AnyRoute, RouteInput } from './route.ts'

/** The parts of a request before they are checked. */
export type RawInput = {
  params: unknown
  query: unknown
  body: unknown
  headers: RouteInput<unknown, unknown, unknown>['headers']
  wire: RouteInput<unknown, unknown, unknown>['wire']
}

type Part = 'path' | 'query' | 'body'

/** The refusal of a request with mistakes, in the shape that the route asks for. */
function refusal(
  shape: AnyRoute['validation'],
  part: Part,
  mistakes: readonly Mistake[],
): AppError {
  if (shape === 'fastapi') {
    const detail = mistakes.map(({ path, message, type }) => ({
      loc: [part, ...path],
      msg: message,
      type,
    }))
    return new AppError('validation_error', 422, { data: { detail } })
  }
  if (part === 'path') return coreError('not_found')
  return coreError('validation_error', { fields: fieldsOf(mistakes) })
}

/**
 * A refusal that a use case made by itself, in the shape that the route asks for: there whatever is wrong with the
 * request itself stands in a list, also where a code of its own says what. `say` gives the words of such a code.
 */
export function inShapeOf(
  shape: AnyRoute['validation'],
  error: AppError,
  say: (error: AppError) => string,
): AppError {
  const { code, status, details } = error
  const { fields = {}, data = {}, loc = ['body'], ...rest } = details
  const isMistake = code === 'validation_error' || status === 422
  if (shape !== 'fastapi' || !isMistake || Array.isArray(data['detail'])) return error
  const type = code === 'validation_error' ? 'value_error' : code
  const named = Object.entries(fields).flatMap(([name, messages]) =>
    messages.map((msg) => ({ loc: [...loc, ...name.split('.')], msg, type })),
  )
  const detail = named.length > 0 ? named : [{ loc, msg: say(error), type }]
  return new AppError(code, 422, { ...rest, data: { ...data, detail } })
}

const storable = (value: unknown): boolean =>
  typeof value !== 'object' || value === null
    ? true
    : Object.values(value).every((one) =>
        [one].flat().every((text) => typeof text !== 'string' || isStorable(text)),
      )

/** Where texts stand that cannot be stored. */
function unstorable(value: unknown, path: string[] = []): string[][] {
  if (typeof value === 'string') return isStorable(value) ? [] : [path]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, item]) => unstorable(item, [...path, name]))
}

/** A query without `lang`, in which any caller may choose the language of the answer. */
function withoutLanguage(query: unknown): unknown {
  if (typeof query !== 'object' || query === null) return query
  return Object.fromEntries(Object.entries(query).filter(([name]) => name !== 'lang'))
}

/** Checks the parts of a request by a route's schemas; throws the refusal of the first bad part. */
export function parseInput(
  route: AnyRoute,
  raw: RawInput,
  language: { texts: Texts; locale: Locale },
): RouteInput<unknown, unknown, unknown> {
  const parse = (part: Part, schema: z.ZodType | undefined, value: unknown): unknown => {
    if (!schema) return undefined
    const result = check(schema, value, language)
    if (!result.ok) {
      // A parameter of a query is one text, also where it stands for a list.
      const depth = part === 'query' ? 1 : undefined
      const mistakes = result.mistakes.map((one) => ({ ...one, path: one.path.slice(0, depth) }))
      throw refusal(route.validation, part, mistakes)
    }
    const message = language.texts.translate(language.locale, 'issue.storable')
    const mistakes = unstorable(result.value).map((path) => ({
      path,
      message,
      type: 'value_error',
    }))
    if (mistakes.length > 0) throw refusal(route.validation, part, mistakes)
    return result.value
  }
  if (!storable(raw.params)) throw coreError('not_found')
  if (!storable(raw.query)) throw coreError('malformed_request')
  return {
    params: parse('path', route.params, raw.params),
    query: parse('query', route.query, withoutLanguage(raw.query)),
    body: parse('body', route.body, raw.body ?? {}),
    headers: raw.headers,
    wire: raw.wire,
  }
}
