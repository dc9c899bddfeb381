import { sql, type Kysely } from 'kysely'

/** Which guilds show names to everybody stands where a party is read. */
export const publicNames = {
  name: '0004-public-names',
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`alter table recruitment_settings add column names_public integer not null default 0`.execute(
      db,
    )
    await sql`update recruitment_settings set names_public = 1
      where settings like '%"names_public":true%'`.execute(db)
  },
}
