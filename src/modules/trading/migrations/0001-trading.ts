import type { ColumnDefinitionBuilder, Kysely } from 'kysely'

const required = (column: ColumnDefinitionBuilder) => column.notNull()
const key = (column: ColumnDefinitionBuilder) => column.primaryKey()

/** Accounts: pretend and real money never share a row, nor do two keys. */
async function accounts(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('trading_accounts')
    .addColumn('id', 'text', key)
    .addColumn('mode', 'text', required)
    .addColumn('exchange', 'text', required)
    .addColumn('base_url', 'text', required)
    .addColumn('key_ref', 'text', required)
    // Who sends orders now; the number grows with every change of hands.
    .addColumn('lease_owner', 'text')
    .addColumn('lease_until', 'bigint', (column) => column.notNull().defaultTo(0))
    .addColumn('fence', 'bigint', (column) => column.notNull().defaultTo(0))
    .addColumn('degraded', 'text')
    .addColumn('recovered_at', 'bigint')
    .addColumn('created_at', 'bigint', required)
    .execute()
}

/** Orders from the wish to the end, and every step of them. */
async function orders(db: Kysely<unknown>, dialect: 'sqlite' | 'postgres'): Promise<void> {
  await db.schema
    .createTable('trading_orders')
    .addColumn('id', 'text', key)
    .addColumn('account_id', 'text', required)
    .addColumn('mode', 'text', required)
    .addColumn('client_id', 'text', (column) => column.unique())
    .addColumn('attempt', 'integer', required)
    .addColumn('exchange_uuid', 'text')
    // The request that made it, so that its repetition finds it.
    .addColumn('idempotency_key', 'text', (column) => column.unique())
    .addColumn('source_kind', 'text', required)
    .addColumn('user_id', 'text')
    .addColumn('strategy_id', 'text')
    .addColumn('strategy', 'text')
    .addColumn('channel_id', 'text')
    .addColumn('guild_id', 'text')
    .addColumn('market', 'text', required)
    .addColumn('side', 'text', required)
    .addColumn('type', 'text', required)
    .addColumn('time_in_force', 'text')
    .addColumn('krw', 'text')
    .addColumn('volume', 'text')
    .addColumn('price', 'text')
    // What it was thought to come to when it was checked; limits count it.
    .addColumn('est_krw', 'text', required)
    .addColumn('est_price', 'text', required)
    .addColumn('state', 'text', required)
    .addColumn('state_at', 'bigint', required)
    .addColumn('expires_at', 'bigint')
    .addColumn('approved_by', 'text')
    .addColumn('fence', 'bigint')
    .addColumn('sent_at', 'bigint')
    .addColumn('not_found', 'integer', required)
    .addColumn('first_lookup_at', 'bigint')
    .addColumn('filled_volume', 'text', required)
    .addColumn('filled_krw', 'text', required)
    .addColumn('fee_krw', 'text', required)
    .addColumn('error', 'text')
    .addColumn('error_text', 'text')
    .addColumn('message_id', 'text')
    .addColumn('version', 'bigint', required)
    .addColumn('created_at', 'bigint', required)
    .addColumn('updated_at', 'bigint', required)
    .execute()
  await db.schema
    .createIndex('trading_orders_by_state')
    .on('trading_orders')
    .columns(['account_id', 'state', 'id'])
    .execute()
  await db.schema
    .createIndex('trading_orders_by_person')
    .on('trading_orders')
    .columns(['account_id', 'user_id', 'created_at'])
    .execute()
  await db.schema
    .createTable('trading_order_events')
    .addColumn(
      'id',
      dialect === 'sqlite' ? 'integer' : 'bigserial',
      dialect === 'sqlite' ? (column) => column.primaryKey().autoIncrement() : key,
    )
    .addColumn('order_id', 'text', required)
    .addColumn('from_state', 'text')
    .addColumn('to_state', 'text', required)
    .addColumn('reason', 'text', required)
    .addColumn('payload', 'text', required)
    .addColumn('at', 'bigint', required)
    .execute()
  await db.schema
    .createIndex('trading_order_events_by_order')
    .on('trading_order_events')
    .columns(['order_id', 'id'])
    .execute()
}

