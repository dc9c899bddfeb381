import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'vite'
import { z } from 'zod'

const manifestSchema = z.record(
  z.string(),
  z.object({
    file: z.string(),
    isEntry: z.boolean().optional(),
    imports: z.array(z.string()).default([]),
    dynamicImports: z.array(z.string()).default([]),
    css: z.array(z.string()).default([]),
  }),
)
type Manifest = z.infer<typeof manifestSchema>

let folder = ''
let manifest: Manifest = {}

before(async () => {
  const { NODE_ENV } = process.env
  folder = await mkdtemp(path.join(tmpdir(), 'muster-size-'))
  await build({
    configFile: fileURLToPath(new URL('../../vite.config.ts', import.meta.url)),
    root: fileURLToPath(new URL('../../src/web', import.meta.url)),
    logLevel: 'error',
    build: { outDir: folder, emptyOutDir: true, manifest: true, reportCompressedSize: false },
  })
  // The build sets it for the whole process, which other tests share.
  if (NODE_ENV === undefined) delete process.env['NODE_ENV']
  const text = await readFile(path.join(folder, '.vite/manifest.json'), 'utf8')
  manifest = manifestSchema.parse(JSON.parse(text))
})
after(() => rm(folder, { recursive: true, force: true }))

/** A chunk and everything that it needs before it runs. */
function closure(key: string, seen = new Set<string>()): Set<string> {
  if (seen.has(key)) return seen
  seen.add(key)
  for (const next of manifest[key]?.imports ?? []) closure(next, seen)
  return seen
}

/** What is there already when a part is asked for: the entry, and what all pages bring that ask for it. */
function loadedBefore(key: string, entry: ReadonlySet<string>): Set<string> {
  const asks = (part: string) => manifest[part]?.dynamicImports.includes(key) ?? false
  const pages = Object.values(manifest).flatMap((chunk) => chunk.dynamicImports)
  const [first, ...others] = [...new Set(pages)]
    .map((page) => closure(page))
    .filter((parts) => [...parts].some(asks))
  const shared = [...(first ?? [])].filter((part) => others.every((other) => other.has(part)))
  return new Set([...entry, ...shared])
}

async function gzipKilobytes(files: readonly string[]): Promise<number> {
  const sizes = await Promise.all(
    files.map(async (file) => gzipSync(await readFile(path.join(folder, file))).length),
  )
  return sizes.reduce((sum, size) => sum + size, 0) / 1000
}

function filesOf(keys: Iterable<string>): string[] {
  return [...keys].flatMap((key) => manifest[key]?.file ?? [])
}

test('the page stays small: entry, styles and every part loaded later', async () => {
  const [entryKey] = Object.entries(manifest).find(([, chunk]) => chunk.isEntry) ?? []
  assert.ok(entryKey)
  const entry = closure(entryKey)
  const entrySize = await gzipKilobytes(filesOf(entry))
  assert.ok(entrySize <= 180, `entry: ${entrySize.toFixed(1)} kB`)

  const css = new Set(Object.values(manifest).flatMap((chunk) => chunk.css))
  const cssSize = await gzipKilobytes([...css])
  assert.ok(css.size > 0 && cssSize <= 15, `styles: ${cssSize.toFixed(1)} kB`)

  const later = new Set(Object.values(manifest).flatMap((chunk) => chunk.dynamicImports))
  assert.ok(later.size > 0)
  for (const key of later) {
    const own = [...closure(key)].filter((part) => !loadedBefore(key, entry).has(part))
    // A page brings all that it needs within the budget; an overlay may share a second chunk.
    const parts = key.startsWith('../modules/') ? [own] : own.map((part) => [part])
    // The library that draws candles is large; it comes with the first chart only.
    const budget = key.endsWith('/chart/price-chart.tsx') ? 60 : 45
    for (const part of parts) {
      const size = await gzipKilobytes(filesOf(part))
      assert.ok(size <= budget, `${key}: ${size.toFixed(1)} kB`)
    }
  }
})
