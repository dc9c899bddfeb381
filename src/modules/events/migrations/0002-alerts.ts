import { sql, type Kysely } from 'kysely'

/** One open alert for a problem and place at most, and how many events a server had when it was listed last. */
export const alertTables = {
  name: '0002-alerts',
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createIndex('event_alerts_open')
      .unique()
      .on('event_alerts')
      .columns(['kind', 'guild_id'])
      .where(sql<boolean>`ended_at is null`)
      .execute()
    await db.schema
      .createIndex('event_conflicts_by_time')
      .on('event_conflicts')
      .column('created_at')
      .execute()
    await db.schema
      .createIndex('event_sync_log_by_time')
      .on('event_sync_log')
      .columns(['cause', 'at'])
      .execute()
    await db.schema.alterTable('discord_guilds').addColumn('listed', 'integer').execute()
  },
}
