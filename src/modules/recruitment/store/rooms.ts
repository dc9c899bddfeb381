import { statement, type Transaction } from '#core/db/database.ts'

type Reader = Pick<Transaction, 'db' | 'dialect'>

const partyOfVoice = statement<{ id: number }>(
  'select id from recruitments where voice_channel_id = $1',
)
const voiceOfGuild = statement<{ id: number; voice_channel_id: string }>(
  'select id, voice_channel_id from recruitments where guild_id = $1 and voice_channel_id is not null',
)
const placeOf = statement<{ channel_id: string }>(
  'select channel_id from recruitment_voice where guild_id = $1 and user_id = $2',
)
const inChannel = statement<{ user_id: string }>(
  'select user_id from recruitment_voice where channel_id = $1 limit 1',
)
const put = statement<never>(
  `insert into recruitment_voice (guild_id, user_id, channel_id) values ($1, $2, $3)
   on conflict (guild_id, user_id) do update set channel_id = excluded.channel_id`,
)
const drop = statement<never>('delete from recruitment_voice where guild_id = $1 and user_id = $2')
const dropGuild = statement<never>('delete from recruitment_voice where guild_id = $1')
const saveRooms = statement<never>(
  'update recruitments set voice_channel_id = $2, thread_id = $3 where id = $1',
)
const partiesOf = statement<{ id: number }>(
  `select r.id from recruitments r join seats s on s.parent = 'recruitment:' || r.id
   where s.user_id = $2 and r.guild_id = $1 and r.deleted_at is null
     and (r.state in ('open', 'full', 'started') or r.closed_at >= $3)
   union select id from recruitments
   where owner_id = $2 and guild_id = $1 and deleted_at is null
     and state in ('open', 'full', 'started') order by id`,
)
const comersIn = statement<{ user_id: string }>(
  `select distinct s.user_id from recruitments r join seats s on s.parent = 'recruitment:' || r.id
   where r.guild_id = $1 and r.deleted_at is null and r.state in ('open', 'full', 'started')
     and s.source in ('discord', 'web') order by s.user_id`,
)
const liveIn = statement<{ id: number }>(
  `select id from recruitments where guild_id = $1 and deleted_at is null
     and state in ('open', 'full', 'started') order by id`,
)

/** The party whose voice room this is, or null. */
export async function findByVoice(db: Reader, channelId: string): Promise<number | null> {
  return (await partyOfVoice(db, channelId))[0]?.id ?? null
}

/** The voice rooms of a guild's parties. */
export async function loadVoiceRooms(
  db: Reader,
  guildId: string,
): Promise<{ id: number; voice_channel_id: string }[]> {
  return voiceOfGuild(db, guildId)
}

/** In which of the parties' rooms somebody is; null for none of them. */
export async function loadVoicePlace(
  db: Reader,
  guildId: string,
  userId: string,
): Promise<string | null> {
  return (await placeOf(db, guildId, userId))[0]?.channel_id ?? null
}

/** Whether anybody is in a party's room. */
export async function isOccupied(db: Reader, channelId: string): Promise<boolean> {
  return (await inChannel(db, channelId)).length > 0
}

/** Notes where somebody is; null for nowhere that concerns parties. */
export async function saveVoicePlace(
  tx: Transaction,
  of: { guild_id: string; user_id: string },
  channelId: string | null,
): Promise<void> {
  if (channelId === null) await drop(tx, of.guild_id, of.user_id)
  else await put(tx, of.guild_id, of.user_id, channelId)
}

/** Forgets who is where in a guild. */
export async function clearVoicePlaces(tx: Transaction, guildId: string): Promise<void> {
  await dropGuild(tx, guildId)
}

/** Stores the rooms of a party, a deleted one too. */
export async function updateRooms(
  tx: Transaction,
  id: number,
  rooms: { voice_channel_id: string | null; thread_id: string | null },
): Promise<void> {
  await saveRooms(tx, id, rooms.voice_channel_id, rooms.thread_id)
}

/**
 * The parties of a guild that somebody is in or waits for, the running ones and those that ended since
 * a time; and the running ones that are his or hers.
 */
export async function loadPartiesOf(
  db: Reader,
  guildId: string,
  userId: string,
  since: number,
): Promise<number[]> {
  return (await partiesOf(db, guildId, userId, since)).map((row) => row.id)
}

/** Who came to running parties of a guild as one of its members, and was not put there by a program. */
export async function loadComersIn(db: Reader, guildId: string): Promise<string[]> {
  return (await comersIn(db, guildId)).map((row) => row.user_id)
}

/** The running parties of a guild. */
export async function loadLiveIn(db: Reader, guildId: string): Promise<number[]> {
  return (await liveIn(db, guildId)).map((row) => row.id)
}
