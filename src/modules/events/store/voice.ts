import { statement, type Transaction } from '#core/db/database.ts'
import type { Reader } from './events.ts'

const put = statement<never>(
  `insert into event_voice (id, guild_id, user_id, channel_id) values ($1, $2, $3, $4)
   on conflict (id) do update set channel_id = excluded.channel_id`,
)
const remove = statement<never>('delete from event_voice where id = $1')
const where = statement<{ channel_id: string }>('select channel_id from event_voice where id = $1')
const inside = statement<{ user_id: string }>(
  'select user_id from event_voice where channel_id = $1',
)

const inGuild = statement<{ user_id: string }>(
  'select user_id from event_voice where guild_id = $1',
)

const keyOf = (guildId: string, userId: string) => `${guildId}:${userId}`

/** The voice room somebody is in; null for none. */
export async function roomOf(from: Reader, guildId: string, userId: string) {
  const [row] = await where(from, keyOf(guildId, userId))
  return row?.channel_id ?? null
}

/** Notes the voice room somebody is in now; null for none. */
export async function saveRoom(
  tx: Transaction,
  place: { guild_id: string; user_id: string; channel_id: string | null },
): Promise<void> {
  const { guild_id, user_id, channel_id } = place
  const key = keyOf(guild_id, user_id)
  if (channel_id === null) await remove(tx, key)
  else await put(tx, key, guild_id, user_id, channel_id)
}

/** Who is in a voice room. */
export async function peopleIn(from: Reader, channelId: string): Promise<string[]> {
  return (await inside(from, channelId)).map(({ user_id }) => user_id)
}

/** Who is in any voice room of a server. */
export async function peopleInRooms(from: Reader, guildId: string): Promise<string[]> {
  return (await inGuild(from, guildId)).map(({ user_id }) => user_id)
}

/** Whether anybody is in a voice room. */
export async function isInVoice(from: Reader, channelId: string): Promise<boolean> {
  return (await inside(from, channelId)).length > 0
}

const meeting = statement<{ id: string }>(
  `select id from events where voice_channel_id = $1 and state in ('scheduled', 'active')
   and deleted_at is null`,
)

/** Ids of events that take place in a channel. */
export async function eventsAt(from: Reader, channelId: string): Promise<string[]> {
  return (await meeting(from, channelId)).map(({ id }) => id)
}
