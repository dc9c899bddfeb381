import type { PublishedFact } from '#core/outbox/outbox.ts'
import { statement } from '#core/db/database.ts'
import type { Reader } from './events.ts'

/** What is shown of a person. */
export type Person = {
  discord_id: string
  username: string
  display_name: string
  avatar: string | null
}

/** People by their Discord id; those whom nobody has met are missing. */
export async function loadPeople(
  from: Reader,
  ids: readonly (string | null)[],
): Promise<Map<string, Person>> {
  const wanted = [...new Set(ids.filter((id) => id !== null))]
  if (wanted.length === 0) return new Map()
  const rows = await from.db
    .selectFrom('users')
    .select(['discord_id', 'username', 'display_name', 'avatar'])
    .where('discord_id', 'in', wanted)
    .execute()
  return new Map(rows.map((row) => [row.discord_id, row]))
}

type Row = Omit<PublishedFact, 'data'> & { data: string }
const facts = statement<Row>(
  `select coalesce(position, id) as position, topic, type, object_id, guild_id, version, actor_id,
     source, data, created_at
   from facts where topic = 'event' and object_id = $1 order by id limit 1000`,
)

/** Everything that was recorded of an event, oldest first. */
export async function loadFacts(from: Reader, eventId: string): Promise<PublishedFact[]> {
  const rows = await facts(from, eventId)
  return rows.map((row) => ({ ...row, data: JSON.parse(row.data) as Record<string, unknown> }))
}
