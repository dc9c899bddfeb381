import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { runCommand } from '../../test/support/cli.ts'
import { UsageError } from './io.ts'
import { keys } from './keys.ts'

let env: Record<string, string>
before(() => {
  env = { DATA_DIR: mkdtempSync(join(tmpdir(), 'muster-keys-')) }
})
after(() => rmSync(env['DATA_DIR'] ?? '', { recursive: true, force: true }))

test('a key is printed alone, bound to what was asked for, and listed until it is revoked', async () => {
  const run = (...args: string[]) => runCommand(keys, env, args)
  const bound = ['--guild', '100000000000000001', '--act-as', '7', '--act-as', '8', '--days', '30']
  const made = await run('create', '--name', 'bot', '--scopes', 'trading:view', ...bound)
  assert.match(made.out, /^mk_[\w-]{43}$/)
  const [line = ''] = (await run('list')).out.split('\n')
  const [, name, state, scopes, guilds, people, until] = line.split('\t')
  assert.deepEqual(
    [name, state, scopes, guilds, people],
    ['bot', 'valid', 'trading:view', '100000000000000001', 'for 7,8'],
  )
  const days = (Date.parse(until?.replace('until ', '') ?? '') - Date.now()) / 86_400_000
  assert.ok(days > 29.9 && days <= 30, until)
  assert.equal((await run('revoke', 'bot')).code, 0)
  assert.match((await run('list')).out, /\trevoked\t/)
  const plain = ['create', '--name', 'x', '--scopes', 'admin']
  for (const wrong of [
    ['--days', '0'],
    ['--days', 'soon'],
    ['--act-as', 'bob'],
    ['--guild', '1'],
  ])
    await assert.rejects(run(...plain, ...wrong), UsageError)
  const inFrench = { ...env, LANG: 'fr_FR.UTF-8' }
  const unknown = ['create', '--name', 'x', '--scopes', 'everything']
  await assert.rejects(
    runCommand(keys, inFrench, unknown),
    /^UsageError: Cette portée n’existe pas/,
  )
})
