import { statement, type Transaction } from '#core/db/database.ts'
import { guildSettings, type GuildSettings } from '../rules/settings.ts'

type Reader = Pick<Transaction, 'db' | 'dialect'>

const selectSettings = statement<{ settings: string }>(
  'select settings from recruitment_settings where guild_id = $1',
)
const putSettings = statement<never>(
  `insert into recruitment_settings (guild_id, settings, names_public, updated_at)
   values ($1, $2, $3, $4)
   on conflict (guild_id) do update set settings = excluded.settings,
     names_public = excluded.names_public, updated_at = excluded.updated_at`,
)
const selectTemplates = statement<{ name: string; fields: string }>(
  'select name, fields from recruitment_templates where guild_id = $1 order by name',
)
const putTemplate = statement<never>(
  `insert into recruitment_templates (guild_id, name, fields, updated_at) values ($1, $2, $3, $4)
   on conflict (guild_id, name) do update set fields = excluded.fields,
     updated_at = excluded.updated_at`,
)
const dropTemplate = statement<{ name: string }>(
  'delete from recruitment_templates where guild_id = $1 and name = $2 returning name',
)
const selectBlock = statement<{ blocked_id: string }>(
  `select blocked_id from recruitment_blocks
   where guild_id = $1 and blocker_id = $2 and blocked_id = $3`,
)
const selectBlocks = statement<{ blocked_id: string }>(
  'select blocked_id from recruitment_blocks where guild_id = $1 and blocker_id = $2',
)
const selectBlockers = statement<{ blocker_id: string }>(
  'select blocker_id from recruitment_blocks where guild_id = $1 and blocked_id = $2',
)
const putBlock = statement<never>(
  `insert into recruitment_blocks (guild_id, blocker_id, blocked_id, created_at)
   values ($1, $2, $3, $4) on conflict do nothing`,
)
const dropBlock = statement<{ blocked_id: string }>(
  `delete from recruitment_blocks where guild_id = $1 and blocker_id = $2 and blocked_id = $3
   returning blocked_id`,
)

const defaults = guildSettings.parse({})

/** What a guild has decided; the defaults until it has. */
export async function loadSettings(db: Reader, guildId: string): Promise<GuildSettings> {
  const [row] = await selectSettings(db, guildId)
  return row ? guildSettings.parse(JSON.parse(row.settings)) : defaults
}

/** Stores a guild's decisions. */
export async function saveSettings(
  tx: Transaction,
  guildId: string,
  settings: GuildSettings,
  now: number,
): Promise<void> {
  const isPublic = Number(settings.names_public)
  await putSettings(tx, guildId, JSON.stringify(settings), isPublic, now)
}

/** A named starting point for parties, as JSON text of a creation's fields. */
export type Template = { name: string; fields: string }

/** A guild's templates by name. */
export async function loadTemplates(db: Reader, guildId: string): Promise<Template[]> {
  return selectTemplates(db, guildId)
}

/** Stores a template under its name. */
export async function saveTemplate(
  tx: Transaction,
  guildId: string,
  template: Template,
  now: number,
): Promise<void> {
  await putTemplate(tx, guildId, template.name, template.fields, now)
}

/** Removes a template; false when there was none. */
export async function deleteTemplate(
  tx: Transaction,
  guildId: string,
  name: string,
): Promise<boolean> {
  return (await dropTemplate(tx, guildId, name)).length > 0
}

/** Whether somebody keeps somebody else out of his or her parties. */
export async function isBlocked(
  db: Reader,
  guildId: string,
  blocker: string,
  blocked: string,
): Promise<boolean> {
  return (await selectBlock(db, guildId, blocker, blocked)).length > 0
}

/** Whom a person keeps out. */
export async function loadBlocks(db: Reader, guildId: string, blocker: string): Promise<string[]> {
  return (await selectBlocks(db, guildId, blocker)).map((row) => row.blocked_id)
}

/** Who keeps a person out. */
export async function loadBlockersOf(
  db: Reader,
  guildId: string,
  blocked: string,
): Promise<string[]> {
  return (await selectBlockers(db, guildId, blocked)).map((row) => row.blocker_id)
}

/** Keeps somebody out, or lets the person in again. */
export async function saveBlock(
  tx: Transaction,
  block: { guild_id: string; blocker: string; blocked: string; on: boolean },
  now: number,
): Promise<void> {
  const { guild_id, blocker, blocked, on } = block
  if (on) await putBlock(tx, guild_id, blocker, blocked, now)
  else await dropBlock(tx, guild_id, blocker, blocked)
}
