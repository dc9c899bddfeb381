import { copyFileSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { parseArgs } from 'node:util'
import { systemClock } from '#core/clock.ts'
import { integrityFault } from '#core/db/backups.ts'
import { DataError } from '#core/db/data-error.ts'
import { inspectSchema } from '#core/db/inspect.ts'
import { backupFile, openDatabase, prepareDatabase, sqliteFile } from '#core/db/open.ts'
import { systemRandom } from '#core/ids.ts'
import { forgetEpoch } from '#core/live/cursor.ts'
import { createLog } from '#core/log.ts'
import { readConfig, type Config } from '../config.ts'
import { migrationSets } from '../migrations.ts'
import { UsageError, wordsOf, type Io } from './io.ts'
import { say } from './locales/catalogue.ts'
import { withDatabase } from './storage.ts'

/** `muster migrate`: brings the schema up to date and names the steps that ran. */
export async function migrate(io: Io): Promise<number> {
  const config = readConfig(io.env, { discord: false })
  const location = { dataDir: config.dataDir, databaseUrl: config.secrets.databaseUrl }
  const log = createLog('info', [])
  const database = openDatabase(location, { clock: systemClock, random: systemRandom })
  try {
    const services = { clock: systemClock, log }
    const ran = await prepareDatabase(database, location, migrationSets, services)
    for (const name of ran) io.out(name)
    if (ran.length === 0) io.err(say(config.locale, 'migrate.current'))
    return 0
  } finally {
    await database.close()
  }
}

/** `muster backup`: copies the data while the server runs and prints the file's name. */
export async function backup(io: Io): Promise<number> {
  return withDatabase(io, async (database, config) => {
    if (database.dialect === 'postgres') {
      io.err(say(config.locale, 'backup.postgres'))
      return 1
    }
    const file = backupFile(config.dataDir, systemClock.now(), 'by-hand')
    await database.backup(file)
    const fault = integrityFault(file)
    if (fault) {
      io.err(say(config.locale, 'backup.damaged', { fault }))
      return 1
    }
    io.out(file)
    return 0
  })
}

function isInUse(file: string): boolean {
  if (!existsSync(file)) return false
  const database = new DatabaseSync(file, { timeout: 0 })
  try {
    // Only the last connection may leave WAL mode: anybody else's makes this fail.
    database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = DELETE')
    return false
  } catch {
    return true
  } finally {
    database.close()
  }
}

/**
 * Restores a copy into a folder of its own in `parent`, brings it up to date and checks it; `use` may
 * take the file from there. Throws when it cannot be restored.
 */
async function restoreAside(
  from: string,
  parent: string,
  use: (file: string, found: { tables: number; steps: number }) => void,
): Promise<void> {
  const dataDir = mkdtempSync(join(parent, 'muster-restore-'))
  try {
    const file = sqliteFile(dataDir)
    copyFileSync(from, file)
    const location = { dataDir, databaseUrl: null }
    const services = { clock: systemClock, random: systemRandom, log: createLog('silent', []) }
    const database = openDatabase(location, services)
    let steps = 0
    let tables = 0
    try {
      const { missing } = await inspectSchema(database, migrationSets)
      const all = migrationSets.flatMap(({ migrations }) => migrations)
      if (missing.length === all.length) throw new DataError('data.foreign')
      steps = (await prepareDatabase(database, location, migrationSets, services)).length
      tables = (await database.db.introspection.getTables()).length
      // Cursors of live pages that were given out since the copy point into a history that is gone.
      await forgetEpoch(database)
    } finally {
      await database.close()
    }
    const fault = integrityFault(file)
    if (fault) throw new Error(fault)
    use(file, { tables, steps })
  } finally {
    rmSync(dataDir, { recursive: true, force: true })
  }
}

/** Puts a file in the place of the data, which is kept aside. */
function replaceData(io: Io, { dataDir, locale }: Config, restored: string): void {
  const file = sqliteFile(dataDir)
  if (isInUse(file)) throw new DataError('data.in_use')
  if (existsSync(file)) {
    const kept = backupFile(dataDir, systemClock.now(), 'before-restore')
    mkdirSync(dirname(kept), { recursive: true })
    renameSync(file, kept)
    io.err(say(locale, 'restore.kept', { file: kept }))
  }
  for (const rest of ['-wal', '-shm']) rmSync(file + rest, { force: true })
  renameSync(restored, file)
}

/**
 * `muster restore FILE [--dry-run]`: puts a backup in the place of the data; the present data is kept
 * aside. A dry run restores it elsewhere, brings it up to date there, and changes nothing.
 */
export async function restore(io: Io): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...io.args],
    options: { 'dry-run': { type: 'boolean' } },
    allowPositionals: true,
  })
  const [from] = positionals
  if (!from) throw new UsageError('muster restore FILE [--dry-run]')
  const config = readConfig(io.env, { discord: false })
  const { locale } = config
  if (config.secrets.databaseUrl) {
    io.err(say(locale, 'restore.postgres'))
    return 1
  }
  const refuse = (error: unknown) => {
    io.err(say(locale, 'restore.refused', { file: from, fault: wordsOf(error, locale) }))
    return 1
  }
  const fault = existsSync(from) ? integrityFault(from) : new DataError('data.no_file')
  if (fault) return refuse(fault)
  const isDry = values['dry-run'] === true
  if (!isDry && isInUse(sqliteFile(config.dataDir))) {
    io.err(new DataError('data.in_use').words(locale))
    return 1
  }
  if (!isDry) mkdirSync(config.dataDir, { recursive: true })
  try {
    // Where the data is: from there it takes its place in one step, and only when it is good.
    await restoreAside(from, isDry ? tmpdir() : config.dataDir, (file, { tables, steps }) => {
      if (isDry) io.out(say(locale, 'restore.possible', { file: from, tables, steps }))
      else replaceData(io, config, file)
    })
  } catch (error) {
    return refuse(error)
  }
  if (isDry) io.err(say(locale, 'restore.unchanged'))
  return 0
}
