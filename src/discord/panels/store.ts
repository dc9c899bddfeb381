import { sql } from 'kysely'
import type { Database } from '#core/db/database.ts'
import { writeMeta } from '../meta.ts'
import type { DiscordTables, PanelsTable } from '../tables.ts'
import { isBehind, newEntry, type PanelEntry } from './entry.ts'

/** Where the position is kept up to which all facts are shown or marked as to be shown. */
export const cursorKey = 'discord.panels.cursor'
/** Rows written by one statement. */
const rowsAtOnce = 100

function entryOf(row: PanelsTable): PanelEntry {
  return {
    ...newEntry(row.kind, row.object_id),
    channelId: row.channel_id,
    messageId: row.message_id,
    shownVersion: row.shown_version,
    shownHash: row.shown_hash,
    orphaned: row.orphaned === 1,
    wantedVersion: row.shown_version,
    forced: row.dirty === 1,
    searchFirst: true,
  }
}

function rowOf(entry: PanelEntry): PanelsTable {
  const place = entry.before ?? entry
  return {
    kind: entry.kind,
    object_id: entry.objectId,
    channel_id: place.channelId,
    message_id: place.messageId,
    shown_version: entry.shownVersion,
    shown_hash: entry.shownHash,
    dirty: isBehind(entry) ? 1 : 0,
    orphaned: entry.orphaned ? 1 : 0,
  }
}

/** The stored entry of an object, or null. */
export async function readPanel(
  database: Database,
  kind: string,
  objectId: string,
): Promise<PanelEntry | null> {
  const row = await database.db
    .$extendTables<DiscordTables>()
    .selectFrom('panels')
    .selectAll()
    .where('kind', '=', kind)
    .where('object_id', '=', objectId)
    .executeTakeFirst()
  return row ? entryOf(row) : null
}

/** The entry of the object whose message this is, or null. */
export async function panelOfMessage(
  database: Database,
  messageId: string,
): Promise<PanelEntry | null> {
  const row = await database.db
    .$extendTables<DiscordTables>()
    .selectFrom('panels')
    .selectAll()
    .where('message_id', '=', messageId)
    .executeTakeFirst()
  return row ? entryOf(row) : null
}

/** Entries that were to be looked at when the program ended. */
export async function dirtyPanels(database: Database): Promise<PanelEntry[]> {
  const query = database.db.$extendTables<DiscordTables>().selectFrom('panels').selectAll()
  return (await query.where('dirty', '=', 1).execute()).map(entryOf)
}

/**
 * Writes entries and the cursor together. An entry that knows no message (only what an answer
 * showed) leaves the stored place of the message alone.
 */
export async function writePanels(
  database: Database,
  entries: readonly PanelEntry[],
  cursor: number,
): Promise<void> {
  await database.write(async (tx) => {
    const db = tx.db.$extendTables<DiscordTables>()
    for (let start = 0; start < entries.length; start += rowsAtOnce) {
      const rows = entries.slice(start, start + rowsAtOnce).map(rowOf)
      await db
        .insertInto('panels')
        .values(rows)
        .onConflict((conflict) =>
          conflict.columns(['kind', 'object_id']).doUpdateSet((eb) => ({
            channel_id: sql<string>`case when excluded.channel_id = '' then panels.channel_id
              else excluded.channel_id end`,
            message_id: sql<string | null>`case when excluded.channel_id = '' then panels.message_id
              else excluded.message_id end`,
            shown_version: eb.ref('excluded.shown_version'),
            shown_hash: eb.ref('excluded.shown_hash'),
            dirty: eb.ref('excluded.dirty'),
            orphaned: eb.ref('excluded.orphaned'),
          })),
        )
        .execute()
    }
    await writeMeta(tx, cursorKey, String(cursor))
  })
}
