// Installs the packages and builds the pages when they are missing or stale. Runs on any Node >= 20
// and needs nothing installed, because it is the first step of `npm start` and `npm test`.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')

const pages = [
  { config: 'vite.config.ts', out: 'dist/web', sources: ['src/web', 'src/modules', 'src/core'] },
  {
    config: 'sandbox/discord/page/vite.config.ts',
    out: 'dist/sandbox',
    sources: ['sandbox/discord/page'],
  },
]

function filesBelow(folder) {
  const path = join(root, folder)
  if (!existsSync(path)) return []
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.includes('.test.'))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort()
}

function fingerprint(files) {
  const hash = createHash('sha256')
  for (const file of files)
    hash.update(relative(root, file)).update('\0').update(readFileSync(file))
  return hash.digest('hex')
}

function isCurrent(marker, value) {
  return existsSync(marker) && readFileSync(marker, 'utf8') === value
}

function run(command, args) {
  execFileSync(command, args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  })
}

// A registry that is just being updated may answer wrongly once.
function install(attempts) {
  try {
    run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'])
  } catch (error) {
    if (attempts === 1) throw error
    console.log('That failed; trying again …')
    install(attempts - 1)
  }
}

// npm writes its own record at the end of an installation: one that is newer than the lock file
// belongs to it.
function installedByHand() {
  const record = join(root, 'node_modules/.package-lock.json')
  if (!existsSync(record)) return false
  return statSync(record).mtimeMs > statSync(join(root, 'package-lock.json')).mtimeMs
}

const lock = fingerprint([join(root, 'package-lock.json')])
const installed = join(root, 'node_modules/.muster-installed')
if (!existsSync(installed) && installedByHand()) writeFileSync(installed, lock)
if (!isCurrent(installed, lock)) {
  console.log('Installing packages (once) …')
  install(3)
  writeFileSync(installed, lock)
}

for (const { config, out, sources } of pages) {
  const value = fingerprint([join(root, config), ...sources.flatMap(filesBelow)]) + lock
  const marker = join(root, out, '.built-from')
  if (isCurrent(marker, value)) continue
  console.log(`Building ${out} …`)
  const node = join(root, 'node_modules/.bin/node')
  run(node, [
    join(root, 'node_modules/vite/bin/vite.js'),
    'build',
    '--config',
    config,
    '--logLevel',
    'warn',
  ])
  mkdirSync(dirname(marker), { recursive: true })
  writeFileSync(marker, value)
}
