import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { terminalLocale } from '#core/i18n/locale.ts'
import { DataError } from '#core/db/data-error.ts'
import { wordsOf } from '../src/cli/io.ts'
import { say } from '../src/cli/locales/catalogue.ts'
import { ConfigError } from '../src/config.ts'
import { startTryOut } from './world.ts'

// The try-out: every start begins with a fresh community and an empty database.
const locale = terminalLocale(process.env)
const port = Number(process.env['PORT'] ?? 8080)
const sandboxPort = Number(process.env['SANDBOX_PORT'] ?? (port === 0 ? 0 : port + 1))
const dataDir = process.env['DATA_DIR'] ?? join(import.meta.dirname, '../data/try-out')
if (!process.env['DATA_DIR']) rmSync(dataDir, { recursive: true, force: true })

const door = process.env['DISCORD_INTERACTIONS'] === 'http' ? 'http' : 'gateway'
const tryOut = await startTryOut({
  port,
  sandboxPort,
  dataDir,
  door,
  google: 'owner',
  env: {
    LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'warn',
    // Nobody real is observed here, so the timelines may show what they can.
    STAFF_PRESENCE_HISTORY_DAYS: process.env['STAFF_PRESENCE_HISTORY_DAYS'] ?? '7',
  },
}).catch((error: unknown) => {
  // A port that is taken is the usual reason, and needs no trace.
  const isPlain =
    error instanceof ConfigError ||
    error instanceof DataError ||
    (error instanceof Error && 'syscall' in error)
  if (!isPlain) throw error
  console.error(`${say(locale, 'start.failed')} ${wordsOf(error, locale)}`)
  process.exit(1)
})
console.log(say(locale, 'start.ready', { url: tryOut.sandbox.origin }))

const stop = () => {
  void tryOut.stop()
}
process.once('SIGINT', stop)
process.once('SIGTERM', stop)
