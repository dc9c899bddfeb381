import { systemClock } from '#core/clock.ts'
import { openDatabase, prepareDatabase } from '#core/db/open.ts'
import type { Database } from '#core/db/database.ts'
import { systemRandom } from '#core/ids.ts'
import { silentLog } from '#core/log.ts'
import { readConfig, type Config } from '../config.ts'
import { migrationSets } from '../migrations.ts'
import type { Io } from './io.ts'

/** Opens the data that the settings name, up to date, for one command beside a running server. */
export async function withDatabase<T>(
  io: Io,
  work: (database: Database, config: Config) => Promise<T>,
): Promise<T> {
  const config = readConfig(io.env, { discord: false })
  const location = { dataDir: config.dataDir, databaseUrl: config.secrets.databaseUrl }
  const services = { clock: systemClock, random: systemRandom, log: silentLog }
  const database = openDatabase(location, services)
  try {
    await prepareDatabase(database, location, migrationSets, services)
    return await work(database, config)
  } finally {
    await database.close()
  }
}
