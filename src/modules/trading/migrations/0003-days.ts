import { sql, type Kysely } from 'kysely'

/**
 * What a day began with, what books and exchange cannot agree on in KRW, and quick ways to the orders
 * and the payments of a day.
 */
export const days = {
  name: '0003-days',
  async up(db: Kysely<unknown>): Promise<void> {
    for (const text of [
      'alter table trading_equity add column opening text',
      'alter table trading_equity add column opened_at bigint',
      "alter table trading_accounts add column unexplained text not null default '0'",
      'create index trading_orders_by_time on trading_orders (account_id, created_at)',
      'create index trading_fills_by_kind on trading_fills (account_id, kind, at)',
    ])
      await sql.raw(text).execute(db)
  },
}
