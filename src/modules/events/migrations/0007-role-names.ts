import type { Kysely } from 'kysely'

/** What a role was called by us: one that is called otherwise by now was renamed by a person. */
export const roleNames = {
  name: '0007-role-names',
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema.alterTable('discord_role_mappings').addColumn('given_name', 'text').execute()
  },
}
