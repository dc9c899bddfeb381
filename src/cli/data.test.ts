import assert from 'node:assert/strict'
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, describe, it } from 'node:test'
import { runCommand } from '../../test/support/cli.ts'
import { backup, migrate, restore } from './data.ts'
import { said } from './io.ts'

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
    const inJapanese = { ...env, LANG: 'ja_JP.UTF-8' }
    const absent = await runCommand(restore, inJapanese, [join(folder, 'absent')])
    assert.match(absent.err, /absent は復元できません：そのファイルはありません。$/)
    const data = (work: (database: DatabaseSync) => unknown) => {
      const database = new DatabaseSync(join(folder, 'muster.sqlite'))
      const result = work(database)
      database.close()
      return result
    }
    data((database) => database.exec(`insert into meta (key, value) values ('mark', '1')`))
    const ofMarks = `select key from meta where key = 'mark'`
    const marks = () => data((database) => database.prepare(ofMarks).all().length)
    const newer = join(folder, 'newer.sqlite')
    copyFileSync(file, newer)
    const ahead = new DatabaseSync(newer)
    ahead.exec(`insert into migrations (name, applied_at) values ('core/9999-to-come', 0)`)
    ahead.close()
    const empty = join(folder, 'empty.sqlite')
    writeFileSync(empty, '')
    for (const [of, why] of [
      [newer, /a newer version of Muster/],
      [empty, /no data of Muster/],
    ] as const) {
      const refused = await runCommand(restore, env, [of])
      assert.equal(refused.code, 1)
      assert.match(refused.err, why)
    }
    assert.equal(marks(), 1)
    assert.deepEqual(readdirSync(join(folder, 'backups')), files)

    assert.equal((await runCommand(restore, env, [file])).code, 0)
    assert.equal(marks(), 0)
    const kept = readdirSync(join(folder, 'backups')).filter((one) =>
      one.includes('before-restore'),
    )
    assert.equal(kept.length, 1)
  })
})

describe('data that cannot be used', () => {
  it('is said in words', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'muster-data-'))
    const migrated = (env: Record<string, string>) => runCommand((io) => said(io, migrate(io)), env)
    try {
      assert.equal((await migrated({ DATA_DIR: folder })).code, 0)
      const data = new DatabaseSync(join(folder, 'muster.sqlite'))
      data.exec("insert into migrations (name, applied_at) values ('core/9999-later', 0)")
      data.close()
      const newer = await migrated({ DATA_DIR: folder })
      assert.match(newer.err, /^This database was used by a newer version[^\n]+$/)
      const nowhere = 'postgres://someone:secret@127.0.0.1:1/muster'
      const away = await migrated({ DATA_DIR: folder, DATABASE_URL: nowhere })
      assert.match(away.err, /^The PostgreSQL of DATABASE_URL cannot be used: [^\n]+$/)
      assert.doesNotMatch(away.err, /secret/)
      assert.deepEqual([newer.code, away.code], [1, 1])
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})
