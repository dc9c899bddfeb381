import { DataError } from '#core/db/data-error.ts'
import { terminalLocale, type Locale } from '#core/i18n/locale.ts'

/** What a command of the command line may touch. */
export type Io = {
  env: Record<string, string | undefined>
  args: readonly string[]
  /** Results, for pipes. */
  out(text: string): void
  /** Everything else. */
  err(text: string): void
}

/** What a command came to; data that it cannot use is said in words, and it has failed. */
export async function said(io: Io, command: Promise<number>): Promise<number> {
  try {
    return await command
  } catch (error) {
    if (!(error instanceof DataError)) throw error
    io.err(wordsOf(error, terminalLocale(io.env)))
    return 1
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
