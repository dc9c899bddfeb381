import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { databases, type TestStore } from './databases.ts'
import { takePostgres } from './postgres.ts'

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

async function openPlace(name: TestStore['name']): Promise<Place> {
  const dataDir = await mkdtemp(join(tmpdir(), 'muster-e2e-'))
  const removeFolder = () => rm(dataDir, { recursive: true, force: true })
  if (name === 'SQLite') return { name, dataDir, env: { DATA_DIR: dataDir }, remove: removeFolder }
  const { url, release } = await takePostgres('the whole program')
  return {
    name,
    dataDir,
    env: { DATA_DIR: dataDir, DATABASE_URL: url },
    async remove() {
      await release()
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
