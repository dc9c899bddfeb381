import { existsSync } from 'node:fs'
import { enableCompileCache } from 'node:module'
import { join } from 'node:path'
import { terminalLocale } from '#core/i18n/locale.ts'
import { said, UsageError, type Io } from './cli/io.ts'
import { say } from './cli/locales/catalogue.ts'
import { ConfigError } from './config.ts'

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
  const command = commands[name]
  const err = (text: string) => process.stderr.write(`${text}\n`)
  const locale = terminalLocale(process.env)
  if (!command) {
    err(say(locale, 'usage'))
    return name === '' || name === 'help' || name === '--help' ? 0 : 2
  }
  const out = (text: string) => process.stdout.write(`${text}\n`)
  try {
    const io = { env: process.env, args, out, err }
    return await said(io, command(io))
  } catch (error) {
    if (error instanceof UsageError || error instanceof ConfigError) {
      err(error.message)
      return 2
    }
    if (
      error instanceof TypeError &&
      'code' in error &&
      String(error.code).startsWith('ERR_PARSE_ARGS')
    ) {
      err(say(locale, 'usage.arguments', { reason: error.message }))
      return 2
    }
    throw error
  }
}

process.exitCode = await main()
// A socket that a library was still opening must not keep a stopped server alive.
if (process.argv[2] === 'serve') process.exit()
