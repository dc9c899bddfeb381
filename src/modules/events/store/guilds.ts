import type { Transaction } from '#core/db/database.ts'
import type { GuildRecord } from '../rules/guild.ts'
import { guildDefaults } from '../rules/guild.ts'
import type { Reader } from './events.ts'

type GuildTables = {
  discord_guilds: Omit<GuildRecord, 'options' | 'webhook_verified' | 'permissions_missing'> & {
    options: string
    webhook_verified: number
    permissions_missing: string
  }
}

function tables(from: Reader) {
  return from.db.$extendTables<GuildTables>()
}

function guildOf(row: GuildTables['discord_guilds']): GuildRecord {
  return {
    ...row,
    options: { ...guildDefaults, ...(JSON.parse(row.options) as Partial<GuildRecord['options']>) },
    webhook_verified: row.webhook_verified === 1,
    permissions_missing: JSON.parse(row.permissions_missing) as string[],
  }
}

/** All servers that are joined with an organisation; there are few. */
export async function loadGuilds(from: Reader): Promise<GuildRecord[]> {
  const rows = await tables(from)
    .selectFrom('discord_guilds')
    .selectAll()
    .orderBy('created_at')
    .execute()
  return rows.map(guildOf)
}

/** One server; null when it is not joined. */
export async function loadGuild(from: Reader, guildId: string): Promise<GuildRecord | null> {
  const row = await tables(from)
    .selectFrom('discord_guilds')
    .selectAll()
    .where('guild_id', '=', guildId)
    .executeTakeFirst()
  return row ? guildOf(row) : null
}

/** Stores a server, new or not. */
export async function saveGuild(tx: Transaction, guild: GuildRecord): Promise<void> {
  const row = {
    ...guild,
    options: JSON.stringify(guild.options),
    webhook_verified: Number(guild.webhook_verified),
    permissions_missing: JSON.stringify(guild.permissions_missing),
  }
  const { guild_id: _, id: __, created_at: ___, ...changes } = row
  await tables(tx)
    .insertInto('discord_guilds')
    .values(row)
    .onConflict((conflict) => conflict.column('guild_id').doUpdateSet(changes))
    .execute()
}

/** Forgets that a server is joined. */
export async function deleteGuild(tx: Transaction, guildId: string): Promise<void> {
  await tables(tx).deleteFrom('discord_guilds').where('guild_id', '=', guildId).execute()
}
