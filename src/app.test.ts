import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { createApp } from './app.ts'
import { ConfigError, readConfig } from './config.ts'

test('a port that another program has is said in words', async (context) => {
  const dataDir = await mkdtemp(join(tmpdir(), 'muster-port-'))
  const other = createServer().listen(0, '127.0.0.1')
  context.after(async () => {
    other.close()
    await rm(dataDir, { recursive: true })
  })
  await once(other, 'listening')
  const address = other.address()
  assert.ok(address !== null && typeof address === 'object')
  const app = await createApp(
    readConfig({
      PORT: String(address.port),
      DATA_DIR: dataDir,
      LOG_LEVEL: 'silent',
      DISCORD_BOT_TOKEN: 'a.b.c',
      DISCORD_CLIENT_ID: '123456789012345678',
      DISCORD_CLIENT_SECRET: 'secret',
      DISCORD_PUBLIC_KEY: 'ab'.repeat(32),
      JWT_SECRET: 'x'.repeat(32),
    }),
  )
  context.after(() => app.stop())
  await assert.rejects(
    () => app.start(),
    (error: unknown) => {
      assert.ok(error instanceof ConfigError)
      assert.match(error.message, new RegExp(`port ${address.port} .*another program`))
      return true
    },
  )
})
