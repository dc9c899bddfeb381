import { existsSync } from 'node:fs'
import { enableCompileCache } from 'node:module'
import { join } from 'node:path'
import { localeOf, said, type Io } from './cli/io.ts'
import { say } from './cli/locales/catalogue.ts'

// What was compiled once starts faster; commands are loaded only when they are called.
enableCompileCache(join(import.meta.dirname, '../node_modules/.cache/compiled'))

const commands: Record<string, (io: Io) => Promise<number>> = {
  serve: async (io) => (await import('./cli/serve.ts')).serve(io, untilSignal()),
  keys: async (io) => (await import('./cli/keys.ts')).keys(io),
  migrate: async (io) => (await import('./cli/data.ts')).migrate(io),
  backup: async (io) => (await import('./cli/data.ts')).backup(io),
  restore: async (io) => (await import('./cli/data.ts')).restore(io),
  doctor: async (io) => (await import('./cli/doctor.ts')).doctor(io),
  selftest: async (io) => (await import('./cli/selftest.ts')).selftest(io),
}

function untilSignal(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGTERM', resolve)
    process.once('SIGINT', resolve)
  })
}

// Whoever reads may stop reading, as `head` does.
process.stdout.on('error', () => {})

async function main(): Promise<number> {
  if (existsSync('.env')) process.loadEnvFile('.env')
  const [name = '', ...args] = process.argv.slice(2)
  const io: Io = {
    env: process.env,
    args,
    out: (text) => process.stdout.write(`${text}\n`),
    err: (text) => process.stderr.write(`${text}\n`),
  }
  const command = commands[name]
  if (command) return said(io, command(io))
  io.err(say(localeOf(io), 'usage'))
  return name === '' || name === 'help' || name === '--help' ? 0 : 2
}

process.exitCode = await main()
// A socket that a library was still opening must not keep a stopped server alive.
if (process.argv[2] === 'serve') process.exit()
