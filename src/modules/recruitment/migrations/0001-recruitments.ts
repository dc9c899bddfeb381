import type { ColumnDefinitionBuilder, CreateTableBuilder, Kysely } from 'kysely'

const required = (column: ColumnDefinitionBuilder) => column.notNull()

function partyColumns<T extends string>(table: CreateTableBuilder<T, never>) {
  return table
    .addColumn('guild_id', 'text', required)
    .addColumn('channel_id', 'text', required)
    .addColumn('message_id', 'text')
    .addColumn('post_after', 'bigint')
    .addColumn('owner_id', 'text', required)
    .addColumn('title', 'text', required)
    .addColumn('description', 'text', required)
    .addColumn('max_slots', 'integer', required)
    .addColumn('min_slots', 'integer')
    .addColumn('current_slots', 'integer', required)
    .addColumn('roles', 'text', required)
    .addColumn('waitlist_enabled', 'integer', required)
    .addColumn('offer_ms', 'bigint')
    .addColumn('start_on_full', 'integer', required)
    .addColumn('state', 'text', required)
    .addColumn('closed_reason', 'text')
    .addColumn('closed_at', 'bigint')
    .addColumn('starts_at', 'bigint')
    .addColumn('started_at', 'bigint')
    .addColumn('expires_at', 'bigint')
    .addColumn('timezone', 'text')
    .addColumn('active_at', 'bigint', required)
    .addColumn('last_call_at', 'bigint')
    .addColumn('game', 'text')
    .addColumn('tags', 'text', required)
    .addColumn('template', 'text')
    .addColumn('visibility', 'text', required)
    .addColumn('locale', 'text', required)
    .addColumn('ping_role_id', 'text')
    .addColumn('required_role_id', 'text')
    .addColumn('wants_voice', 'integer', required)
    .addColumn('wants_thread', 'integer', required)
    .addColumn('voice_channel_id', 'text')
    .addColumn('thread_id', 'text')
    .addColumn('bumped_at', 'bigint')
    .addColumn('clock_at', 'bigint')
    .addColumn('version', 'bigint', required)
    .addColumn('created_at', 'bigint', required)
    .addColumn('updated_at', 'bigint', required)
    .addColumn('deleted_at', 'bigint')
}

/** Parties; their people are in the core's table of seats. */
async function parties(db: Kysely<unknown>, dialect: 'sqlite' | 'postgres'): Promise<void> {
  const table = db.schema
    .createTable('recruitments')
    .addColumn('id', dialect === 'sqlite' ? 'integer' : 'serial', (column) =>
      dialect === 'sqlite' ? column.primaryKey().autoIncrement() : column.primaryKey(),
    )
  await partyColumns(table as CreateTableBuilder<'recruitments', never>).execute()
  for (const column of [
    'guild_id',
    'owner_id',
    'state',
    'created_at',
    'updated_at',
    'starts_at',
    'voice_channel_id',
  ]) {
    await db.schema
      .createIndex(`recruitments_by_${column}`)
      .on('recruitments')
      .columns([column, 'id'])
      .execute()
  }
}

/** What a guild, its members and its channels have decided about parties. */
async function preferences(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('recruitment_settings')
    .addColumn('guild_id', 'text', (column) => column.primaryKey())
    .addColumn('settings', 'text', required)
    .addColumn('updated_at', 'bigint', required)
    .execute()
  await db.schema
    .createTable('recruitment_templates')
    .addColumn('guild_id', 'text', required)
    .addColumn('name', 'text', required)
    .addColumn('fields', 'text', required)
    .addColumn('updated_at', 'bigint', required)
    .addPrimaryKeyConstraint('recruitment_templates_key', ['guild_id', 'name'])
    .execute()
  await db.schema
    .createTable('recruitment_blocks')
    .addColumn('guild_id', 'text', required)
    .addColumn('blocker_id', 'text', required)
    .addColumn('blocked_id', 'text', required)
    .addColumn('created_at', 'bigint', required)
    .addPrimaryKeyConstraint('recruitment_blocks_key', ['guild_id', 'blocker_id', 'blocked_id'])
    .execute()
  await db.schema
    .createTable('recruitment_alerts')
    .addColumn('guild_id', 'text', required)
    .addColumn('user_id', 'text', required)
    .addColumn('kind', 'text', required)
    .addColumn('value', 'text', required)
    .addColumn('created_at', 'bigint', required)
    .addPrimaryKeyConstraint('recruitment_alerts_key', ['guild_id', 'user_id', 'kind', 'value'])
    .execute()
}

/** What was told to whom, for budgets, and who did not come. */
async function records(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('recruitment_notices')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('recruitment_id', 'integer', required)
    .addColumn('user_id', 'text', required)
    .addColumn('kind', 'text', required)
    .addColumn('version', 'bigint', required)
    .addColumn('outcome', 'text', required)
    .addColumn('at', 'bigint', required)
    .execute()
  await db.schema
    .createIndex('recruitment_notices_by_user')
    .on('recruitment_notices')
    .columns(['user_id', 'kind', 'at'])
    .execute()
  await db.schema
    .createIndex('recruitment_notices_by_party')
    .on('recruitment_notices')
    .columns(['recruitment_id', 'kind', 'version'])
    .execute()
  await db.schema
    .createTable('recruitment_closed_dms')
    .addColumn('user_id', 'text', (column) => column.primaryKey())
    .addColumn('at', 'bigint', required)
    .execute()
  await db.schema
    .createTable('recruitment_voice')
    .addColumn('guild_id', 'text', required)
    .addColumn('user_id', 'text', required)
    .addColumn('channel_id', 'text', required)
    .addPrimaryKeyConstraint('recruitment_voice_key', ['guild_id', 'user_id'])
    .execute()
  await db.schema
    .createIndex('recruitment_voice_by_channel')
    .on('recruitment_voice')
    .column('channel_id')
    .execute()
  await db.schema
    .createTable('recruitment_no_shows')
    .addColumn('recruitment_id', 'integer', required)
    .addColumn('user_id', 'text', required)
    .addColumn('at', 'bigint', required)
    .addPrimaryKeyConstraint('recruitment_no_shows_key', ['recruitment_id', 'user_id'])
    .execute()
}

/** Parties and all that belongs to them. */
export const recruitments = {
  name: '0001-recruitments',
  async up(db: Kysely<unknown>, dialect: 'sqlite' | 'postgres'): Promise<void> {
    await parties(db, dialect)
    await preferences(db)
    await records(db)
  },
}
