import type { z } from 'zod'

/** A leaf or branch of the `errors` field: keys are JSON keys or list indexes, leaves are `_errors`. */
export type ErrorTree = { [key: string]: ErrorTree | FieldError[] }

/** One complaint about one field. */
export type FieldError = { code: string; message: string }

/** A complaint and where it belongs. */
export type FieldIssue = FieldError & { path: readonly PropertyKey[] }

/** An answer that refuses a request: HTTP status, Discord's JSON error code, and the tree of field errors. */
export class DiscordError extends Error {
  readonly status: number
  readonly code: number
  readonly errors: ErrorTree | undefined
  /** Fields beside code and message, such as `retry_after`. */
  readonly extra: Record<string, unknown>

  constructor(
    status: number,
    code: number,
    message: string,
    details: { errors?: ErrorTree | undefined; extra?: Record<string, unknown> } = {},
  ) {
    super(message)
    this.name = 'DiscordError'
    this.status = status
    this.code = code
    this.errors = details.errors
    this.extra = details.extra ?? {}
  }

  /** The body of the answer. */
  toJSON(): Record<string, unknown> {
    const { message, code, errors } = this
    return { message, code, ...this.extra, ...(errors ? { errors } : {}) }
  }
}

/** Builds the `errors` tree of a 50035 answer. */
export function errorTree(issues: readonly FieldIssue[]): ErrorTree {
  const root: ErrorTree = {}
  for (const { path, code, message } of issues) {
    let node = root
    for (const key of path) {
      const child = node[String(key)]
      const next: ErrorTree = child === undefined || Array.isArray(child) ? {} : child
      node[String(key)] = next
      node = next
    }
    const known = node['_errors']
    node['_errors'] = [...(Array.isArray(known) ? known : []), { code, message }]
  }
  return root
}

/** A 400 50035 with the given field errors. */
export function invalidForm(issues: readonly FieldIssue[]): DiscordError {
  return new DiscordError(400, 50035, 'Invalid Form Body', { errors: errorTree(issues) })
}

/** 403 50013: the permission or the place in the role hierarchy is missing. */
export function missingPermissions(): DiscordError {
  return new DiscordError(403, 50013, 'Missing Permissions')
}

/** 403 50001: the place is not visible. */
export function missingAccess(): DiscordError {
  return new DiscordError(403, 50001, 'Missing Access')
}

const typeCodes: Record<string, FieldError> = {
  string: { code: 'STRING_TYPE_CONVERT', message: 'Could not interpret "value" as string.' },
  number: { code: 'NUMBER_TYPE_COERCE', message: 'Value is not a number.' },
  int: { code: 'NUMBER_TYPE_COERCE', message: 'Value is not int.' },
  boolean: { code: 'BOOLEAN_TYPE_CONVERT', message: 'Must be either true or false.' },
  array: { code: 'LIST_TYPE_CONVERT', message: 'Only iterables may be used in a ListType' },
  object: {
    code: 'MODEL_TYPE_CONVERT',
    message: 'Only dictionaries may be used in a ModelType',
  },
}

function tooLarge(issue: z.core.$ZodIssueTooBig): FieldError {
  const most = String(issue.maximum)
  if (issue.origin === 'string' || issue.origin === 'array')
    return {
      code: 'BASE_TYPE_MAX_LENGTH',
      message: `Must be ${most} or fewer in length.`,
    }
  return { code: 'NUMBER_TYPE_MAX', message: `int value should be less than or equal to ${most}.` }
}

function tooSmall(issue: z.core.$ZodIssueTooSmall): FieldError {
  const least = String(issue.minimum)
  if (issue.origin === 'string' || issue.origin === 'array')
    return issue.minimum === 1
      ? { code: 'BASE_TYPE_REQUIRED', message: 'This field is required' }
      : { code: 'BASE_TYPE_MIN_LENGTH', message: `Must be ${least} or more in length.` }
  return {
    code: 'NUMBER_TYPE_MIN',
    message: `int value should be greater than or equal to ${least}.`,
  }
}

function wrongType(issue: z.core.$ZodIssueInvalidType): FieldError {
  if (issue.message.endsWith('received undefined'))
    return { code: 'BASE_TYPE_REQUIRED', message: 'This field is required' }
  return typeCodes[issue.expected] ?? { code: 'BASE_TYPE_INVALID', message: issue.message }
}

function wrongChoice(
  issue: z.core.$ZodIssueInvalidValue | z.core.$ZodIssueInvalidUnion,
): FieldError {
  const choices = issue.code === 'invalid_value' ? issue.values.map(String).join(', ') : '...'
  return { code: 'BASE_TYPE_CHOICES', message: `Value must be one of {${choices}}.` }
}

function brokenRule(issue: z.core.$ZodIssueCustom): FieldError {
  const code: unknown = issue.params?.['code']
  return { code: typeof code === 'string' ? code : 'BASE_TYPE_INVALID', message: issue.message }
}

function fieldError(issue: z.core.$ZodIssue): FieldError {
  switch (issue.code) {
    case 'invalid_type':
      return wrongType(issue)
    case 'too_big':
      return tooLarge(issue)
    case 'too_small':
      return tooSmall(issue)
    case 'invalid_value':
    case 'invalid_union':
      return wrongChoice(issue)
    case 'custom':
      return brokenRule(issue)
    case 'invalid_format':
      return {
        code: 'STRING_TYPE_REGEX',
        message: 'String value did not match validation regex.',
      }
    case 'invalid_element':
    case 'invalid_key':
    case 'not_multiple_of':
    case 'unrecognized_keys':
      return { code: 'BASE_TYPE_INVALID', message: issue.message }
  }
}

/** Parses a request's body or query; throws 400 50035 with Discord's error tree. */
export function parseForm<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw invalidForm(
    parsed.error.issues.map((issue) => ({ path: issue.path, ...fieldError(issue) })),
  )
}
