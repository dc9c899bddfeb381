import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it, test } from 'node:test'
import { DatabaseSync } from 'node:sqlite'
import { systemClock } from '../clock.ts'
import {
  backUp,
  backupName,
  copiesToRemove,
  integrityFault,
  newestCopy,
  nextBackup,
  readBackupTime,
} from './backups.ts'
import type { Database } from './database.ts'
import { coreMigrations, migrate } from './migrate.ts'
import { openSqlite } from './sqlite.ts'

const dayMs = 24 * 3_600_000
const begin = Date.UTC(2026, 0, 1)

test('the nightly copy keeps its time on the clock of its zone, through changes of that clock', () => {
  const time = readBackupTime('03:30 Europe/Paris')
  assert.ok(time)
  const at = (text: string) => Date.parse(text)
  const next = (from: string) => new Date(nextBackup(time, at(from))).toISOString()
  assert.equal(next('2026-03-27T12:00:00Z'), '2026-03-28T02:30:00.000Z')
  assert.equal(next('2026-03-28T12:00:00Z'), '2026-03-29T01:30:00.000Z')
  assert.equal(next('2026-03-28T22:30:00Z'), '2026-03-29T01:30:00.000Z')
  assert.equal(next('2026-03-29T01:30:00Z'), '2026-03-30T01:30:00.000Z')
  assert.equal(next('2026-10-25T00:00:00Z'), '2026-10-25T02:30:00.000Z')
  for (const text of ['24:00', '3', '03:30 Nowhere/Here']) assert.equal(readBackupTime(text), null)
})

describe('nightly copies', () => {
  let folder: string
  let database: Database
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'muster-backups-'))
    database = openSqlite(join(folder, 'muster.sqlite'))
    await migrate(database, [coreMigrations], { clock: systemClock })
  })
  after(async () => {
    await database.close()
    rmSync(folder, { recursive: true, force: true })
  })

  it('are kept for seven days and four weeks, whatever else lies there', () => {
    let names = ['notes.txt', backupName(begin, 'by-hand'), backupName(begin, 'before-update')]
    const foreign = [...names]
    for (let night = 0; night < 100; night += 1) {
      // Restarts make a second copy of some days.
      for (const hours of night % 3 === 0 ? [0, 5] : [0]) {
        names.push(backupName(begin + night * dayMs + hours * 3_600_000, 'nightly'))
        const gone = new Set(copiesToRemove(names))
        names = names.filter((name) => !gone.has(name))
      }
    }
    assert.ok(foreign.every((name) => names.includes(name)))
    const nights = names.filter((name) => name.includes('-nightly'))
    const days = nights.map((name) => (Date.parse(name.slice(0, 10)) - begin) / dayMs)
    assert.deepEqual(days.slice(-7), [93, 94, 95, 96, 97, 98, 99])
    // The days before are Sundays: the last copies of three earlier weeks, two of them among the days.
    assert.equal(nights.length, 9)
    for (const day of days.slice(0, 2)) {
      assert.equal(new Date(begin + day * dayMs).getUTCDay(), 0)
    }
  })

  it('are whole, hold what is committed, and replace nothing until they are checked', async () => {
    const target = join(folder, 'copies')
    const clock = { ...systemClock, now: () => begin }
    await database.write(async ({ db }) => {
      await db.insertInto('meta').values({ key: 'here', value: 'yes' }).execute()
    })
    mkdirSync(target)
    // Of a night in which the program was killed.
    for (const rest of ['', '-journal']) {
      writeFileSync(join(target, `2026-01-01T00-00-00-000Z-nightly.sqlite.part${rest}`), 'begun')
    }
    const { file } = await backUp({ database, clock }, target)
    assert.equal(integrityFault(file), null)
    assert.equal(newestCopy(target), begin)
    const copy = new DatabaseSync(file, { readOnly: true })
    const row = copy.prepare("select value from meta where key = 'here'").get()
    copy.close()
    for (const rest of ['-wal', '-shm']) rmSync(file + rest, { force: true })
    assert.equal(row?.['value'], 'yes')
    assert.deepEqual(
      readdirSync(target).filter((name) => name.includes('.part')),
      [],
    )
    const damaging: Database = {
      ...database,
      async backup(name) {
        writeFileSync(name, 'this is no database, but long enough to look like one'.repeat(40))
      },
    }
    const later = { ...systemClock, now: () => begin + dayMs }
    await assert.rejects(backUp({ database: damaging, clock: later }, target), /damaged/)
    assert.equal(newestCopy(target), begin)
    assert.equal(readdirSync(target).length, 1)
  })
})
