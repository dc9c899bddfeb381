import type { Context } from '../context.ts'
import type { PublishedFact } from '../outbox/outbox.ts'

/** What other software is told: a type such as `recruitment.closed`, and the object as JSON. */
export type WebhookEvent = { type: string; data: Record<string, unknown> }

/**
 * How a module's facts of one topic become what other software is told. `render` reads the object as
 * it is now, in the context of the program itself; null keeps a fact inside. It must be idempotent:
 * after a crash a fact is rendered again, and the first stored text of a message stays.
 */
export type WebhookSource = {
  topic: string
  render(context: Context, fact: PublishedFact): Promise<WebhookEvent | null>
}

/**
 * Whether an endpoint that asked for these types wants this one: a name means itself and everything
 * below it (`recruitment.participant` covers `recruitment.participant.joined`); no names mean all.
 */
export function wantsType(types: readonly string[], type: string): boolean {
  if (types.length === 0) return true
  return types.some((wanted) => {
    const name = wanted.replace(/\.\*$/, '')
    return type === name || type.startsWith(`${name}.`)
  })
}
