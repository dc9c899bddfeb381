import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { databases } from '../../../test/support/databases.ts'
import { fold } from '../fold.ts'
import { contains } from './lists.ts'

for (const store of databases()) {
  test(`a text is found in any case and width, and as it is written, on ${store.name}`, async (context) => {
    const { database, close } = await store.open()
    context.after(close)
    const finds = async (text: string, wanted: string) => {
      const { rows } = await sql<{ found: unknown }>`
        select ${contains(sql<string>`cast(${fold(text)} as text)`, wanted)} as found`.execute(
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
      ['ＡＰＥＸ　ランク', 'apex ランク'],
      ['Apex', 'ＡＰＥＸ'],
      ['ｴﾍﾟｯｸｽ', 'エペックス'],
      ['今夜エペックス', 'ｴﾍﾟｯｸｽ'],
      ['100% sure_thing', '100% SURE_'],
      ['a\\b', 'A\\B'],
    ] as const) {
      assert.ok(await finds(text, wanted), `${wanted} in ${text}`)
    }
    for (const [text, wanted] of [
      ['100 percent', '100%'],
      ['surething', 'sure_thing'],
      ['ete', 'été'],
      ['えぺ', 'エペ'],
      ['anything', '\\'],
    ] as const) {
      assert.ok(!(await finds(text, wanted)), `${wanted} not in ${text}`)
    }
  })
}
