import { sql, type RawBuilder, type SelectQueryBuilder } from 'kysely'
import { fold } from '../fold.ts'

/**
 * Whether a folded text of the database holds another one; wildcards are taken literally. What is
 * searched is kept folded beside what is shown, so that both databases compare it as it stands.
 */
export function contains(folded: RawBuilder<string>, wanted: string): RawBuilder<boolean> {
  const pattern = `%${fold(wanted).replaceAll(/[\\%_]/g, String.raw`\$&`)}%`
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
