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

/** A refusal that a use case made by itself, in the shape that the route asks for. */
export function inShapeOf(shape: AnyRoute['validation'], error: AppError): AppError {
  const { code, details } = error
  if (shape !== 'fastapi' || code !== 'validation_error' || details.data) return error
  const detail = Object.entries(details.fields ?? {}).flatMap(([name, messages]) =>
    messages.map((msg) => ({ loc: ['body', ...name.split('.')], msg, type: 'value_error' })),
  )
  return new AppError(code, 422, { ...details, fields: {}, data: { detail } })
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
    if (!result.ok) throw refusal(route.validation, part, result.mistakes)
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
