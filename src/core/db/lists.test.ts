import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { databases } from '../../../test/support/databases.ts'
import { contains } from './lists.ts'

for (const store of databases()) {
  test(`a text is found in any case, and as it is written, on ${store.name}`, async (context) => {
    const { database, close } = await store.open()
    context.after(close)
    const finds = async (text: string, wanted: string) => {
      const { rows } = await sql<{ found: unknown }>`
        select ${contains(database, sql<string>`cast(${text} as text)`, wanted)} as found`.execute(
        database.db,
      )
      return Boolean(rows[0]?.found)
    }
    for (const [text, wanted] of [
      ['Friday RAID', 'raid'],
      ['friday raid', 'RAID'],
      ['Été à la mer', 'ÉTÉ'],
      ['ÉTÉ', 'été'],
      ['ПРИВЕТ', 'привет'],
      ['ふたりで遊ぶ', 'ふたり'],
      ['한국어 RAID', '한국어 raid'],
      ['100% sure_thing', '100% SURE_'],
      ['a\\b', 'A\\B'],
    ] as const) {
      assert.ok(await finds(text, wanted), `${wanted} in ${text}`)
    }
    for (const [text, wanted] of [
      ['100 percent', '100%'],
      ['surething', 'sure_thing'],
      ['ete', 'été'],
      ['anything', '\\'],
    ] as const) {
      assert.ok(!(await finds(text, wanted)), `${wanted} not in ${text}`)
    }
  })
}
