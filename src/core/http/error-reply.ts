import { AppError, coreError } from '../errors.ts'
import { newReference, type Random } from '../ids.ts'
import type { Locale } from '../i18n/locale.ts'
import type { Texts } from '../i18n/texts.ts'
import type { Log } from '../log.ts'

/** An error as it is answered. */
export type ErrorReply = {
  status: number
  headers: Record<string, string>
  body: { detail: unknown; code: string } & Record<string, unknown>
}

/** How errors are written under some addresses. */
export type ErrorShape = {
  covers(path: string): boolean
  /** The whole body, from the usual one. */
  body(reply: {
    status: number
    body: ErrorReply['body']
    requestId: string
  }): Record<string, unknown>
  /** The same for a person who looks at it in a browser, as HTML: for all who ask for no JSON. */
  page?(reply: ErrorReply, locale: Locale): string
}

/** What Fastify refuses by itself, by its error codes. */
const frameworkCodes: Record<string, Parameters<typeof coreError>[0]> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'payload_too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
  FST_ERR_NOT_FOUND: 'not_found',
  FST_ERR_MAX_PARAM_LENGTH: 'not_found',
  FST_ERR_SEND_FILE_NOT_FOUND: 'not_found',
}

function frameworkError(error: unknown): AppError | null {
  if (!(error instanceof Error) || !('statusCode' in error)) return null
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  const known = frameworkCodes[code]
  if (known) return coreError(known)
  const status = Number(error.statusCode)
  return status >= 400 && status < 500 ? coreError('malformed_request') : null
}

/** Whether the same request may simply succeed a moment later. */
const isPassing = ({ status, code }: AppError): boolean =>
  status === 429 || status === 503 || code === 'idempotency_in_progress'

function translated(texts: Texts, locale: Locale, fields: Record<string, string[]>) {
  const own = Object.entries(fields).filter(([name]) => name !== 'detail' && name !== 'code')
  return Object.fromEntries(
    own.map(([name, list]) => [name, list.map((text) => texts.sentence(locale, text) ?? text)]),
  )
}

type Mistake = { loc: unknown; msg: string; type: string }

const isMistake = (one: unknown): one is Mistake =>
  typeof one === 'object' && one !== null && 'msg' in one && typeof one.msg === 'string'

/** The list of mistakes that routes of the other shape answer with, in the reader's language. */
function translatedData(texts: Texts, locale: Locale, data: Record<string, unknown>) {
  const { detail } = data
  if (!Array.isArray(detail)) return data
  const list = detail.map((one: unknown) =>
    isMistake(one) ? { ...one, msg: texts.sentence(locale, one.msg) ?? one.msg } : one,
  )
  return { ...data, detail: list }
}

/** Makes the one place where errors become answers. */
export function createErrorReply(services: { texts: Texts; log: Log; random: Random }) {
  const { texts, log, random } = services

  function refusal(error: AppError, locale: Locale): ErrorReply {
    const { fields = {}, data = {}, replayed = false } = error.details
    const retryAfterMs = error.details.retryAfterMs ?? (isPassing(error) ? 1_000 : undefined)
    return {
      status: error.status,
      headers: {
        ...(retryAfterMs !== undefined && {
          'retry-after': String(Math.max(1, Math.ceil(retryAfterMs / 1_000))),
        }),
        ...(replayed && { 'idempotent-replay': 'true' }),
        ...(error.status === 401 && { 'www-authenticate': 'Bearer realm="muster"' }),
      },
      body: {
        detail: texts.error(locale, error),
        code: error.code,
        ...translated(texts, locale, fields),
        ...translatedData(texts, locale, data),
      },
    }
  }

  /**
   * The answer to an error: a refusal as it is; everything else is a bug, of which the caller learns
   * a reference and the log the details.
   */
  return function errorReply(error: unknown, locale: Locale, requestId: string): ErrorReply {
    const known = error instanceof AppError ? error : frameworkError(error)
    if (known) return refusal(known, locale)
    const reference = newReference(random)
    log.error({ err: error, reference, request_id: requestId }, 'a request failed unexpectedly')
    const params = { reference }
    return refusal(coreError('internal_error', { params, data: { reference } }), locale)
  }
}
