/** What a caller may learn of a refusal beside its code. */
export type ErrorDetails = {
  /** Values for the placeholders of the localised text. */
  params?: Record<string, string | number>
  /** Messages by request field, as arrays (the shape of Django REST). */
  fields?: Record<string, string[]>
  /** Where the mistake stands in the request, or the fields do: `['header', 'idempotency-key']`; default its body. */
  loc?: string[]
  /** Further members of the JSON body, e.g. the current object of a conflict. */
  data?: Record<string, unknown>
  /** When trying again makes sense, in milliseconds; becomes `Retry-After`. */
  retryAfterMs?: number
  /** The module whose words explain the code, where others use it too. */
  owner?: string
  /** The same request was refused before, and this is that refusal. */
  replayed?: boolean
}

/**
 * A refusal that callers are meant to see: a stable code, an HTTP status and a text that is looked
 * up by the code in the caller's language. Anything else that is thrown is a bug.
 */
export class AppError extends Error {
  readonly code: string
  readonly status: number
  readonly details: ErrorDetails

  constructor(code: string, status: number, details: ErrorDetails = {}) {
    super(code)
    this.name = 'AppError'
    this.code = code
    this.status = status
    this.details = details
  }
}

/** One line of the error table: the HTTP status that a code is answered with. */
export type ErrorTable = Record<string, number>

/** Makes the constructor of a table's errors, in the words of a module; only codes of that table compile. */
export function errorsOf<Table extends ErrorTable>(
  table: Table,
  owner?: string,
): (code: keyof Table & string, details?: ErrorDetails) => AppError {
  const own = owner === undefined ? {} : { owner }
  return (code, details) => new AppError(code, table[code] ?? 500, { ...own, ...details })
}

/** Codes that every module may answer with. Texts: `core/i18n/locales`, key `error.<code>`. */
export const coreErrors = {
  validation_error: 400,
  malformed_request: 400,
  not_authenticated: 401,
  invalid_token: 401,
  invalid_signature: 401,
  csrf_failed: 403,
  permission_denied: 403,
  not_found: 404,
  method_not_allowed: 405,
  gone: 410,
  version_mismatch: 412,
  payload_too_large: 413,
  unsupported_media_type: 415,
  idempotency_in_progress: 409,
  idempotency_answer_gone: 410,
  idempotency_mismatch: 422,
  rate_limited: 429,
  internal_error: 500,
  busy: 503,
} as const satisfies ErrorTable

/** Makes an error of the core's table. */
export const coreError = errorsOf(coreErrors)
