import type { Kysely } from 'kysely'

/** When administrators were told that a form will be deleted. */
export const purgeNotice = {
  name: '0003-purge-notice',
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema.alterTable('google_forms').addColumn('purge_told_at', 'bigint').execute()
  },
}
