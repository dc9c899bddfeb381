import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Kysely } from 'kysely'
import { migrationSets } from '../../../migrations.ts'
import { databases } from '../../../../test/support/databases.ts'
import { makeEvent } from '../../../../test/support/events.ts'
import { eventListQuery } from '../contract/event.ts'
import { foldedTitles } from '../migrations/0005-folded-titles.ts'
import { insertEvent } from './events.ts'
import { listEvents } from './listing.ts'

for (const store of databases()) {
  test(`events are found in any case and width, also old ones, on ${store.name}`, async (context) => {
    const { database, close } = await store.open(migrationSets.slice(1))
    context.after(close)
    const found = async (q: string) => {
      const everybody = { orgIds: 'all', user_id: null, guildOrgIds: null } as const
      const { views } = await listEvents(database, eventListQuery.parse({ q }), everybody)
      return views.map(({ event }) => event.title)
    }
    const titles = ['ＡＰＥＸ　Friday', 'ｴﾍﾟｯｸｽの夜']
    await database.write(async (tx) => {
      for (const title of titles)
        await insertEvent(tx, makeEvent({ id: title, slug: title, title }))
    })
    for (const [index, q] of ['apex friday', 'エペックス'].entries()) {
      assert.deepEqual(await found(q), [titles[index]])
    }
    await database.write(async ({ db }) => {
      await db.schema.alterTable('events').dropColumn('search_text').execute()
      await foldedTitles.up(db as unknown as Kysely<unknown>)
    })
    assert.deepEqual(await found('ａｐｅｘ'), ['ＡＰＥＸ　Friday'])
  })
}
