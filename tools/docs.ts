import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { AnyRoute } from '#core/http/route.ts'
import { silentLog } from '#core/log.ts'
import { createApp } from '../src/app.ts'
import { readConfig } from '../src/config.ts'
import { referencePages } from './reference.ts'

/** Every route that the program serves. Nothing is started: its data is an empty folder for the moment. */
export async function programRoutes(): Promise<readonly AnyRoute[]> {
  const dataDir = mkdtempSync(join(tmpdir(), 'muster-docs-'))
  try {
    const config = readConfig({ DATA_DIR: dataDir }, { discord: false })
    await using app = await createApp(config, { log: silentLog })
    return app.routes
  } finally {
    rmSync(dataDir, { recursive: true, force: true })
  }
}

/** Writes the reference pages into the repository and names those that changed or were made. */
async function write(): Promise<void> {
  const root = join(import.meta.dirname, '..')
  for (const [path, text] of referencePages(await programRoutes())) {
    const file = join(root, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
    console.log(path)
  }
}

if (import.meta.main) await write()
