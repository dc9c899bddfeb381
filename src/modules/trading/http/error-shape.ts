import { z } from 'zod'
import type { ErrorShape } from '#core/http/error-reply.ts'

/** Codes of the core by the names that this interface has always had. */
const names: Record<string, string> = {
  validation_error: 'bad_request',
  malformed_request: 'bad_request',
  invalid_token: 'unauthorized',
  not_authenticated: 'unauthorized',
  csrf_failed: 'forbidden',
  permission_denied: 'forbidden',
  idempotency_mismatch: 'idempotency_conflict',
  internal_error: 'internal',
}

/** Paths whose errors have the shape that older bots read. */
const own = /^\/(health|api\/discord(\/(webhook|notification|commands|health|users)(\/.*)?)?)\/?$/
const others = /^\/api\/discord\/(recruitments?|interactions|guilds|recruitment-[a-z-]+)(\/|$)/

function covers(path: string): boolean {
  return own.test(path) || (/^\/api\/discord\/[^/]+/.test(path) && !others.test(path))
}

const mistakes = z.record(z.string(), z.array(z.string()).catch([]))

/** What is wrong with each field, in the text itself: older readers look at nothing else. */
function withMistakes(text: string, fields: Record<string, unknown>): string {
  const said = Object.entries(mistakes.parse(fields)).filter(([, list]) => list.length > 0)
  const lines = said.map(([name, list]) =>
    name === 'non_field_errors' ? list.join(' ') : `${name}: ${list.join(' ')}`,
  )
  return [text, ...lines].join('\n')
}

/**
 * Every failure carries its text twice, at the top and in `response`: some readers look here and some
 * there, and none of them at the status.
 */
export const errorShape: ErrorShape = {
  covers,
  body({ body, requestId }) {
    const { detail, code, ...rest } = body
    const text = typeof detail === 'string' ? detail : JSON.stringify(detail)
    const message = code === 'validation_error' ? withMistakes(text, rest) : text
    return {
      status: 'error',
      code: names[code] ?? code,
      message,
      request_id: requestId,
      detail: message,
      response: { type: 'error', message, data: rest },
    }
  },
}
