import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { startServer } from './support/server-process.ts'

test('data that cannot be used ends the start in a line of the reader’s language, without a trace', async (context) => {
  const folder = await mkdtemp(join(tmpdir(), 'muster-start-'))
  context.after(() => rm(folder, { recursive: true, force: true }))
  const cases: [name: string, content: string, words: RegExp][] = [
    ['muster.sqlite', 'no database, but long enough to be taken for one', /est endommagé/],
    ['master.key', 'no key', /ne contient pas de clés maîtresses/],
    ['logs', 'no folder', /ne peut pas être utilisé : EEXIST/],
  ]
  await Promise.all(
    cases.map(async ([name, content, words]) => {
      const dataDir = join(folder, `of-${name}`)
      await mkdir(dataDir)
      await writeFile(join(dataDir, name), content)
      const server = startServer({
        DATA_DIR: dataDir,
        LANG: 'fr_FR.UTF-8',
        DISCORD_BOT_TOKEN: 'a.b.c',
        DISCORD_CLIENT_ID: '123456789012345678',
        DISCORD_CLIENT_SECRET: 'secret',
        LOG_LEVEL: 'warn',
      })
      assert.equal(await server.running, false)
      assert.match(server.output(), words)
      assert.match(server.output(), new RegExp(`^${join(dataDir, name)}[^\n]*\n$`))
    }),
  )
})
