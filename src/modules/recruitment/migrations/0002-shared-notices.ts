import { sql, type Kysely } from 'kysely'

/** What was told to whom moves to the tables that all modules share. */
export const sharedNotices = {
  name: '0002-shared-notices',
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      insert into notices (module, object_id, kind, version, user_id, outcome, at)
      select 'recruitment', cast(recruitment_id as text), kind, version, user_id, outcome, at
      from recruitment_notices`.execute(db)
    await sql`insert into closed_dms (user_id, at) select user_id, at from recruitment_closed_dms`.execute(
      db,
    )
    await db.schema.dropTable('recruitment_notices').execute()
    await db.schema.dropTable('recruitment_closed_dms').execute()
  },
}
