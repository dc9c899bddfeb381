import { sql, type ColumnDefinitionBuilder, type CreateTableBuilder, type Kysely } from 'kysely'

type Dialect = 'sqlite' | 'postgres'

const required = (column: ColumnDefinitionBuilder) => column.notNull()
const key = (column: ColumnDefinitionBuilder) => column.primaryKey()
const ofForm = (column: ColumnDefinitionBuilder) =>
  column.notNull().references('google_forms.id').onDelete('cascade')

/** Rows in the order of their key: nothing tells which came first. */
function unordered<T extends string>(table: CreateTableBuilder<T>, dialect: Dialect) {
  return dialect === 'sqlite' ? table.modifyEnd(sql`without rowid`) : table
}

async function forms(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('google_forms')
    .addColumn('id', 'text', key)
    .addColumn('form_id', 'text', (column) => column.notNull().unique())
    .addColumn('form_url', 'text', required)
    .addColumn('title', 'text', required)
    .addColumn('description', 'text')
    .addColumn('created_by', 'text', required)
    .addColumn('created_at', 'bigint', required)
    .addColumn('deadline', 'bigint')
    .addColumn('state', 'text', required)
    .addColumn('target_roles', 'text', required)
    .addColumn('is_anonymous', 'integer', required)
    .addColumn('allow_edit', 'integer', required)
    .addColumn('message_id', 'text')
    .addColumn('channel_id', 'text')
    .addColumn('updated_at', 'bigint', required)
    .addColumn('guild_id', 'text', required)
    .addColumn('anonymity', 'text', required)
    .addColumn('responder_uri', 'text')
    .addColumn('revision_id', 'text')
    .addColumn('questions', 'text', required)
    .addColumn('code_question_id', 'text')
    .addColumn('code_question_ids', 'text', required)
    .addColumn('prefill', 'text', required)
    .addColumn('prefill_map', 'text', required)
    .addColumn('code_key', 'text')
    .addColumn('voprf_public_key', 'text')
    .addColumn('question_count', 'integer', required)
    .addColumn('estimated_minutes', 'integer')
    .addColumn('published_at', 'bigint')
    .addColumn('closed_at', 'bigint')
    .addColumn('accepting', 'integer')
    .addColumn('legacy', 'integer', required)
    .addColumn('reissued', 'integer', required)
    .addColumn('shown_answered', 'integer', required)
    .addColumn('shown_at', 'bigint', required)
    .addColumn('last_fetch_at', 'bigint')
    .addColumn('next_fetch_at', 'bigint')
    .addColumn('swept_at', 'bigint')
    .addColumn('hot_until', 'bigint', required)
    .addColumn('cursor', 'bigint')
    .addColumn('fetch_error', 'text')
    .addColumn('drift', 'text', required)
    .addColumn('undo', 'text')
    .addColumn('locale', 'text', required)
    .addColumn('version', 'bigint', required)
    .execute()
  for (const column of ['guild_id', 'state', 'next_fetch_at']) {
    await db.schema
      .createIndex(`google_forms_by_${column}`)
      .on('google_forms')
      .columns([column, 'id'])
      .execute()
  }
}

async function responses(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  await db.schema
    .createTable('form_responses')
    .addColumn('id', dialect === 'sqlite' ? 'integer' : 'serial', (column) =>
      dialect === 'sqlite' ? column.primaryKey().autoIncrement() : column.primaryKey(),
    )
    .addColumn('form_id', 'text', ofForm)
    .addColumn('discord_id', 'text', required)
    .addColumn('responded_at', 'bigint', required)
    .addColumn('jwt_token_hash', 'text')
    .addColumn('response_edit_url', 'text')
    .addColumn('google_response_id', 'text', required)
    .addColumn('last_submitted_at', 'bigint', required)
    .addColumn('status', 'text', required)
    .addColumn('source', 'text', required)
    .addUniqueConstraint('form_responses_once', ['form_id', 'discord_id'])
    .execute()
  const answers = db.schema
    .createTable('form_answers')
    .addColumn('form_id', 'text', ofForm)
    .addColumn('google_response_id', 'text', required)
    .addColumn('code_hash', 'text')
    .addColumn('code_state', 'text', required)
    .addColumn('status', 'text', required)
    .addColumn('flags', 'text', required)
    .addColumn('ruling', 'text')
    .addColumn('create_time', 'bigint', required)
    .addColumn('submitted_time', 'bigint', required)
    .addColumn('seen_time', 'bigint', required)
    .addColumn('answers', 'text', required)
    .addPrimaryKeyConstraint('form_answers_key', ['form_id', 'google_response_id'])
  await unordered(answers, dialect).execute()
  await db.schema
    .createIndex('form_answers_by_code')
    .on('form_answers')
    .columns(['form_id', 'code_hash'])
    .execute()
}

