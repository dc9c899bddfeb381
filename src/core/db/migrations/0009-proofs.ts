import type { Kysely } from 'kysely'

/** A begun sign-in may be for something else than a session. */
export const proofs = {
  name: '0009-proofs',
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema.alterTable('sign_ins').addColumn('purpose', 'text').execute()
    await db.schema.alterTable('sign_ins').addColumn('data', 'text').execute()
  },
}
