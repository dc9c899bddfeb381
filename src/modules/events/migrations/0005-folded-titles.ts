import { sql, type Kysely } from 'kysely'

type Row = { id: string; title: string }

const rowsAtOnce = 500

function keys({ id, title }: Row) {
  return sql`(${id}, ${title.normalize('NFKC').trim().toLowerCase()})`
}

async function fill(db: Kysely<unknown>): Promise<void> {
  for (let after = ''; ;) {
    const { rows } = await sql<Row>`select id, title from events
      where id > ${after} order by id limit ${rowsAtOnce}`.execute(db)
    const last = rows.at(-1)
    if (!last) return
    await sql`update events set search_text = v.column2
      from (values ${sql.join(rows.map(keys))}) as v
      where events.id = v.column1`.execute(db)
    after = last.id
  }
}

/** Events are found whatever the case and the width of the letters in which they are searched. */
export const foldedTitles = {
  name: '0005-folded-titles',
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`alter table events add column search_text text not null default ''`.execute(db)
    await fill(db)
  },
}
