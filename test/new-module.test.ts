import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { makeModule } from '../tools/new-module.ts'
import { wrongImports } from './support/rooms.ts'
import { missingRooms, wrongDeeds, wrongDoors } from './support/tree-rules.ts'

const repository = join(import.meta.dirname, '..')
const copied = ['src', 'test/support', 'package.json', '.oxlintrc.json', '.oxfmtrc.json']
const catalogueTest = 'test/catalogue.test.ts'
const settings = [
  'tsconfig.json',
  'tsconfig.base.json',
  'tsconfig.server.json',
  'tsconfig.web.json',
]

let copy: string
let made: string[]

before(() => {
  copy = mkdtempSync(join(tmpdir(), 'muster-new-module-'))
  for (const path of [...copied, ...settings, catalogueTest]) {
    cpSync(join(repository, path), join(copy, path), { recursive: true })
  }
  symlinkSync(join(repository, 'node_modules'), join(copy, 'node_modules'))
  made = makeModule(copy, 'polls')
})

after(() => rmSync(copy, { recursive: true, force: true }))

/** Runs a program in the copy; its output, and whether it succeeded. */
function run(program: string, ...args: string[]): Promise<{ ok: boolean; output: string }> {
  const path = join(copy, 'node_modules/.bin')
  // Test files that run inside a test would report to it instead of to their own output.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env
  const child = spawn(join(path, program), args, { cwd: copy, env })
  let output = ''
  child.stdout.on('data', (chunk) => (output += String(chunk)))
  child.stderr.on('data', (chunk) => (output += String(chunk)))
  return new Promise((resolve) => child.on('close', (code) => resolve({ ok: code === 0, output })))
}

describe('npm run new-module -- polls', () => {
  it('lists the module and gives it two letters of its own', () => {
    const list = readFileSync(join(copy, 'src/modules.ts'), 'utf8')
    assert.match(list, /import \{ polls \} from '#modules\/polls\/module\.ts'/)
    assert.match(list, /,\s+polls,?\s*\]/)
    const manifest = readFileSync(join(copy, 'src/modules/polls/module.ts'), 'utf8')
    assert.match(manifest, /prefix: 'po'/)
    assert.throws(() => makeModule(copy, 'polls'), /exists/)
    assert.throws(() => makeModule(copy, 'My-Polls'), /lower-case/)
  })

  it('compiles, on the server and in the browser', async () => {
    const parts = [
      { name: 'server', include: ['src/modules/polls', 'src/modules.ts'], exclude: ['**/web/**'] },
      { name: 'web', include: ['src/modules/polls/web', 'src/web/*.ts'], exclude: [] },
    ]
    const outputs = await Promise.all(
      parts.map(({ name, ...files }) => {
        const project = `tsconfig.polls-${name}.json`
        const own = { extends: `./tsconfig.${name}.json`, ...files }
        writeFileSync(join(copy, project), JSON.stringify(own))
        return run('tsc', '-p', project, '--incremental', 'false')
      }),
    )
    assert.deepEqual(
      outputs.map(({ output }) => output),
      ['', ''],
    )
    assert.ok(outputs.every(({ ok }) => ok))
  })

  it('is formatted and passes lint', async () => {
    const formatted = await run('oxfmt', '--check', 'src/modules/polls', 'src/modules.ts')
    assert.ok(formatted.ok, formatted.output)
    const linted = await run('oxlint', 'src/modules/polls')
    assert.ok(linted.ok, linted.output)
  })

  it('passes its own tests and the rules of the tree', async () => {
    const files = new Set(made.map((path) => path.replaceAll('\\', '/')))
    const list = readFileSync(join(copy, 'src/modules.ts'), 'utf8')
    assert.deepEqual(missingRooms('polls', files, list), [])
    for (const file of files) {
      if (!/\.tsx?$/.test(file) || file.endsWith('.test.ts')) continue
      const text = readFileSync(join(copy, file), 'utf8')
      assert.deepEqual(
        [wrongImports, wrongDoors, wrongDeeds].flatMap((rule) => rule(file, text)),
        [],
      )
    }
    const own = made.filter((path) => path.endsWith('.test.ts'))
    assert.equal(own.length, 2)
    const ran = await run('node', '--test', '--test-isolation=none', catalogueTest, ...own)
    assert.ok(ran.ok, ran.output)
    assert.match(ran.output, /modules\/polls\/web\/locales: complete/)
  })
})