/** What happened to the money: fills are the truth, positions a projection of them. */
async function books(db: Kysely<unknown>, dialect: 'sqlite' | 'postgres'): Promise<void> {
  const serial = dialect === 'sqlite' ? 'integer' : 'bigserial'
  const serialKey =
    dialect === 'sqlite'
      ? (column: ColumnDefinitionBuilder) => column.primaryKey().autoIncrement()
      : key
  await db.schema
    .createTable('trading_fills')
    .addColumn('id', serial, serialKey)
    .addColumn('trade_uuid', 'text', (column) => column.notNull().unique())
    .addColumn('account_id', 'text', required)
    .addColumn('order_id', 'text')
    .addColumn('kind', 'text', required)
    .addColumn('market', 'text', required)
    .addColumn('side', 'text', required)
    .addColumn('price', 'text', required)
    .addColumn('volume', 'text', required)
    .addColumn('funds', 'text', required)
    .addColumn('fee', 'text', required)
    .addColumn('fee_estimated', 'integer', required)
    .addColumn('strategy', 'text')
    .addColumn('at', 'bigint', required)
    .execute()
  await db.schema
    .createIndex('trading_fills_by_market')
    .on('trading_fills')
    .columns(['account_id', 'market', 'id'])
    .execute()
  await db.schema
    .createIndex('trading_fills_by_order')
    .on('trading_fills')
    .column('order_id')
    .execute()
  await db.schema
    .createTable('trading_ledger')
    .addColumn('id', serial, serialKey)
    .addColumn('account_id', 'text', required)
    .addColumn('fill_uuid', 'text', (column) => column.notNull().unique())
    .addColumn('kind', 'text', required)
    .addColumn('market', 'text', required)
    .addColumn('cash', 'text', required)
    .addColumn('asset', 'text', required)
    .addColumn('fee', 'text', required)
    .addColumn('realised', 'text', required)
    .addColumn('at', 'bigint', required)
    .execute()
  await db.schema
    .createIndex('trading_ledger_by_time')
    .on('trading_ledger')
    .columns(['account_id', 'at'])
    .execute()
  await db.schema
    .createTable('trading_positions')
    .addColumn('account_id', 'text', required)
    .addColumn('market', 'text', required)
    .addColumn('volume', 'text', required)
    .addColumn('cost', 'text', required)
    .addColumn('realised', 'text', required)
    .addColumn('fees', 'text', required)
    .addColumn('opened_at', 'bigint')
    .addColumn('strategy', 'text')
    .addColumn('stop_price', 'text')
    .addColumn('version', 'bigint', required)
    .addPrimaryKeyConstraint('trading_positions_key', ['account_id', 'market'])
    .execute()
  await db.schema
    .createTable('trading_equity')
    .addColumn('account_id', 'text', required)
    .addColumn('day', 'text', required)
    .addColumn('at', 'bigint', required)
    .addColumn('equity', 'text', required)
    .addColumn('cash', 'text', required)
    // What came in (or went out, negative) from outside since the line before.
    .addColumn('flow', 'text', required)
    .addColumn('benchmark', 'text')
    .addPrimaryKeyConstraint('trading_equity_key', ['account_id', 'day'])
    .execute()
}

/** Strategies, what they saw, and the candles they saw it in. */
async function strategies(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('trading_strategies')
    .addColumn('id', 'text', key)
    .addColumn('strategy', 'text', required)
    .addColumn('market', 'text', required)
    .addColumn('span', 'text', required)
    .addColumn('params', 'text', required)
    .addColumn('order_krw', 'text', required)
    .addColumn('stop_pct', 'text')
    .addColumn('enabled', 'integer', required)
    .addColumn('next_run_at', 'bigint')
    .addColumn('last_run_at', 'bigint')
    .addColumn('last_error', 'text')
    .addColumn('created_by', 'text')
    .addColumn('created_at', 'bigint', required)
    .execute()
  await db.schema
    .createTable('trading_signals')
    .addColumn('id', 'text', key)
    .addColumn('strategy_id', 'text', required)
    .addColumn('strategy', 'text', required)
    .addColumn('market', 'text', required)
    .addColumn('span', 'text', required)
    .addColumn('candle_at', 'bigint', required)
    .addColumn('side', 'text', required)
    .addColumn('strength', 'double precision', required)
    .addColumn('price', 'text', required)
    .addColumn('reason', 'text', required)
    .addColumn('acted', 'integer', required)
    .addColumn('skipped', 'text')
    .addColumn('order_id', 'text')
    .addColumn('at', 'bigint', required)
    .addUniqueConstraint('trading_signals_once', ['strategy', 'market', 'span', 'candle_at'])
    .execute()
  await db.schema
    .createTable('trading_candles')
    .addColumn('market', 'text', required)
    .addColumn('span', 'text', required)
    .addColumn('at', 'bigint', required)
    .addColumn('open', 'text', required)
    .addColumn('high', 'text', required)
    .addColumn('low', 'text', required)
    .addColumn('close', 'text', required)
    .addColumn('volume', 'text', required)
    .addPrimaryKeyConstraint('trading_candles_key', ['market', 'span', 'at'])
    .execute()
}

/** What requests, rights, switches and notifications need to be remembered by. */
async function doors(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('trading_settings')
    .addColumn('name', 'text', key)
    .addColumn('value', 'text', required)
    .addColumn('updated_by', 'text')
    .addColumn('updated_at', 'bigint', required)
    .execute()
  await db.schema
    .createTable('trading_requests')
    .addColumn('key', 'text', key)
    .addColumn('request_hash', 'text', required)
    .addColumn('answer', 'text')
    .addColumn('owner', 'text', required)
    .addColumn('created_at', 'bigint', required)
    .execute()
  await db.schema
    .createTable('trading_nonces')
    .addColumn('nonce', 'text', key)
    .addColumn('expires_at', 'bigint', required)
    .execute()
  await db.schema
    .createTable('trading_roles')
    .addColumn('guild_id', 'text', required)
    .addColumn('role_id', 'text', required)
    .addColumn('level', 'text', required)
    .addPrimaryKeyConstraint('trading_roles_key', ['guild_id', 'role_id'])
    .execute()
  await db.schema
    .createTable('trading_notifications')
    .addColumn('id', 'text', key)
    .addColumn('dedupe_key', 'text', (column) => column.unique())
    .addColumn('channel_id', 'text', required)
    .addColumn('type', 'text', required)
    .addColumn('title', 'text')
    .addColumn('message', 'text', required)
    .addColumn('fields', 'text', required)
    .addColumn('state', 'text', required)
    .addColumn('message_id', 'text')
    .addColumn('tried_at', 'bigint')
    .addColumn('error', 'text')
    .addColumn('created_at', 'bigint', required)
    .execute()
}

/** Everything of trading. Times are epoch milliseconds, amounts decimal texts. */
export const trading = {
  name: '0001-trading',
  async up(db: Kysely<unknown>, dialect: 'sqlite' | 'postgres'): Promise<void> {
    await accounts(db)
    await orders(db, dialect)
    await books(db, dialect)
    await strategies(db)
    await doors(db)
  },
}
