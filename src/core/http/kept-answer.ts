import { z } from 'zod'
import type { SecretBox } from '../crypto/secret-box.ts'
import { AppError } from '../errors.ts'
import type { RouteAnswer } from './route.ts'

/** An answer as the inbox keeps it for repetitions: sealed, because some show a secret once. */
const keptAnswer = z.object({ sealed: z.string() })

const openedAnswer = z.object({
  status: z.int(),
  headers: z.record(z.string(), z.union([z.string(), z.array(z.string())])).optional(),
  body: z.unknown().optional(),
})

/** A refusal as the inbox keeps it: its words are found anew, in the caller's language. */
const keptRefusal = z.object({
  refusal: z.object({
    code: z.string(),
    status: z.int(),
    details: z.object({
      params: z.record(z.string(), z.union([z.string(), z.number()])).exactOptional(),
      fields: z.record(z.string(), z.array(z.string())).exactOptional(),
      data: z.record(z.string(), z.unknown()).exactOptional(),
    }),
  }),
})

const kept = z.union([keptRefusal, keptAnswer])

/** An answer for the inbox; it opens for the same entry only. */
export function keepAnswer(box: SecretBox, key: string, answer: RouteAnswer): unknown {
  return { sealed: box.seal(JSON.stringify(answer), key) }
}

/** A refusal for the inbox. */
export function keepRefusal({ code, status, details }: AppError): unknown {
  return { refusal: { code, status, details } }
}

/** The answer that was given the first time; throws when it was a refusal. */
export function answerAgain(box: SecretBox, key: string, response: unknown): RouteAnswer {
  const first = kept.parse(response)
  if ('refusal' in first) {
    const { code, status, details } = first.refusal
    throw new AppError(code, status, { ...details, replayed: true })
  }
  const { status, headers = {}, body } = openedAnswer.parse(JSON.parse(box.open(first.sealed, key)))
  return { status, headers: { ...headers, 'idempotent-replay': 'true' }, body }
}
