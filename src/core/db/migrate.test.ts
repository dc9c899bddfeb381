import assert from 'node:assert/strict'
import { test } from 'node:test'
import { databases, type TestDatabase } from '../../../test/support/databases.ts'
import { systemClock } from '../clock.ts'
import { coreMigrations, migrate, type Migration, type MigrationSet } from './migrate.ts'

const clock = systemClock

function step(name: string, table: string): Migration {
  return {
    name,
    async up(db) {
      await db.schema.createTable(table).addColumn('id', 'text').execute()
      await db.schema.createIndex(`${table}_by_id`).on(table).column('id').execute()
    },
  }
}

const first = step('0001-first', 'test_first')
const second = step('0002-second', 'test_second')
const sets = (...migrations: Migration[]): MigrationSet[] => [
  coreMigrations,
  { owner: 'test', migrations },
]

for (const store of databases()) {
  const on = (name: string, run: (opened: TestDatabase) => Promise<void>) =>
    void test(`migrations on ${store.name}: ${name}`, async (context) => {
      const opened = await store.open(null)
      context.after(opened.close)
      await run(opened)
    })

  on('each step runs once, and a copy is taken only of data', async ({ database }) => {
    let copies = 0
    const options = {
      clock,
      async beforeFirst() {
        copies += 1
      },
    }
    const all = coreMigrations.migrations.map(({ name }) => `core/${name}`)
    const initial = await migrate(database, sets(first), options)
    assert.deepEqual(initial, [...all, 'test/0001-first'])
    assert.deepEqual(await migrate(database, sets(first), options), [])
    assert.equal(copies, 0)
    const later = await migrate(database, sets(first, second), options)
    assert.deepEqual(later, ['test/0002-second'])
    assert.equal(copies, 1)
  })

  on('two processes at once share the steps between them', async ({ database, again }) => {
    const both = await Promise.all([
      migrate(database, sets(first, second), { clock }),
      migrate(again(), sets(first, second), { clock }),
    ])
    const names = sets(first, second).flatMap(({ owner, migrations }) =>
      migrations.map(({ name }) => `${owner}/${name}`),
    )
    assert.deepEqual(both.flat().toSorted(), names.toSorted())
  })

  on('data of a newer version is refused', async ({ database }) => {
    await migrate(database, sets(first, second), { clock })
    await assert.rejects(migrate(database, sets(first), { clock }), /newer version.*0002-second/s)
  })

  on('a step that fails leaves nothing and can be repeated', async ({ database }) => {
    const broken: Migration = {
      name: '0001-first',
      async up(db, dialect) {
        await first.up(db, dialect)
        throw new Error('power is gone')
      },
    }
    await assert.rejects(migrate(database, sets(broken), { clock }), /power is gone/)
    assert.deepEqual(await migrate(database, sets(first), { clock }), ['test/0001-first'])
  })

  on('a copy that cannot be taken stops the update', async ({ database }) => {
    await migrate(database, sets(first), { clock })
    const beforeFirst = () => Promise.reject(new Error('disk full'))
    await assert.rejects(
      migrate(database, sets(first, second), { clock, beforeFirst }),
      /disk full/,
    )
    assert.deepEqual(await migrate(database, sets(first, second), { clock }), ['test/0002-second'])
  })
}
