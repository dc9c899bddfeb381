import type { Kysely } from 'kysely'

/** A key may end by itself, and may be bound to the people it acts for. */
export const keyLimits = {
  name: '0011-key-limits',
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema.alterTable('api_keys').addColumn('act_as', 'text').execute()
    await db.schema.alterTable('api_keys').addColumn('expires_at', 'bigint').execute()
  },
}
