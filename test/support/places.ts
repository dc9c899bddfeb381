import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { databases, type TestStore } from './databases.ts'

/** Where one whole program keeps its data. */
export type Place = {
  name: TestStore['name']
  dataDir: string
  /** The settings that point a program here. */
  env: Record<string, string>
  /** Removes everything; the programs that used it must have ended. */
  remove(): Promise<void>
}

/** The databases that a whole program can be started on. */
export type PlaceKind = { name: TestStore['name']; open(): Promise<Place> }

const serverUrl = process.env['TEST_DATABASE_URL'] ?? 'postgres://postgres@127.0.0.1:5432/postgres'

async function onServer(text: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl })
  await client.connect()
  try {
    await client.query(text)
  } finally {
    await client.end()
  }
}

async function openPlace(name: TestStore['name']): Promise<Place> {
  const dataDir = await mkdtemp(join(tmpdir(), 'muster-e2e-'))
  const removeFolder = () => rm(dataDir, { recursive: true, force: true })
  if (name === 'SQLite') return { name, dataDir, env: { DATA_DIR: dataDir }, remove: removeFolder }
  const database = `muster_e2e_${randomBytes(8).toString('hex')}`
  await onServer(`create database ${database}`)
  const url = new URL(serverUrl)
  url.pathname = `/${database}`
  return {
    name,
    dataDir,
    env: { DATA_DIR: dataDir, DATABASE_URL: url.href },
    async remove() {
      await onServer(`drop database ${database} with (force)`)
      await removeFolder()
    },
  }
}

/** SQLite, for tests that need one database only. */
export const sqlitePlace: PlaceKind = { name: 'SQLite', open: () => openPlace('SQLite') }

/** Places on both databases; without a PostgreSQL server its half is reported as a skipped test. */
export function places(): PlaceKind[] {
  return databases().map(({ name }) => ({ name, open: () => openPlace(name) }))
}
