import type { Locale } from '#core/i18n/locale.ts'
import { tables, type Reader } from './tables.ts'

/** The message in Discord that shows the roster of a guild. */
export type RosterPanel = {
  guild_id: string
  channel_id: string
  message_id: string | null
  locale: Locale
  version: number
  updated_at: number
}

/** The panel of a guild; null when none is wanted. */
export async function loadPanel(reader: Reader, guildId: string): Promise<RosterPanel | null> {
  const row = await tables(reader)
    .selectFrom('staff_panels')
    .selectAll()
    .where('guild_id', '=', guildId)
    .executeTakeFirst()
  return row ? { ...row, locale: row.locale as Locale } : null
}

/** Guilds with a panel. */
export async function loadPanelGuilds(reader: Reader): Promise<string[]> {
  const rows = await tables(reader).selectFrom('staff_panels').select('guild_id').execute()
  return rows.map(({ guild_id }) => guild_id)
}

/** Stores a panel, over an older one. */
export async function savePanel(reader: Reader, panel: RosterPanel): Promise<void> {
  const { guild_id, ...rest } = panel
  await tables(reader)
    .insertInto('staff_panels')
    .values({ guild_id, ...rest })
    .onConflict((conflict) => conflict.column('guild_id').doUpdateSet(rest))
    .execute()
}

/** Removes the panel of a guild. */
export async function deletePanel(reader: Reader, guildId: string): Promise<void> {
  await tables(reader).deleteFrom('staff_panels').where('guild_id', '=', guildId).execute()
}

/** Stores the hash of a link by which somebody takes over a row. */
export async function saveInvite(
  reader: Reader,
  invite: { token_hash: string; member_id: number; expires_at: number },
): Promise<void> {
  await tables(reader)
    .deleteFrom('staff_invites')
    .where('member_id', '=', invite.member_id)
    .execute()
  await tables(reader).insertInto('staff_invites').values(invite).execute()
}

/** The row that a link leads to; null when it is unknown or old. */
export async function findInvite(
  reader: Reader,
  tokenHash: string,
  now: number,
): Promise<number | null> {
  const row = await tables(reader)
    .selectFrom('staff_invites')
    .select('member_id')
    .where('token_hash', '=', tokenHash)
    .where('expires_at', '>', now)
    .executeTakeFirst()
  return row?.member_id ?? null
}

/** A link is used up. */
export async function deleteInvites(reader: Reader, memberId: number): Promise<void> {
  await tables(reader).deleteFrom('staff_invites').where('member_id', '=', memberId).execute()
}
