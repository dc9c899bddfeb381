import type { Database } from '../db/database.ts'
import { statement } from '../db/database.ts'
import type { Random } from '../ids.ts'

/** A place in the row of facts of one database. */
export type Cursor = { epoch: string; position: number }

/** A cursor as it travels: `<epoch>-<position>`. */
export function formatCursor({ epoch, position }: Cursor): string {
  return `${epoch}-${position}`
}

/** Reads a cursor; null for anything that is none. */
export function parseCursor(text: string): Cursor | null {
  const [, epoch, digits] = /^(\d{1,10})-(\d{1,15})$/.exec(text) ?? []
  return epoch === undefined || digits === undefined ? null : { epoch, position: Number(digits) }
}

const insertEpoch = statement<never>(
  `insert into meta (key, value) values ('live_epoch', $1) on conflict (key) do nothing`,
)
const selectEpoch = statement<{ value: string }>(`select value from meta where key = 'live_epoch'`)
const deleteEpoch = statement<never>(`delete from meta where key = 'live_epoch'`)

/**
 * The number that tells this database's positions from those of any other; drawn once and kept in
 * the database, so that cursors outlive a restart.
 */
export async function loadEpoch(database: Database, random: Random): Promise<string> {
  const drawn = String(random(4).readUInt32BE())
  return database.write(async (tx) => {
    await insertEpoch(tx, drawn)
    const [row] = await selectEpoch(tx)
    if (!row) throw new Error('an epoch that was just stored is there')
    return row.value
  })
}

/** Makes all cursors given out so far invalid; to be called after a backup was restored. */
export async function forgetEpoch(database: Database): Promise<void> {
  await database.write((tx) => deleteEpoch(tx))
}
