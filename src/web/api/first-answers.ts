import { z } from 'zod'

const firstAnswers = z.record(
  z.string(),
  z.object({ status: z.int(), headers: z.record(z.string(), z.string()), body: z.unknown() }),
)

/** The answers of the API that a page came with. */
export type FirstAnswers = {
  /** The answer to a first request, once; null when the server has to be asked. */
  take(input: RequestInfo | URL, init?: RequestInit): Response | null
  /** Forgets what nobody took: later it would be out of date. */
  drop(): void
}

/** Reads the answers from the page's data block; none when there is none. */
export function readFirstAnswers(text: string | null): FirstAnswers {
  const held = new Map(Object.entries(firstAnswers.parse(JSON.parse(text ?? '{}'))))
  return {
    take(input, init) {
      if (typeof input !== 'string' || (init?.method ?? 'GET') !== 'GET') return null
      const answer = held.get(input)
      if (!answer) return null
      held.delete(input)
      const { status, headers, body } = answer
      return new Response(JSON.stringify(body), { status, headers })
    },
    drop: () => held.clear(),
  }
}
