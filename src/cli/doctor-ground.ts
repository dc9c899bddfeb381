import { existsSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { z } from 'zod'
import { systemClock } from '#core/clock.ts'
import type { Database } from '#core/db/database.ts'
import { newestCopy } from '#core/db/backups.ts'
import { inspectSchema, tryWriting } from '#core/db/inspect.ts'
import { openDatabase, sqliteFile } from '#core/db/open.ts'
import { systemRandom } from '#core/ids.ts'
import { pingRedis } from '#core/ping-redis.ts'
import type { FindingState } from '#core/doctor.ts'
import type { Finding } from '#discord/doctor/finding.ts'
import type { Config } from '../config.ts'
import { migrationSets } from '../migrations.ts'

/** What the checks of this machine may find, and how bad it is. */
export const groundOutcomes = {
  'settings.ok': 'works',
  'settings.mistakes': 'broken',
  'database.ok': 'works',
  'database.new': 'attention',
  'database.failed': 'broken',
  'schema.ok': 'works',
  'schema.behind': 'attention',
  'schema.newer': 'broken',
  'space.ok': 'works',
  'space.low': 'attention',
  'space.full': 'broken',
  'backup.ok': 'works',
  'backup.none': 'works',
  'backup.old': 'attention',
  'redis.unset': 'works',
  'redis.ok': 'works',
  'redis.failed': 'attention',
  'address.ok': 'works',
  'address.unready': 'broken',
  'address.failed': 'broken',
  'address.stranger': 'broken',
  'encryption.ok': 'works',
  'encryption.off': 'attention',
  'secrets.ok': 'works',
  'secrets.older': 'works',
  'secrets.lost': 'attention',
  'secrets.unread': 'broken',
} as const satisfies Record<string, FindingState>

/** One of `groundOutcomes`. */
export type GroundOutcome = keyof typeof groundOutcomes

/** What a check of this machine found. */
export type GroundFinding = Finding<GroundOutcome>

const mebibyte = 2 ** 20
const lowSpace = 1_024 * mebibyte
const noSpace = 100 * mebibyte
const patienceMs = 10_000
const dayMs = 24 * 3_600_000

/** A finding with what its texts name. */
export function found(outcome: GroundOutcome, values: Finding['values'] = {}): GroundFinding {
  return { outcome, values }
}

/** What an error says of itself. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error.name === 'TimeoutError') return 'no answer in time'
  return (error.cause instanceof Error && error.cause.message) || error.message || error.name
}

/** `bytes` are free where the data is. */
export function judgeSpace(bytes: number): GroundFinding {
  const free =
    bytes >= lowSpace
      ? `${Math.floor(bytes / lowSpace)} GiB`
      : `${Math.floor(bytes / mebibyte)} MiB`
  if (bytes < noSpace) return found('space.full', { free })
  return found(bytes < lowSpace ? 'space.low' : 'space.ok', { free })
}

/** `newest`: when the last nightly copy was taken. */
export function judgeBackup(newest: number | null, now: number, folder: string): GroundFinding {
  if (newest === null) return found('backup.none', { folder })
  const days = Math.floor((now - newest) / dayMs)
  return found(days < 2 ? 'backup.ok' : 'backup.old', { folder, days })
}

async function examineSchema(database: Database): Promise<GroundFinding> {
  const { missing, unknown } = await inspectSchema(database, migrationSets)
  if (unknown.length > 0) return found('schema.newer', { steps: unknown })
  return missing.length > 0 ? found('schema.behind', { steps: missing }) : found('schema.ok')
}

/** Opens, reads and writes the data beside a running server; nothing is left behind. */
export async function examineStorage(config: Config): Promise<GroundFinding[]> {
  const { dataDir, backupDir } = config
  const { databaseUrl } = config.secrets
  const place = databaseUrl ? 'PostgreSQL' : sqliteFile(dataDir)
  // Opening would make the file, and it belongs to whoever runs the server.
  if (!databaseUrl && !existsSync(place)) return [found('database.new', { place })]
  const findings: GroundFinding[] = []
  try {
    const services = { clock: systemClock, random: systemRandom }
    const database = openDatabase({ dataDir, databaseUrl }, services)
    try {
      const schema = await examineSchema(database)
      await tryWriting(database)
      findings.push(found('database.ok', { place }), schema)
    } finally {
      await database.close()
    }
    if (databaseUrl) return findings
    const { bavail, bsize } = await statfs(dataDir)
    const copies = judgeBackup(newestCopy(backupDir), systemClock.now(), backupDir)
    return [...findings, judgeSpace(bavail * bsize), copies]
  } catch (error) {
    return [found('database.failed', { place, reason: reasonOf(error) })]
  }
}

/** Opens the data for reading where its tables are those of this version; null otherwise. */
export async function withReadyDatabase<T>(
  { dataDir, secrets: { databaseUrl } }: Config,
  work: (database: Database | null) => Promise<T>,
): Promise<T> {
  if (!databaseUrl && !existsSync(sqliteFile(dataDir))) return work(null)
  let database: Database | null = null
  let isReady = false
  try {
    database = openDatabase({ dataDir, databaseUrl }, { clock: systemClock, random: systemRandom })
    const { missing, unknown } = await inspectSchema(database, migrationSets)
    isReady = missing.length + unknown.length === 0
  } catch {
    // Why it cannot be opened, the check of the storage says.
  }
  try {
    return await work(isReady ? database : null)
  } finally {
    await database?.close()
  }
}

/** Asks Redis, where one is set. */
export async function examineRedis({ secrets }: Config): Promise<GroundFinding> {
  if (!secrets.redisUrl) return found('redis.unset')
  try {
    await pingRedis(secrets.redisUrl)
    return found('redis.ok')
  } catch (error) {
    return found('redis.failed', { reason: reasonOf(error) })
  }
}

const readiness = z.object({
  status: z.enum(['ready', 'not_ready']),
  detail: z.string().default(''),
})

/** Whether the running server answers at its public address and takes work. */
export async function examineReach(url: string): Promise<GroundFinding> {
  try {
    const signal = AbortSignal.timeout(patienceMs)
    const response = await fetch(`${url}/readyz`, { signal })
    const body = readiness.safeParse(await response.json().catch(() => null)).data
    if (!body) return found('address.stranger', { url, status: response.status })
    if (body.status === 'ready') return found('address.ok', { url })
    return found('address.unready', { url, reason: body.detail })
  } catch (error) {
    return found('address.failed', { url, reason: reasonOf(error) })
  }
}

/** Calls the running server as a browser would. */
export async function examineAddress(url: string): Promise<GroundFinding[]> {
  const { protocol, hostname } = new URL(url)
  const local = /^(localhost|127\.[\d.]+|\[::1\])$/.test(hostname)
  const encrypted = protocol === 'https:' || local
  const encryption = encrypted ? found('encryption.ok') : found('encryption.off', { url })
  return [await examineReach(url), encryption]
}
