import assert from 'node:assert/strict'
import { test } from 'node:test'
import { systemClock } from '#core/clock.ts'
import { silentLog } from '#core/log.ts'
import { discordMigrations } from '../migrations/discord-migrations.ts'
import { databases } from '../../../test/support/databases.ts'
import { become } from './entry.ts'
import { keyOf } from './keys.ts'
import { createMemory } from './memory.ts'
import { readPanel } from './store.ts'

for (const store of databases()) {
  void test(`panels on ${store.name}: a message is written down once its object knows it`, async (context) => {
    const { database, close } = await store.open([discordMigrations])
    context.after(close)
    const services = { database, clock: systemClock, log: silentLog }
    const memory = createMemory({ services, position: () => 0 })
    const stored = async () => {
      await memory.flush()
      return (await readPanel(database, 'recruitment', '1'))?.messageId
    }
    const entry = await memory.take(keyOf('recruitment', '1'))
    become(entry, '100000000000000001', '200000000000000001')
    // Who finds this after a crash looks for the message, and posts no other.
    assert.equal(await stored(), null)
    Object.assign(entry, { confirm: null, before: null, changed: true })
    assert.equal(await stored(), '200000000000000001')
    become(entry, '100000000000000002', '200000000000000002')
    assert.equal(await stored(), '200000000000000001')
  })
}
