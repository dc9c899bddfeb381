import { statement, type Transaction } from '#core/db/database.ts'
import type { Reader } from './events.ts'

/** A message in Discord that belongs to an event. */
export type MessageRecord = {
  id: string
  guild_id: string
  channel_id: string
  thread_id: string | null
  discord_message_id: string | null
  event_id: string | null
  message_type: 'event_signup' | 'role_menu' | 'recruitment' | 'reminder' | 'report'
  locale: string
  /** Epoch milliseconds before which the answer to a command may become the message. */
  post_after: number | null
  active: boolean
  version: number
  created_at: number
  updated_at: number
}

type MessageRow = Omit<MessageRecord, 'active'> & { active: number }
type MessageTables = { interactive_messages: MessageRow }

function tables(from: Reader) {
  return from.db.$extendTables<MessageTables>()
}

const messageOf = (row: MessageRow): MessageRecord => ({ ...row, active: row.active === 1 })

const byId = statement<MessageRow>('select * from interactive_messages where id = $1')
const ofEvent = statement<MessageRow>(
  `select * from interactive_messages where event_id = $1 and active = 1 order by created_at`,
)

/** One message. */
export async function loadMessage(from: Reader, id: string): Promise<MessageRecord | null> {
  const [row] = await byId(from, id)
  return row ? messageOf(row) : null
}

/** The messages on which people sign up for an event now. */
export async function loadMessages(from: Reader, eventId: string): Promise<MessageRecord[]> {
  return (await ofEvent(from, eventId)).map(messageOf)
}

/** The messages on which people sign up in a server now. */
export async function messagesOfGuild(from: Reader, guildId: string): Promise<MessageRecord[]> {
  const rows = await tables(from)
    .selectFrom('interactive_messages')
    .selectAll()
    .where('guild_id', '=', guildId)
    .where('active', '=', 1)
    .execute()
  return rows.map(messageOf)
}

/** The messages of many events on which people sign up now, by event. */
export async function loadManyMessages(
  from: Reader,
  eventIds: readonly string[],
): Promise<Map<string | null, MessageRecord[]>> {
  if (eventIds.length === 0) return new Map()
  const rows = await tables(from)
    .selectFrom('interactive_messages')
    .selectAll()
    .where('event_id', 'in', [...eventIds])
    .where('active', '=', 1)
    .execute()
  return Map.groupBy(rows.map(messageOf), ({ event_id }) => event_id)
}

/** Stores a message, new or not. */
export async function saveMessage(tx: Transaction, message: MessageRecord): Promise<void> {
  const row = { ...message, active: Number(message.active) }
  const { id: _, created_at: __, ...changes } = row
  await tables(tx)
    .insertInto('interactive_messages')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doUpdateSet(changes))
    .execute()
}

/** The messages that people still use. */
export async function liveMessageIds(
  from: Reader,
): Promise<{ id: string; event_id: string | null }[]> {
  return tables(from)
    .selectFrom('interactive_messages')
    .select(['id', 'event_id'])
    .where('active', '=', 1)
    .execute()
}
