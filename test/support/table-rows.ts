import { createHash } from 'node:crypto'
import type { Database } from '#core/db/database.ts'

/**
 * Tables that go on by themselves (work in line, prices, presences, who has called when), and those that hold only
 * what is a caller's own.
 */
const restless = [
  /^(jobs|job_schedules|inbox|api_keys|sessions|sign_ins|users|meta|leases|migrations|panels)$/,
  /^(gateway_|sqlite_|pgboss)|candle|market|equity|presence|webhook|^google_forms$/,
  /^(event_notice_preferences|event_feeds|form_preferences)$/,
]

/** Every table as it stands: how many rows it has, and a sum over all of them. */
export async function tablesOf(database: Database): Promise<Record<string, string>> {
  const tables = await database.db.introspection.getTables()
  const sums: Record<string, string> = {}
  for (const { name } of tables.filter(
    (table) => !restless.some((shape) => shape.test(table.name)),
  )) {
    const rows = await database.db
      .$extendTables<Record<string, Record<string, unknown>>>()
      .selectFrom(name)
      .selectAll()
      .execute()
    const texts = rows.map((row) => JSON.stringify(row)).toSorted()
    sums[name] = `${texts.length} ${createHash('sha1').update(texts.join('\n')).digest('hex')}`
  }
  return sums
}
