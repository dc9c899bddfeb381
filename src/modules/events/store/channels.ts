import type { Transaction } from '#core/db/database.ts'
import type { Reader } from './events.ts'

/** A channel of Discord that belongs to an event. Times are epoch milliseconds. */
export type ChannelRecord = {
  id: string
  guild_id: string
  discord_channel_id: string | null
  discord_channel_name: string
  channel_type: 'text' | 'voice' | 'stage' | 'category' | 'thread' | 'forum_post'
  event_id: string
  auto_created: boolean
  auto_archive: boolean
  permissions: string | null
  state: 'planned' | 'live' | 'archived' | 'deleted'
  delete_at: number | null
  /** When we gave it another name than it was made with; null when never. */
  renamed_at: number | null
  created_at: number
}

type ChannelRow = Omit<ChannelRecord, 'auto_created' | 'auto_archive'> & {
  auto_created: number
  auto_archive: number
}
type ChannelTables = { discord_channel_mappings: ChannelRow }

function tables(from: Reader) {
  return from.db.$extendTables<ChannelTables>()
}

function channelOf(row: ChannelRow): ChannelRecord {
  return { ...row, auto_created: row.auto_created === 1, auto_archive: row.auto_archive === 1 }
}

/** Whether a channel is the event's thread, below its message or as a post of a forum. */
export function isThread({ channel_type }: ChannelRecord): boolean {
  return channel_type === 'thread' || channel_type === 'forum_post'
}

/** The channels of an event, or of a server's events. */
export async function loadChannels(
  from: Reader,
  of: { event_id: string } | { guild_id: string },
): Promise<ChannelRecord[]> {
  const [column, value] =
    'event_id' in of ? (['event_id', of.event_id] as const) : (['guild_id', of.guild_id] as const)
  const rows = await tables(from)
    .selectFrom('discord_channel_mappings')
    .selectAll()
    .where(column, '=', value)
    .orderBy('created_at')
    .execute()
  return rows.map(channelOf)
}

/** Stores a channel, new or not. */
export async function saveChannel(tx: Transaction, channel: ChannelRecord): Promise<void> {
  const row: ChannelRow = {
    ...channel,
    auto_created: Number(channel.auto_created),
    auto_archive: Number(channel.auto_archive),
  }
  const { id: _, created_at: __, ...changes } = row
  await tables(tx)
    .insertInto('discord_channel_mappings')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doUpdateSet(changes))
    .execute()
}

/** Notes that a channel does not exist any more. */
export async function markChannelDeleted(tx: Transaction, channelId: string): Promise<void> {
  await tables(tx)
    .updateTable('discord_channel_mappings')
    .set({ state: 'deleted' })
    .where('discord_channel_id', '=', channelId)
    .execute()
}

/** Ids of events whose people meet in this channel. */
export async function eventsInChannel(from: Reader, channelId: string): Promise<string[]> {
  const rows = await tables(from)
    .selectFrom('discord_channel_mappings')
    .select('event_id')
    .where('discord_channel_id', '=', channelId)
    .where('state', '=', 'live')
    .execute()
  return rows.map(({ event_id }) => event_id)
}
