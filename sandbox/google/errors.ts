import type { z } from 'zod'

/** Google's canonical codes that are met here, with their HTTP status. */
export const statuses = {
  INVALID_ARGUMENT: 400,
  FAILED_PRECONDITION: 400,
  UNAUTHENTICATED: 401,
  PERMISSION_DENIED: 403,
  NOT_FOUND: 404,
  ALREADY_EXISTS: 409,
  RESOURCE_EXHAUSTED: 429,
  INTERNAL: 500,
  UNAVAILABLE: 503,
} as const

/** One of Google's canonical codes. */
export type GoogleStatus = keyof typeof statuses

/** A refusal in the shape that all Google APIs share. */
export class GoogleError extends Error {
  readonly code: number
  readonly status: GoogleStatus
  readonly details: readonly object[]
  /** The older list of reasons, which Drive still sends. */
  readonly errors: readonly object[]

  constructor(
    status: GoogleStatus,
    message: string,
    more: { details?: readonly object[]; errors?: readonly object[] } = {},
  ) {
    super(message)
    this.name = 'GoogleError'
    this.code = statuses[status]
    this.status = status
    this.details = more.details ?? []
    this.errors = more.errors ?? []
  }

  /** The body of the answer. */
  toJSON(): object {
    return {
      error: {
        code: this.code,
        message: this.message,
        ...(this.errors.length > 0 && { errors: this.errors }),
        status: this.status,
        ...(this.details.length > 0 && { details: this.details }),
      },
    }
  }
}

/** `google.rpc.ErrorInfo`: a reason for programs. */
export function errorInfo(reason: string, metadata: Record<string, string> = {}): object {
  return {
    '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
    reason,
    domain: 'googleapis.com',
    metadata,
  }
}

/** 400 INVALID_ARGUMENT. */
export function invalid(message: string): GoogleError {
  return new GoogleError('INVALID_ARGUMENT', message)
}

/** 404 for things that do not exist. */
export function notFound(): GoogleError {
  return new GoogleError('NOT_FOUND', 'Requested entity was not found.')
}

/** 403 for things that are not shared with the caller. */
export function notShared(): GoogleError {
  return new GoogleError('PERMISSION_DENIED', 'The caller does not have permission')
}

function describe(issue: z.core.$ZodIssue): { field: string; description: string } {
  const field = issue.path.join('.')
  if (issue.code === 'unrecognized_keys') {
    const [name = ''] = issue.keys
    const place = field === '' ? '' : ` at '${field}'`
    return {
      field,
      description: `Invalid JSON payload received. Unknown name "${name}"${place}: Cannot find field.`,
    }
  }
  return { field, description: `Invalid value at '${field}': ${issue.message}` }
}

/** Reads a request's JSON as Google does: unknown names and wrong types are 400 with the fields named. */
export function parseBody<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body ?? {})
  if (parsed.success) return parsed.data
  const fieldViolations = parsed.error.issues.map(describe)
  throw new GoogleError(
    'INVALID_ARGUMENT',
    fieldViolations.map(({ description }) => description).join('\n'),
    { details: [{ '@type': 'type.googleapis.com/google.rpc.BadRequest', fieldViolations }] },
  )
}

/** Google's canonical code for an HTTP status; UNKNOWN for those that have none. */
export function canonicalStatus(code: number): string {
  return Object.entries(statuses).find(([, status]) => status === code)?.[0] ?? 'UNKNOWN'
}
