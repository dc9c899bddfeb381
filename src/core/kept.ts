import { z } from 'zod'
import { KeyUnknown, type SecretBox } from './crypto/secret-box.ts'
import { coreError } from './errors.ts'

/** An answer as the inbox keeps it for repetitions: sealed, because some show a secret once. */
export const sealedAnswer = z.object({ sealed: z.string() })

/** An answer, a JSON value, for the inbox; it opens for the entry of the same key only. */
export function sealKept(box: SecretBox, key: string, answer: unknown): unknown {
  return { sealed: box.seal(JSON.stringify(answer), key) }
}

/**
 * The answer that was kept. Throws `idempotency_answer_gone` when the master key that sealed it was
 * taken away since; anything else means that it was sealed for another entry, or not at all.
 */
export function openKept(box: SecretBox, key: string, kept: unknown): unknown {
  const { sealed } = sealedAnswer.parse(kept)
  try {
    return JSON.parse(box.open(sealed, key))
  } catch (error) {
    if (error instanceof KeyUnknown) throw coreError('idempotency_answer_gone', { replayed: true })
    throw error
  }
}
