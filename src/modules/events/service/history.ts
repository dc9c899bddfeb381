import type { Context } from '#core/context.ts'
import { coreError } from '#core/errors.ts'
import type { PublishedFact } from '#core/outbox/outbox.ts'
import { loadFacts, loadPeople, type Person } from '../store/people.ts'
import type { Seen } from '../views/json.ts'
import { get } from './reading.ts'

/** What happened to an event, and who did it. */
export type History = { seen: Seen; facts: PublishedFact[]; people: Map<string, Person> }

/** Everything that happened to an event, oldest first; for members of its servers. */
export async function history(context: Context, id: string): Promise<History> {
  const seen = await get(context, id)
  if (!seen.viewer.inside) {
    const { user, key } = context.actor
    throw coreError(user || key ? 'permission_denied' : 'not_authenticated')
  }
  const facts = await loadFacts(context.database, id)
  const people = await loadPeople(
    context.database,
    facts.map(({ actor_id }) => actor_id),
  )
  return { seen, facts, people }
}
