import { z } from 'zod'
import type { Locale } from '../i18n/locale.ts'
import { coreCatalogue, type CoreText } from '../i18n/locales/catalogue.ts'
import { createTranslate, type MessageValues } from '../i18n/translate.ts'

const translate = createTranslate(coreCatalogue)

/** The data cannot be used as it is. The words say why and what helps, and are all that is shown. */
export class DataError extends Error {
  /** The same in any language. */
  readonly words: (locale: Locale) => string

  constructor(
    key: Extract<CoreText, `data.${string}`>,
    values: MessageValues = {},
    options?: ErrorOptions,
  ) {
    super(translate('en', key, values), options)
    this.name = 'DataError'
    this.words = (locale) => translate(locale, key, values)
  }
}

/** Errors of the file system, and of SQLite with its result code (sqlite.org/rescode.html). */
const fileFault = z.union([
  z.object({ message: z.string(), syscall: z.string() }),
  z.object({ message: z.string(), errcode: z.int() }),
])

/** SQLITE_CORRUPT and SQLITE_NOTADB; extended codes carry them in their lowest byte. */
const damaged = new Set([11, 26])
/** SQLITE_PERM, SQLITE_READONLY, SQLITE_FULL and SQLITE_CANTOPEN. */
const closed = new Set([3, 8, 13, 14])

/**
 * What became of work with a file or folder of the data: a `DataError` where the file system forbids it
 * or where it is damaged, and anything else as it is.
 */
export function ofFile(error: unknown, place: string): unknown {
  const { success, data } = fileFault.safeParse(error)
  if (!success) return error
  const code = 'errcode' in data ? data.errcode & 0xff : null
  if (code !== null && !damaged.has(code) && !closed.has(code)) return error
  const key = code !== null && damaged.has(code) ? 'data.damaged' : 'data.forbidden'
  return new DataError(key, { place, reason: data.message }, { cause: error })
}
