import { findUser } from '#core/access/users.ts'
import type { Context } from '#core/context.ts'
import { history, type HistoryStep } from './reading.ts'
import type { Seen } from '../views/json.ts'

/** A party's steps, and the names of everybody who appears in them, by Discord id. */
export type History = { seen: Seen; steps: HistoryStep[]; names: ReadonlyMap<string, string> }

function peopleIn({ fact }: HistoryStep): string[] {
  const users: unknown = fact.data['users']
  const all = [
    ...(Array.isArray(users) ? (users as unknown[]) : []),
    fact.data['user'],
    fact.data['owner'],
  ]
  const ids = all.map((user) =>
    typeof user === 'object' && user !== null && 'discord_user_id' in user
      ? String(user.discord_user_id)
      : null,
  )
  return [...ids, fact.actor_id].filter((id) => id !== null)
}

/** Everything that happened to a party, with names; for members of its guild. */
export async function namedHistory(context: Context, id: number): Promise<History> {
  const { seen, steps } = await history(context, id)
  const names = new Map<string, string>()
  for (const person of new Set(steps.flatMap(peopleIn))) {
    const user = await findUser(context.database, person)
    if (user) names.set(person, user.display_name)
  }
  return { seen, steps, names }
}
