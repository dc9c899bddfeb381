import { statement, type Transaction } from '#core/db/database.ts'
import { fold } from '#core/fold.ts'

/** What somebody wants to hear of: parties of a person (a Discord id), or of a game. */
export type Alert = { kind: 'owner' | 'game'; value: string }

type Reader = Pick<Transaction, 'db' | 'dialect'>

const selectOf = statement<Alert>(
  `select kind, value from recruitment_alerts where guild_id = $1 and user_id = $2
   order by created_at, kind, value`,
)
const selectFor = statement<{ user_id: string }>(
  `select distinct user_id from recruitment_alerts
   where guild_id = $1 and ((kind = 'owner' and value = $2) or (kind = 'game' and value = $3))
   order by user_id`,
)
const put = statement<never>(
  `insert into recruitment_alerts (guild_id, user_id, kind, value, created_at)
   values ($1, $2, $3, $4, $5) on conflict do nothing`,
)
const drop = statement<{ value: string }>(
  `delete from recruitment_alerts where guild_id = $1 and user_id = $2 and kind = $3 and value = $4
   returning value`,
)

/** What a person wants to hear of in a guild, oldest wish first. */
export async function loadAlerts(db: Reader, guildId: string, userId: string): Promise<Alert[]> {
  return selectOf(db, guildId, userId)
}

/** The people who want to hear of a party by this owner or of this game. */
export async function loadListeners(
  db: Reader,
  party: { guild_id: string; owner_id: string; game: string | null },
): Promise<string[]> {
  const game = party.game === null ? null : fold(party.game)
  return (await selectFor(db, party.guild_id, party.owner_id, game)).map((row) => row.user_id)
}

/** Stores a wish; storing it twice changes nothing. */
export async function saveAlert(
  tx: Transaction,
  of: { guild_id: string; user_id: string },
  alert: Alert,
  now: number,
): Promise<void> {
  await put(tx, of.guild_id, of.user_id, alert.kind, alert.value, now)
}

/** Forgets a wish; false when there was none. */
export async function deleteAlert(
  tx: Transaction,
  of: { guild_id: string; user_id: string },
  alert: Alert,
): Promise<boolean> {
  return (await drop(tx, of.guild_id, of.user_id, alert.kind, alert.value)).length > 0
}
