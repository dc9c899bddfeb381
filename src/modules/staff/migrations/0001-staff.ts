import type { ColumnDefinitionBuilder, Kysely } from 'kysely'

const required = (column: ColumnDefinitionBuilder) => column.notNull()

/** The people of a roster and their ranks. */
async function people(db: Kysely<unknown>, dialect: 'sqlite' | 'postgres'): Promise<void> {
  const number = dialect === 'sqlite' ? 'integer' : 'serial'
  const key = (column: ColumnDefinitionBuilder) =>
    dialect === 'sqlite' ? column.primaryKey().autoIncrement() : column.primaryKey()
  await db.schema
    .createTable('staff_members')
    .addColumn('id', number, key)
    .addColumn('guild_id', 'text', required)
    .addColumn('discord_id', 'text')
    .addColumn('account_id', 'bigint')
    .addColumn('display_name', 'text', required)
    .addColumn('username', 'text')
    .addColumn('role', 'text')
    .addColumn('department', 'text')
    .addColumn('timezone', 'text')
    .addColumn('is_active', 'integer', required)
    .addColumn('loa_since', 'bigint')
    .addColumn('loa_until', 'bigint')
    .addColumn('loa_reason', 'text')
    .addColumn('duty', 'text', required)
    .addColumn('duty_since', 'bigint')
    .addColumn('privacy', 'text', required)
    .addColumn('shares', 'integer', required)
    .addColumn('origin', 'text', required)
    .addColumn('app_seen_at', 'bigint')
    .addColumn('version', 'bigint', required)
    .addColumn('created_at', 'bigint', required)
    .addColumn('updated_at', 'bigint', required)
    .execute()
  await db.schema
    .createIndex('staff_members_by_discord')
    .on('staff_members')
    .columns(['guild_id', 'discord_id'])
    .unique()
    .execute()
  await db.schema
    .createIndex('staff_members_by_account')
    .on('staff_members')
    .columns(['account_id'])
    .execute()
  await db.schema
    .createTable('staff_ranks')
    .addColumn('guild_id', 'text', required)
    .addColumn('role', 'text', required)
    .addColumn('priority', 'integer', required)
    .addColumn('color', 'text')
    .addColumn('department', 'text')
    .addColumn('discord_role_id', 'text')
    .addPrimaryKeyConstraint('staff_ranks_key', ['guild_id', 'role'])
    .execute()
  await db.schema
    .createTable('staff_duty_sessions')
    .addColumn('id', number, key)
    .addColumn('member_id', 'integer', required)
    .addColumn('started_at', 'bigint', required)
    .addColumn('ended_at', 'bigint')
    .addColumn('break_ms', 'bigint', required)
    .addColumn('break_since', 'bigint')
    .execute()
  await db.schema
    .createIndex('staff_duty_sessions_by_member')
    .on('staff_duty_sessions')
    .columns(['member_id', 'started_at'])
    .execute()
}

/** What was seen of them, and what is kept of it. */
async function presences(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('staff_presences')
    .addColumn('guild_id', 'text', required)
    .addColumn('discord_id', 'text', required)
    .addColumn('presence', 'text')
    .addColumn('in_guild', 'integer')
    .addColumn('observed_at', 'bigint')
    .addColumn('since', 'bigint')
    .addColumn('seen_at', 'bigint')
    .addPrimaryKeyConstraint('staff_presences_key', ['guild_id', 'discord_id'])
    .execute()
  await db.schema
    .createTable('staff_history')
    .addColumn('guild_id', 'text', required)
    .addColumn('discord_id', 'text', required)
    .addColumn('at', 'bigint', required)
    .addColumn('status', 'text')
    .addPrimaryKeyConstraint('staff_history_key', ['guild_id', 'discord_id', 'at'])
    .execute()
  await db.schema.createIndex('staff_history_by_at').on('staff_history').column('at').execute()
}

/** The roster's message in Discord, links to take over a row, and when all were looked at. */
async function around(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('staff_panels')
    .addColumn('guild_id', 'text', (column) => column.primaryKey())
    .addColumn('channel_id', 'text', required)
    .addColumn('message_id', 'text')
    .addColumn('locale', 'text', required)
    .addColumn('version', 'bigint', required)
    .addColumn('updated_at', 'bigint', required)
    .execute()
  await db.schema
    .createTable('staff_invites')
    .addColumn('token_hash', 'text', (column) => column.primaryKey())
    .addColumn('member_id', 'integer', required)
    .addColumn('expires_at', 'bigint', required)
    .execute()
  await db.schema
    .createTable('staff_syncs')
    .addColumn('guild_id', 'text', (column) => column.primaryKey())
    .addColumn('at', 'bigint', required)
    .execute()
}

/** The roster and all that belongs to it. */
export const staffTables = {
  name: '0001-staff',
  async up(db: Kysely<unknown>, dialect: 'sqlite' | 'postgres'): Promise<void> {
    await people(db, dialect)
    await presences(db)
    await around(db)
  },
}
