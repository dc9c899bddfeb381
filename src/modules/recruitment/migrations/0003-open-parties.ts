import { sql, type Kysely } from 'kysely'

/** However many parties are stored, those that still look for members are found by themselves. */
export const openParties = {
  name: '0003-open-parties',
  async up(db: Kysely<unknown>): Promise<void> {
    // With what says who may see them, so that counting needs no row.
    await sql`create index recruitments_present on recruitments (created_at, id, visibility, guild_id)
      where deleted_at is null`.execute(db)
    await sql`create index recruitments_open on recruitments (created_at, id)
      where deleted_at is null and state in ('open', 'started')`.execute(db)
    await sql`create index recruitments_deleted on recruitments (deleted_at)
      where deleted_at is not null`.execute(db)
  },
}