async function links(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const tokens = db.schema
    .createTable('form_tokens')
    .addColumn('token_hash', 'text', key)
    .addColumn('form_id', 'text', ofForm)
    .addColumn('discord_id', 'text', required)
    .addColumn('issued_at', 'bigint', required)
    .addColumn('expires_at', 'bigint', required)
    .addColumn('used_at', 'bigint')
    .addColumn('used_ip', 'text')
    .addColumn('revoked', 'integer', required)
  await unordered(tokens, dialect).execute()
  await db.schema
    .createIndex('form_tokens_by_form')
    .on('form_tokens')
    .columns(['form_id', 'discord_id'])
    .execute()
  await db.schema
    .createTable('form_links')
    .addColumn('form_id', 'text', ofForm)
    .addColumn('discord_id', 'text', required)
    .addColumn('code_hash', 'text', (column) => column.notNull().unique())
    .addColumn('first_issued_at', 'bigint')
    .addColumn('used_at', 'bigint')
    .addPrimaryKeyConstraint('form_links_key', ['form_id', 'discord_id'])
    .execute()
  const issued = db.schema
    .createTable('form_anon_issued')
    .addColumn('form_id', 'text', ofForm)
    .addColumn('discord_id', 'text', required)
    .addColumn('blinded', 'text')
    .addPrimaryKeyConstraint('form_anon_issued_key', ['form_id', 'discord_id'])
  await unordered(issued, dialect).execute()
  const pool = db.schema
    .createTable('form_code_pool')
    .addColumn('form_id', 'text', ofForm)
    .addColumn('number', 'integer', required)
    .addColumn('sealed', 'text', required)
    .addPrimaryKeyConstraint('form_code_pool_key', ['form_id', 'number'])
  await unordered(pool, dialect).execute()
  const hashes = db.schema
    .createTable('form_code_hashes')
    .addColumn('form_id', 'text', ofForm)
    .addColumn('code_hash', 'text', required)
    .addPrimaryKeyConstraint('form_code_hashes_key', ['form_id', 'code_hash'])
  await unordered(hashes, dialect).execute()
  await db.schema
    .createTable('form_refusals')
    .addColumn('form_id', 'text', ofForm)
    .addColumn('code', 'text', required)
    .addColumn('count', 'integer', required)
    .addPrimaryKeyConstraint('form_refusals_key', ['form_id', 'code'])
    .execute()
}

async function reminders(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  await db.schema
    .createTable('form_reminders')
    .addColumn('id', dialect === 'sqlite' ? 'integer' : 'serial', (column) =>
      dialect === 'sqlite' ? column.primaryKey().autoIncrement() : column.primaryKey(),
    )
    .addColumn('form_id', 'text', ofForm)
    .addColumn('discord_id', 'text', required)
    .addColumn('reminder_type', 'text', required)
    .addColumn('sent_at', 'bigint', required)
    .addColumn('channel', 'text', required)
    .addColumn('outcome', 'text', required)
    .addColumn('batch', 'text')
    .addUniqueConstraint('form_reminders_once', ['form_id', 'discord_id', 'reminder_type'])
    .execute()
  await db.schema
    .createTable('form_reminder_steps')
    .addColumn('form_id', 'text', ofForm)
    .addColumn('reminder_type', 'text', required)
    .addColumn('due_at', 'bigint', required)
    .addColumn('state', 'text', required)
    .addColumn('users', 'text')
    .addPrimaryKeyConstraint('form_reminder_steps_key', ['form_id', 'reminder_type'])
    .execute()
}

async function people(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('form_members')
    .addColumn('discord_id', 'text', key)
    .addColumn('name', 'text', required)
    .addColumn('student_id', 'text')
    .addColumn('discord_username', 'text')
    .addColumn('team', 'text')
    .addColumn('grade', 'text')
    .execute()
  await db.schema
    .createTable('form_preferences')
    .addColumn('discord_id', 'text', key)
    .addColumn('dm_reminders', 'integer', required)
    .execute()
  await db.schema
    .createTable('form_uses')
    .addColumn('id', 'text', key)
    .addColumn('user_id', 'text', required)
    .addColumn('kind', 'text', required)
    .addColumn('at', 'bigint', required)
    .execute()
  await db.schema
    .createIndex('form_uses_by_user')
    .on('form_uses')
    .columns(['user_id', 'kind', 'at'])
    .execute()
  await db.schema
    .createTable('form_settings')
    .addColumn('guild_id', 'text', key)
    .addColumn('settings', 'text', required)
    .execute()
  await db.schema
    .createTable('form_alerts')
    .addColumn('guild_id', 'text', required)
    .addColumn('code', 'text', required)
    .addColumn('object_id', 'text', required)
    .addColumn('count', 'integer', required)
    .addColumn('detail', 'text', required)
    .addColumn('since', 'bigint', required)
    .addPrimaryKeyConstraint('form_alerts_key', ['guild_id', 'code', 'object_id'])
    .execute()
}

async function sheets(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('form_sheets')
    .addColumn('form_id', 'text', (column) => ofForm(column).primaryKey())
    .addColumn('spreadsheet_id', 'text', required)
    .addColumn('next_row', 'integer', required)
    .addColumn('written_at', 'bigint')
    .addColumn('error', 'text')
    .addColumn('next_try_at', 'bigint', required)
    .addColumn('failures', 'integer', required)
    .execute()
  await db.schema
    .createTable('form_sheet_rows')
    .addColumn('form_id', 'text', ofForm)
    .addColumn('google_response_id', 'text', required)
    .addColumn('row_number', 'integer', required)
    .addColumn('written_hash', 'text')
    .addColumn('waiting_since', 'bigint')
    .addPrimaryKeyConstraint('form_sheet_rows_key', ['form_id', 'google_response_id'])
    .execute()
}

/** Forms, their links, responses, reminders, people and copies. */
export const formTables = {
  name: '0001-forms',
  async up(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
    await forms(db)
    await responses(db, dialect)
    await links(db, dialect)
    await reminders(db, dialect)
    await people(db)
    await sheets(db)
  },
}
