import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { sql } from 'kysely'
import { databases, type TestDatabase } from '../../../test/support/databases.ts'
import type { Database, Transaction } from './database.ts'
import { openSqlite } from './sqlite.ts'

const put = (tx: Transaction, key: string, value = '') =>
  tx.db.insertInto('meta').values({ key, value }).execute()

async function keys(database: Database): Promise<string[]> {
  const rows = await database.db.selectFrom('meta').select('key').orderBy('key').execute()
  return rows.map((row) => row.key)
}

for (const store of databases()) {
  const on = (name: string, run: (opened: TestDatabase) => Promise<void>) =>
    void test(`${store.name}: ${name}`, async (context) => {
      const opened = await store.open()
      context.after(opened.close)
      await run(opened)
    })

  on('a failing unit leaves nothing and does not spoil its neighbours', async ({ database }) => {
    const units = Array.from({ length: 100 }, (_, n) =>
      database.write(async (tx) => {
        await put(tx, `key-${n}`)
        if (n % 3 === 0) throw new RangeError(`unit ${n}`)
        return n
      }),
    )
    const results = await Promise.allSettled(units)
    for (const [n, result] of results.entries()) {
      if (n % 3 === 0)
        assert.ok(result.status === 'rejected' && result.reason instanceof RangeError)
      else assert.deepEqual(result, { status: 'fulfilled', value: n })
    }
    const expected = [...results.keys()].filter((n) => n % 3 !== 0).map((n) => `key-${n}`)
    assert.deepEqual(await keys(database), expected.toSorted())
  })

  on('a unit that violates a constraint is refused alone', async ({ database }) => {
    const results = await Promise.allSettled(
      ['a', 'b', 'a', 'c'].map((key) => database.write((tx) => put(tx, key))),
    )
    assert.equal(results.filter(({ status }) => status === 'rejected').length, 1)
    assert.deepEqual(await keys(database), ['a', 'b', 'c'])
  })

  on(
    'callers and hooks hear of a unit only when others can see it',
    async ({ database, again }) => {
      const other = again()
      const heard: string[] = []
      const sights: Promise<void>[] = []
      const look = async (key: string) => assert.ok((await keys(other)).includes(key), key)
      await Promise.all(
        Array.from({ length: 20 }, async (_, n) => {
          const key = `key-${n}`
          await database.write(async (tx) => {
            tx.afterCommit(() => heard.push(`${key} first`))
            await put(tx, key)
            tx.afterCommit(() => {
              heard.push(`${key} second`)
              sights.push(look(key))
            })
          })
          heard.push(`${key} caller`)
          await look(key)
        }),
      )
      await Promise.all(sights)
      for (let n = 0; n < 20; n += 1) {
        const own = heard.filter((text) => text.startsWith(`key-${n} `))
        assert.deepEqual(own, [`key-${n} first`, `key-${n} second`, `key-${n} caller`])
      }
    },
  )

  on('a rolled back unit runs no hooks', async ({ database }) => {
    let ran = false
    const unit = database.write(async (tx) => {
      tx.afterCommit(() => {
        ran = true
      })
      await put(tx, 'a')
      throw new Error('no')
    })
    await assert.rejects(unit, /no/)
    await database.write((tx) => put(tx, 'b'))
    assert.equal(ran, false)
  })

  on('a failing hook is heard by its caller and harms no one else', async ({ database }) => {
    const heard: string[] = []
    const unit = (key: string, fails: boolean) =>
      database.write(async (tx) => {
        await put(tx, key)
        tx.afterCommit(() => {
          if (fails) throw new Error(`hook of ${key}`)
        })
        tx.afterCommit(() => heard.push(key))
      })
    const results = await Promise.allSettled([unit('a', false), unit('b', true), unit('c', false)])
    assert.deepEqual(
      results.map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled'],
    )
    await unit('d', false)
    assert.deepEqual(heard.toSorted(), ['a', 'b', 'c', 'd'])
    assert.deepEqual(await keys(database), ['a', 'b', 'c', 'd'])
  })

  on('settle waits for every unit', async ({ database }) => {
    const units = ['a', 'b', 'c'].map((key) => database.write((tx) => put(tx, key)))
    await database.settle()
    assert.deepEqual(await keys(database), ['a', 'b', 'c'])
    await Promise.all(units)
  })

  on('two processes write to one store without losing anything', async ({ database, again }) => {
    const other = again()
    await database.write((tx) => put(tx, 'count', '0'))
    const addOne = (on_: Database) =>
      on_.write(async (tx) => {
        let query = tx.db.selectFrom('meta').select('value').where('key', '=', 'count')
        if (tx.dialect === 'postgres') query = query.forUpdate()
        const { value } = await query.executeTakeFirstOrThrow()
        const next = String(Number(value) + 1)
        await tx.db.updateTable('meta').set({ value: next }).where('key', '=', 'count').execute()
      })
    await Promise.all(Array.from({ length: 60 }, (_, n) => addOne(n % 2 ? database : other)))
    const row = await database.db.selectFrom('meta').select('value').executeTakeFirstOrThrow()
    assert.equal(row.value, '60')
  })
}

for (const store of databases().filter(({ name }) => name === 'SQLite')) {
  test('SQLite: a unit must not start another one', async (context) => {
    const { database, close } = await store.open()
    context.after(close)
    const outer = database.write(async (tx) => {
      await put(tx, 'outer')
      await database.write((inner) => put(inner, 'inner'))
    })
    await assert.rejects(outer, /must not start another/)
    assert.deepEqual(await keys(database), [])
    await database.write((tx) => put(tx, 'next'))
    assert.deepEqual(await keys(database), ['next'])
  })

  test('SQLite: what need not wait for the disk never takes along what must', async (context) => {
    const { database, close } = await store.open()
    context.after(close)
    /** 2: the commit waits for the disk (`pragma synchronous`). */
    const level = async (tx: Transaction, key: string) => {
      await put(tx, key)
      const { rows } = await sql<{ synchronous: number }>`pragma synchronous`.execute(tx.db)
      return rows[0]?.synchronous
    }
    const orders = fc.array(fc.boolean(), { minLength: 1, maxLength: 12 })
    let count = 0
    await fc.assert(
      fc.asyncProperty(orders, async (all) => {
        const levels = await Promise.all(
          all.map((isRelaxed) => {
            const key = `key-${(count += 1)}`
            const writer = isRelaxed ? database.relaxed : database
            return writer.write((tx) => level(tx, key))
          }),
        )
        all.forEach((isRelaxed, nth) => {
          if (!isRelaxed || !all.includes(false)) assert.equal(levels[nth], isRelaxed ? 1 : 2)
        })
      }),
      { numRuns: 30 },
    )
    assert.equal((await keys(database)).length, count)
    const refused = database.relaxed.write((tx) => put(tx, 'key-1'))
    await assert.rejects(refused, /UNIQUE/)
    assert.equal(await database.write((tx) => level(tx, 'last')), 2)
  })

  test('SQLite: a copy taken while units run is a database of its own', async (context) => {
    const { database, close } = await store.open()
    const folder = await mkdtemp(join(tmpdir(), 'muster-copy-'))
    const copy = join(folder, 'copy.db')
    await database.write((tx) => put(tx, 'before'))
    const units = Array.from({ length: 50 }, (_, n) => database.write((tx) => put(tx, `key-${n}`)))
    await Promise.all([database.backup(copy), ...units])
    const opened = openSqlite(copy)
    context.after(async () => {
      await Promise.all([close(), opened.close()])
      await rm(folder, { recursive: true })
    })
    assert.ok((await keys(opened)).includes('before'))
  })
}
