import { sql } from 'kysely'
import { z } from 'zod'
import type { Services } from '../context.ts'
import type { Transaction } from './database.ts'
import type { JobKind, JobSchedule } from '../jobs/jobs.ts'
import { KeyUnknown, type SecretBox } from '../crypto/secret-box.ts'

/** A column of sealed secrets. */
export type SealedColumn = {
  table: string
  column: string
  /** The column that says what a secret belongs to, and the words for that with which it is sealed. */
  owner: string
  about(owner: string): string
  /** The key of what they are in the catalogue of whose they are, with `count`. */
  text: string
}

type Reader = Pick<Transaction, 'db'>

/** Ids of the master keys that the secrets of a column are sealed with, and how many with each. */
export async function sealedBy(
  { db }: Reader,
  { table, column }: Pick<SealedColumn, 'table' | 'column'>,
): Promise<{ key: string; count: number }[]> {
  const { rows } = await sql<{ key: string; count: number }>`
    select substr(${sql.ref(column)}, 6, 8) as key, count(*) as count from ${sql.table(table)}
    where ${sql.ref(column)} like 'box1.%' group by 1`.execute(db)
  return rows.map(({ key, count }) => ({ key, count: Number(count) }))
}

type Row = { sealed: string; owner: string }

const rowsAtOnce = 200

/** The next secrets of a column, after this one, that another key than the current one has sealed. */
async function older(
  { db }: Reader,
  { table, column, owner }: SealedColumn,
  { keyId, after }: { keyId: string; after: string },
): Promise<Row[]> {
  const sealed = sql.ref(column)
  const { rows } = await sql<Row>`
    select ${sealed} as sealed, ${sql.ref(owner)} as owner from ${sql.table(table)}
    where ${sealed} like 'box1.%' and substr(${sealed}, 6, 8) <> ${keyId} and ${sealed} > ${after}
    order by 1 limit ${rowsAtOnce}`.execute(db)
  return rows
}

/** A secret sealed with the current key; null when its own is not known any more. */
function renewed(box: SecretBox, { sealed }: Row, about: string): string | null {
  try {
    return box.seal(box.open(sealed, about), about)
  } catch (error) {
    if (error instanceof KeyUnknown) return null
    throw error
  }
}

/**
 * Seals with the current master key what older ones have sealed, so that those can be taken away.
 * Returns how many secrets; what no known key opens stays as it is.
 */
export async function reseal(
  { database, secretBox }: Pick<Services, 'database' | 'secretBox'>,
  columns: readonly SealedColumn[],
): Promise<number> {
  let count = 0
  for (const place of columns) {
    const { table, column, owner } = place
    let after = ''
    for (;;) {
      const rows = await older(database, place, { keyId: secretBox.keyId, after })
      const last = rows.at(-1)
      if (!last) break
      const pairs = rows.flatMap((row) => {
        const sealed = renewed(secretBox, row, place.about(row.owner))
        return sealed === null ? [] : [{ ...row, again: sealed }]
      })
      // One that was replaced or consumed meanwhile is not found again.
      await database.write(async ({ db }) => {
        for (const { sealed, owner: whose, again } of pairs) {
          await sql`update ${sql.table(table)} set ${sql.ref(column)} = ${again}
            where ${sql.ref(owner)} = ${whose} and ${sql.ref(column)} = ${sealed}`.execute(db)
        }
      })
      count += pairs.length
      after = last.sealed
    }
  }
  return count
}

const kind = 'core.reseal'

/** The job that seals again what older master keys have sealed. */
export function resealJobs(
  services: Services,
  columns: readonly SealedColumn[],
): readonly JobKind[] {
  const run = async () => ({ resealed: await reseal(services, columns) })
  return [{ kind, payload: z.object({}), run }]
}

/** Hourly: keys are changed by starting the program again, and nobody has to think of it. */
export const resealSchedule: JobSchedule = { name: kind, everyMs: 3_600_000, kind, payload: {} }
