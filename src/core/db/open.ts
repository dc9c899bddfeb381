import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { Clock } from '../clock.ts'
import type { Random } from '../ids.ts'
import type { Log } from '../log.ts'
import { backupName } from './backups.ts'
import { DataError, ofFile } from './data-error.ts'
import type { Database } from './database.ts'
import { migrate, type MigrationSet } from './migrate.ts'
import { openPostgres } from './postgres.ts'
import { openSqlite } from './sqlite.ts'

/** Where the data is: a folder, or a PostgreSQL address instead. */
export type StorageLocation = { dataDir: string; databaseUrl: string | null }

/** The SQLite file of a data folder. */
export function sqliteFile(dataDir: string): string {
  return join(dataDir, 'muster.sqlite')
}

/** The folder of the copies of a data folder. */
export function backupFolder(dataDir: string): string {
  return join(dataDir, 'backups')
}

/** Where a copy taken now goes; names sort by age. */
export function backupFile(dataDir: string, now: number, reason: string): string {
  return join(backupFolder(dataDir), backupName(now, reason))
}

/** Opens the database that the settings name. Throws `DataError` when its file cannot be used. */
export function openDatabase(
  location: StorageLocation,
  services: { clock: Clock; random: Random },
): Database {
  if (location.databaseUrl) return openPostgres(location.databaseUrl, services)
  const file = sqliteFile(location.dataDir)
  try {
    return openSqlite(file)
  } catch (error) {
    throw ofFile(error, file)
  }
}

/** What keeps PostgreSQL from being used at all: the way there, who asks, or the database's name. */
const unreachable = z.object({
  code: z.string().regex(/^(E[A-Z]+|08\w{3}|28\w{3}|3D000|53300|57P03)$/),
  message: z.string(),
})

/**
 * Brings the schema up to date; SQLite data is copied into the backup folder first. Throws `DataError`
 * when PostgreSQL cannot be reached, and when the data is damaged or comes from a newer version.
 */
export async function prepareDatabase(
  database: Database,
  location: StorageLocation,
  sets: readonly MigrationSet[],
  services: { clock: Clock; log: Log },
): Promise<string[]> {
  const { clock, log } = services
  const ran = migrate(database, sets, {
    clock,
    async beforeFirst() {
      if (database.dialect !== 'sqlite' || !existsSync(sqliteFile(location.dataDir))) return
      const file = backupFile(location.dataDir, clock.now(), 'before-update')
      await database.backup(file)
      log.info({ file }, 'the data was copied before the schema changes')
    },
  })
  return ran.catch((error: unknown) => {
    if (database.dialect === 'sqlite') throw ofFile(error, sqliteFile(location.dataDir))
    const fault = unreachable.safeParse(error)
    if (!fault.success) throw error
    const { code, message } = fault.data
    throw new DataError('data.unreachable', { reason: message || '–', code })
  })
}
