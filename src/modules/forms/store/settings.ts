import type { Transaction } from '#core/db/database.ts'
import { formSettings, type FormSettings } from '../contract/results.ts'
import { tables, type Reader } from './tables.ts'

/** What a guild has decided that has decided nothing. */
const usual: FormSettings = { admin_role_ids: [], log_channel_id: null }

/** What a guild has decided about its forms. */
export async function loadSettings(from: Reader, guildId: string): Promise<FormSettings> {
  const row = await tables(from)
    .selectFrom('form_settings')
    .select('settings')
    .where('guild_id', '=', guildId)
    .executeTakeFirst()
  return row ? formSettings.parse({ ...usual, ...JSON.parse(row.settings) }) : usual
}

/** Stores what a guild decides. */
export async function saveSettings(
  tx: Transaction,
  guild_id: string,
  settings: FormSettings,
): Promise<void> {
  const text = JSON.stringify(settings)
  await tables(tx)
    .insertInto('form_settings')
    .values({ guild_id, settings: text })
    .onConflict((conflict) => conflict.column('guild_id').doUpdateSet({ settings: text }))
    .execute()
}

/** Whether somebody wants to be reminded by direct message. */
export async function wantsDirect(from: Reader, userIds: readonly string[]): Promise<Set<string>> {
  if (userIds.length === 0) return new Set()
  const rows = await tables(from)
    .selectFrom('form_preferences')
    .select('discord_id')
    .where('dm_reminders', '=', 1)
    .execute()
  const wanted = new Set(userIds)
  return new Set(rows.map(({ discord_id }) => discord_id).filter((id) => wanted.has(id)))
}

/** Stores how somebody wants to be reminded. */
export async function saveDirect(tx: Transaction, discord_id: string, on: boolean): Promise<void> {
  const dm_reminders = Number(on)
  await tables(tx)
    .insertInto('form_preferences')
    .values({ discord_id, dm_reminders })
    .onConflict((conflict) => conflict.column('discord_id').doUpdateSet({ dm_reminders }))
    .execute()
}
