import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { glob } from 'node:fs/promises'
import { test } from 'node:test'
import { wrongImports } from './support/rooms.ts'
import { missingRooms, wrongDeeds, wrongDoors } from './support/tree-rules.ts'

const files = new Set<string>()
for await (const file of glob('{src,sandbox}/**/*.{ts,tsx,md}'))
  files.add(file.replaceAll('\\', '/'))
const sources = [...files]
  .filter(
    (file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$|\/vite\.config\.ts$|\.d\.ts$/.test(file),
  )
  .sort()
const moduleNames = new Set(
  sources.flatMap((file) => /^src\/modules\/([^/]+)\//.exec(file)?.[1] ?? []),
)

function check(rule: (file: string, text: string) => string[]): string[] {
  return sources.flatMap((file) => rule(file, readFileSync(file, 'utf8')))
}

test('every import points where its room may look', () => {
  assert.ok(sources.length > 50)
  assert.deepEqual(check(wrongImports), [])
})

test('every library comes in through its one door', () => {
  assert.deepEqual(check(wrongDoors), [])
})

test('process, clock, randomness, state and barrels stay where they belong', () => {
  assert.deepEqual(check(wrongDeeds), [])
})

test('every module has its rooms and is listed', () => {
  const list = readFileSync('src/modules.ts', 'utf8')
  assert.deepEqual(
    [...moduleNames].flatMap((name) => missingRooms(name, files, list)),
    [],
  )
})

test('planted faults are found', () => {
  const imports: [file: string, text: string][] = [
    ['src/core/x.ts', "import { a } from '#modules/events/rules.ts'"],
    ['src/core/x.ts', "import { a } from '#discord/rest/rest.ts'"],
    ['src/core/contract.ts', "import type { Clock } from './clock.ts'"],
    ['src/core/seats/seats.ts', "import { statement } from '../db/database.ts'"],
    ['src/discord/x.ts', "export { a } from '#modules/events/service.ts'"],
    ['src/modules/forms/store.ts', "import type { B } from '../staff/contract.ts'"],
    ['src/modules/forms/rules.ts', "import {\n  b\n} from '#core/db/database.ts'"],
    ['src/modules/forms/rules.ts', "import { now } from '#core/clock.ts'"],
    ['src/modules/forms/views/json.ts', "import { load } from '../store.ts'"],
    ['src/modules/forms/service.ts', "import { a } from './http.ts'"],
    ['src/modules/forms/service.ts', "import { a } from '#discord/part.ts'"],
    ['src/modules/forms/contract.ts', "import { a } from './rules.ts'"],
    ['src/modules/forms/http.ts', "import { save } from './store.ts'"],
    ['src/modules/forms/migrations/0001-x.ts', "import { a } from '../contract.ts'"],
    ['src/modules/forms/web/page.tsx', "const x = import('../service.ts')"],
    ['src/modules/forms/web/page.tsx', "import { a } from '#core/context.ts'"],
    ['src/modules/forms/helper.ts', ''],
    ['src/web/x.tsx', "import { a } from '#core/db/database.ts'"],
    ['src/main.ts', "import { a } from '#core/clock.ts'"],
    ['src/app.ts', "import { a } from './web/main.tsx'"],
    ['src/app.ts', "import { createSandbox } from '#sandbox/sandbox.ts'"],
    ['sandbox/discord/routes.ts', "import { x } from '#core/errors.ts'"],
    ['sandbox/discord/page/x.tsx', "import { x } from '../world.ts'"],
  ]
  for (const [file, text] of imports)
    assert.equal(wrongImports(file, text).length, 1, `${file}: ${text}`)
  const harmless =
    "import type { View } from '../store.ts'\nimport { type Locale } from '#core/i18n/locale.ts'"
  assert.deepEqual(wrongImports('src/modules/forms/views/json.ts', harmless), [])

  for (const [file, text] of [
    ['src/modules/forms/service.ts', "import { sql } from 'kysely'"],
    ['src/modules/forms/http.ts', "import type { FastifyRequest } from 'fastify'"],
    ['src/modules/forms/rules.ts', "import { Routes } from 'discord-api-types/v10'"],
    ['src/core/live/live.ts', "import WebSocket from 'ws'"],
    ['src/core/x.ts', "import { useState } from 'react'"],
    ['src/config.ts', "import { env } from 'node:process'"],
  ] as const) {
    assert.equal(wrongDoors(file, text).length, 1, `${file}: ${text}`)
  }

  for (const [file, text] of [
    ['src/config.ts', 'const a = process.env'],
    ['src/modules/forms/rules.ts', 'const at = Date.now()'],
    ['src/modules/forms/service.ts', 'setTimeout(() => {}, 5)'],
    ['src/core/x.ts', 'const id = randomUUID()'],
    ['src/core/x.ts', 'let count = 0'],
    ['src/core/x.ts', 'const seen = new Map<string, number>()'],
    ['src/core/x.ts', "export * from './y.ts'"],
    ['src/modules/trading/rules/gate.ts', 'const krw = Number(text)'],
    ['src/core/x.ts', "export {\n  y,\n} from './y.ts'"],
  ] as const) {
    assert.equal(wrongDeeds(file, text).length, 1, `${file}: ${text}`)
  }
  assert.deepEqual(wrongDeeds('src/core/x.ts', "// Date.now()\nconst a = 'process.env'\n"), [])

  const missing = missingRooms('forms', new Set(['src/modules/forms/module.ts']), '')
  assert.ok(missing.includes('src/modules/forms/rules.ts is missing'))
  assert.ok(missing.includes('src/modules/forms/README.md is missing'))
  assert.ok(missing.includes('src/modules.ts does not list forms'))
})
