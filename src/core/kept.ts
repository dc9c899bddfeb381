import { z } from 'zod'
import type { SecretBox } from './crypto/secret-box.ts'

/** An answer as the inbox keeps it for repetitions: sealed, because some show a secret once. */
export const sealedAnswer = z.object({ sealed: z.string() })

/** An answer, a JSON value, for the inbox; it opens for the entry of the same key only. */
export function sealKept(box: SecretBox, key: string, answer: unknown): unknown {
  return { sealed: box.seal(JSON.stringify(answer), key) }
}

/** The answer that was kept. Throws when it was sealed for another entry, or not at all. */
export function openKept(box: SecretBox, key: string, kept: unknown): unknown {
  return JSON.parse(box.open(sealedAnswer.parse(kept).sealed, key))
}
