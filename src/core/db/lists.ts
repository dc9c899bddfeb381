import { sql, type RawBuilder, type SelectQueryBuilder } from 'kysely'
import type { Transaction } from './database.ts'

/** Letters that have two cases, besides those that SQLite knows by itself. */
const foreignCase = /[[\p{Lu}\p{Ll}\p{Lt}]--[a-zA-Z]]/v

/** Whether a text of the database holds another one, in any case; wildcards are taken literally. */
export function contains(
  { dialect }: Pick<Transaction, 'dialect'>,
  text: RawBuilder<string>,
  wanted: string,
): RawBuilder<boolean> {
  const pattern = `%${wanted.toLowerCase().replaceAll(/[\\%_]/g, String.raw`\$&`)}%`
  // SQLite would leave itself for `lower` with every row; its LIKE passes over the case of ASCII.
  const folded = dialect === 'sqlite' && !foreignCase.test(wanted) ? text : sql`lower(${text})`
  return sql<boolean>`${folded} like ${pattern} escape '\\'`
}

/** Up to so many pages are read as a whole. */
const few = 4

/**
 * One page of an ordered list that has so many rows in all. To read many rows in their order until the
 * page is full is fast where most of them belong to it; where few do, or none, all would be read so.
 */
export async function pageOf<DB, Tables extends keyof DB, Row>(
  ordered: SelectQueryBuilder<DB, Tables, Row>,
  count: number,
  { page, page_size }: { page: number; page_size: number },
) {
  const begin = (page - 1) * page_size
  if (count <= begin) return []
  if (count > few * page_size) return ordered.limit(page_size).offset(begin).execute()
  return (await ordered.execute()).slice(begin, begin + page_size)
}
