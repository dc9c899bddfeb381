import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { databases } from '../../../test/support/databases.ts'
import { systemRandom } from '../ids.ts'
import { createSecretBox, masterKey } from '../crypto/secret-box.ts'
import { reseal, sealedBy, type SealedColumn } from './sealed.ts'

const keyOf = (byte: number) => masterKey(Buffer.alloc(32, byte))
const [lost, old, current] = [keyOf(1), keyOf(2), keyOf(3)] as const

for (const store of databases()) {
  test(`what older keys have sealed is sealed again, on ${store.name}`, async (context) => {
    const { database, close } = await store.open()
    context.after(close)
    const place: SealedColumn = {
      table: 'secrets',
      column: 'secret',
      owner: 'id',
      about: (id) => `secret ${id}`,
      text: 'any',
    }
    const boxes = {
      lost: createSecretBox([lost], systemRandom),
      old: createSecretBox([old], systemRandom),
    }
    const secretBox = createSecretBox([current, old], systemRandom)
    const rows = Array.from({ length: 450 }, (_, n) => {
      const id = String(n)
      const box = n === 7 ? boxes.lost : n === 8 ? secretBox : boxes.old
      return { id, secret: n === 9 ? null : box.seal(`the secret of ${id}`, place.about(id)) }
    })
    await database.write(async ({ db }) => {
      await sql`create table secrets (id text primary key, secret text)`.execute(db)
      for (const { id, secret } of rows)
        await sql`insert into secrets (id, secret) values (${id}, ${secret})`.execute(db)
    })
    assert.equal(await reseal({ database, secretBox }, [place]), 447)
    assert.equal(await reseal({ database, secretBox }, [place]), 0)
    const counts = await sealedBy(database, place)
    assert.deepEqual(
      new Map(counts.map(({ key, count }) => [key, count])),
      new Map([
        [current.id, 448],
        [lost.id, 1],
      ]),
    )
    const alone = createSecretBox([current], systemRandom)
    const found = await sql<{ id: string; secret: string | null }>`select * from secrets`.execute(
      database.db,
    )
    for (const { id, secret } of found.rows) {
      if (id === '7' || secret === null) continue
      assert.equal(alone.open(secret, place.about(id)), `the secret of ${id}`)
    }
  })
}
