import { z } from 'zod'
import { errorBody } from '#core/contract.ts'

/** A refusal by the server, or no answer at all (`code` is then `network`, `status` 0). */
export class ApiError extends Error {
  readonly status: number
  readonly code: string
  /** What to quote when asking for help, or null. */
  readonly reference: string | null
  /** The whole answer, for callers that know more fields of it. */
  readonly body: unknown

  constructor(input: {
    status: number
    code: string
    detail: string
    reference: string | null
    body: unknown
  }) {
    super(input.detail)
    this.name = 'ApiError'
    this.status = input.status
    this.code = input.code
    this.reference = input.reference
    this.body = input.body
  }
}

const located = z.object({ detail: z.array(z.object({ msg: z.string() })), code: z.string() })

/** A refusal that lists mistakes by place says them all in one text. */
function readable(body: unknown): unknown {
  const parsed = located.safeParse(body)
  if (!parsed.success) return body
  const { detail, code } = parsed.data
  return { code, detail: [...new Set(detail.map(({ msg }) => msg))].join(' ') }
}

/** Turns an answer that is not a success into the error that it describes. */
export async function errorOf(response: Response): Promise<ApiError> {
  const body: unknown = await response.json().catch(() => null)
  const parsed = errorBody.safeParse(readable(body))
  const requestId = response.headers.get('x-request-id')
  return new ApiError({
    status: response.status,
    code: parsed.success ? parsed.data.code : 'unknown',
    detail: parsed.success ? parsed.data.detail : `HTTP ${String(response.status)}`,
    reference: (parsed.success ? parsed.data.reference : undefined) ?? requestId,
    body,
  })
}

/** The error of a request that got no answer. */
export function networkError(cause: unknown): ApiError {
  const detail = cause instanceof Error ? cause.message : String(cause)
  return new ApiError({ status: 0, code: 'network', detail, reference: null, body: null })
}

/** Whether the same request may well succeed a moment later. */
export function isWorthAnotherTry(error: unknown): boolean {
  if (!(error instanceof ApiError)) return false
  return error.status === 0 || error.status === 503 || error.code === 'idempotency_in_progress'
}
