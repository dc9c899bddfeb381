import { DataError } from '#core/db/data-error.ts'
import { terminalLocale, type Locale } from '#core/i18n/locale.ts'
import { ConfigError } from '../config.ts'
import { say } from './locales/catalogue.ts'

/** What a command of the command line may touch. */
export type Io = {
  env: Record<string, string | undefined>
  args: readonly string[]
  /** Results, for pipes. */
  out(text: string): void
  /** Everything else. */
  err(text: string): void
}

/** The language of the person at the terminal. */
export function localeOf(io: Pick<Io, 'env'>): Locale {
  return terminalLocale(io.env)
}

/** What `parseArgs` says of arguments that it cannot read; null for any other error. */
function unreadable(error: unknown): string | null {
  if (!(error instanceof TypeError) || !('code' in error)) return null
  return String(error.code).startsWith('ERR_PARSE_ARGS') ? error.message : null
}

/**
 * The exit code of a command. Mistakes in its call or the settings (2) and data that it cannot use (1)
 * are said in words; any other error is thrown.
 */
export async function said(io: Io, command: Promise<number>): Promise<number> {
  try {
    return await command
  } catch (error) {
    const reason = unreadable(error)
    const isMistake = error instanceof UsageError || error instanceof ConfigError
    if (reason === null && !isMistake && !(error instanceof DataError)) throw error
    const locale = localeOf(io)
    io.err(reason === null ? wordsOf(error, locale) : say(locale, 'usage.arguments', { reason }))
    return error instanceof DataError ? 1 : 2
  }
}

/** What an error says to people: ours in their language, those of libraries as they are. */
export function wordsOf(error: unknown, locale: Locale): string {
  if (error instanceof DataError) return error.words(locale)
  return error instanceof Error ? error.message : String(error)
}

/** A mistake in how a command was called; its text is all that is shown. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'UsageError'
  }
}
