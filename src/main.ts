import { existsSync } from 'node:fs'
import { backup, migrate, restore } from './cli/data.ts'
import { doctor } from './cli/doctor.ts'
import { UsageError, type Io } from './cli/io.ts'
import { keys } from './cli/keys.ts'
import { selftest } from './cli/selftest.ts'
import { serve } from './cli/serve.ts'
import { ConfigError } from './config.ts'

const commands: Record<string, (io: Io) => Promise<number>> = {
  serve: (io) => serve(io, untilSignal()),
  keys,
  migrate,
  backup,
  restore,
  doctor: (io) => doctor(io),
  selftest,
}

const usage = `muster <command>

  serve                 run the server (settings: docs/reference/settings.md)
  keys create|list|revoke
  backup                copy the data while the server runs
  restore FILE          put a backup in place of the data
  migrate               bring the schema up to date
  doctor [--json]       say what works and what does not, with the fix
  selftest [MODULE] [--channel ID]
                        try the main flow of a module against the running server`

function untilSignal(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGTERM', resolve)
    process.once('SIGINT', resolve)
  })
}

async function main(): Promise<number> {
  if (existsSync('.env')) process.loadEnvFile('.env')
  const [name = '', ...args] = process.argv.slice(2)
  const command = commands[name]
  const err = (text: string) => process.stderr.write(`${text}\n`)
  if (!command) {
    err(usage)
    return name === '' || name === 'help' || name === '--help' ? 0 : 2
  }
  const out = (text: string) => process.stdout.write(`${text}\n`)
  try {
    return await command({ env: process.env, args, out, err })
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
      err(error.message)
      return 2
    }
    throw error
  }
}

process.exitCode = await main()
// A socket that a library was still opening must not keep a stopped server alive.
if (process.argv[2] === 'serve') process.exit()
