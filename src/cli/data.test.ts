import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { runCommand } from '../../test/support/cli.ts'
import { backup, migrate, restore } from './data.ts'

describe('muster backup and restore', () => {
  let folder: string
  let env: Record<string, string>
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'muster-data-'))
    env = { DATA_DIR: folder }
  })
  after(() => rmSync(folder, { recursive: true, force: true }))

  it('try a copy without changing anything, refuse a damaged one, and put a good one back', async () => {
    assert.equal((await runCommand(migrate, env)).code, 0)
    const { out: file } = await runCommand(backup, env)
    assert.ok(existsSync(file))
    const changedAt = statSync(join(folder, 'muster.sqlite')).mtimeMs
    const files = readdirSync(join(folder, 'backups'))
    const dry = await runCommand(restore, env, [file, '--dry-run'])
    assert.equal(dry.code, 0, dry.err)
    assert.match(dry.out, /can be restored: \d\d+ tables, 0 steps/)
    assert.equal(statSync(join(folder, 'muster.sqlite')).mtimeMs, changedAt)
    assert.deepEqual(readdirSync(join(folder, 'backups')), files)

    const damaged = join(folder, 'damaged.sqlite')
    writeFileSync(damaged, 'nothing of the kind, but long enough to be taken for one'.repeat(40))
    for (const more of [[], ['--dry-run']]) {
      const refused = await runCommand(restore, env, [damaged, ...more])
      assert.equal(refused.code, 1)
      assert.match(refused.err, /cannot be restored/)
    }
    assert.equal((await runCommand(restore, env, [file])).code, 0)
    const kept = readdirSync(join(folder, 'backups')).filter((one) =>
      one.includes('before-restore'),
    )
    assert.equal(kept.length, 1)
  })
})
