import { z } from 'zod'
import type { SecretBox } from '../crypto/secret-box.ts'
import { AppError } from '../errors.ts'
import { openKept, sealedAnswer, sealKept } from '../kept.ts'
import type { RouteAnswer } from './route.ts'

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
      loc: z.array(z.string()).exactOptional(),
      owner: z.string().exactOptional(),
      data: z.record(z.string(), z.unknown()).exactOptional(),
    }),
  }),
})

const kept = z.union([keptRefusal, sealedAnswer])

/** An answer for the inbox; it opens for the same entry only. */
export function keepAnswer(box: SecretBox, key: string, answer: RouteAnswer): unknown {
  return sealKept(box, key, answer)
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
  const { status, headers = {}, body } = openedAnswer.parse(openKept(box, key, first))
  return { status, headers: { ...headers, 'idempotent-replay': 'true' }, body }
}
