import { sql, type Kysely } from 'kysely'

type Row = {
  id: number
  title: string
  description: string
  game: string | null
  tags: string
}

const rowsAtOnce = 500

function fold(text: string): string {
  return text.normalize('NFKC').trim().toLowerCase()
}

function keys({ id, title, description, game, tags }: Row) {
  const words = fold(`${title} ${description} ${game ?? ''}`)
  const tagKeys = JSON.stringify((JSON.parse(tags) as string[]).map(fold))
  const gameKey = game === null ? null : fold(game)
  return sql`(cast(${id} as integer), ${words}, cast(${gameKey} as text), ${tagKeys})`
}

async function fill(db: Kysely<unknown>): Promise<void> {
  for (let after = 0; ;) {
    const { rows } = await sql<Row>`select id, title, description, game, tags from recruitments
      where id > ${after} order by id limit ${rowsAtOnce}`.execute(db)
    const last = rows.at(-1)
    if (!last) return
    await sql`update recruitments
      set search_text = v.column2, game_key = v.column3, tag_keys = v.column4
      from (values ${sql.join(rows.map(keys))}) as v
      where recruitments.id = v.column1`.execute(db)
    after = last.id
  }
}

/** Parties are found whatever the case and the width of the letters in which they are searched. */
export const foldedTexts = {
  name: '0006-folded-texts',
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`alter table recruitments add column search_text text not null default ''`.execute(db)
    await sql`alter table recruitments add column game_key text`.execute(db)
    await sql`alter table recruitments add column tag_keys text not null default '[]'`.execute(db)
    await fill(db)
  },
}
