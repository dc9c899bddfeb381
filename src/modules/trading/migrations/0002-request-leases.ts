import { sql, type Kysely } from 'kysely'

/** Whoever works on a request says so again and again, so that the work of the dead goes on soon. */
export const requestLeases = {
  name: '0002-request-leases',
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`alter table trading_requests add column lease_until bigint not null default 0`.execute(
      db,
    )
  },
}
