import type { Kysely } from 'kysely'

/** What the benchmark cost when a day began, so that the first day has something to be compared with. */
export const openingBenchmarks = {
  name: '0006-opening-benchmarks',
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema.alterTable('trading_equity').addColumn('opening_benchmark', 'text').execute()
  },
}
