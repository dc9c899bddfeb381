import { copyFileSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { parseArgs } from 'node:util'
import { systemClock } from '#core/clock.ts'
import { integrityFault } from '#core/db/backups.ts'
import { inspectSchema } from '#core/db/inspect.ts'
import { backupFile, openDatabase, prepareDatabase, sqliteFile } from '#core/db/open.ts'
import { systemRandom } from '#core/ids.ts'
import { forgetEpoch } from '#core/live/cursor.ts'
import { createLog } from '#core/log.ts'
import { readConfig } from '../config.ts'
import { migrationSets } from '../migrations.ts'
import { UsageError, type Io } from './io.ts'
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
    if (ran.length === 0) io.err('The schema is up to date.')
    return 0
  } finally {
    await database.close()
  }
}

/** `muster backup`: copies the data while the server runs and prints the file's name. */
export async function backup(io: Io): Promise<number> {
  return withDatabase(io, async (database, config) => {
    if (database.dialect === 'postgres') {
      io.err('PostgreSQL is backed up with its own tools: pg_dump --format=custom.')
      return 1
    }
    const file = backupFile(config.dataDir, systemClock.now(), 'by-hand')
    await database.backup(file)
    const fault = integrityFault(file)
    if (fault) {
      io.err(`The copy is damaged: ${fault}`)
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
      if (missing.length === all.length) throw new Error('it holds no data of Muster')
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
function replaceData(io: Io, dataDir: string, restored: string): void {
  const file = sqliteFile(dataDir)
  if (isInUse(file)) throw new Error('the server was started meanwhile')
  if (existsSync(file)) {
    const kept = backupFile(dataDir, systemClock.now(), 'before-restore')
    mkdirSync(dirname(kept), { recursive: true })
    renameSync(file, kept)
    io.err(`The data as it was is kept in ${kept}`)
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
  if (config.secrets.databaseUrl) {
    io.err('PostgreSQL is restored with its own tools: pg_restore.')
    return 1
  }
  const fault = existsSync(from) ? integrityFault(from) : 'there is no such file'
  if (fault) {
    io.err(`${from} cannot be restored: ${fault}`)
    return 1
  }
  const isDry = values['dry-run'] === true
  if (!isDry && isInUse(sqliteFile(config.dataDir))) {
    io.err('The data is in use. Stop the server first.')
    return 1
  }
  if (!isDry) mkdirSync(config.dataDir, { recursive: true })
  try {
    // Where the data is: from there it takes its place in one step, and only when it is good.
    await restoreAside(from, isDry ? tmpdir() : config.dataDir, (file, { tables, steps }) => {
      if (isDry) io.out(`${from} can be restored: ${tables} tables, ${steps} steps to run.`)
      else replaceData(io, config.dataDir, file)
    })
  } catch (error) {
    io.err(`${from} cannot be restored: ${error instanceof Error ? error.message : String(error)}`)
    return 1
  }
  if (isDry) io.err('Nothing was changed.')
  return 0
}
