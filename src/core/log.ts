import { pino, type DestinationStream } from 'pino'

/** Structured logger; fields are JSON, texts are short and English. */
export type Log = {
  debug(fields: object, message: string): void
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
  child(fields: Record<string, unknown>): Log
}

/** Severity below which nothing is written. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent'

/** Where log lines go unless told otherwise. */
export function standardError(): DestinationStream {
  return pino.destination({ dest: 2, sync: false })
}

const tokenShape = /[\w-]{23,28}\.[\w-]{6,7}\.[\w-]{27,}/g

/**
 * A JSON logger that never writes a secret: each known secret value and everything of the shape of
 * a Discord token is replaced before a line leaves the process.
 */
export function createLog(
  level: LogLevel,
  secrets: string[],
  out: DestinationStream = standardError(),
): Log {
  // A line is JSON, in which quotes and backslashes are written otherwise.
  const written = secrets.flatMap((value) => [value, JSON.stringify(value).slice(1, -1)])
  const values = [...new Set(written)].filter((value) => value.length >= 6)
  const mask = (line: string) =>
    values
      .reduce((text, value) => text.replaceAll(value, '[secret]'), line)
      .replace(tokenShape, '[token]')
  return pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime, hooks: { streamWrite: mask } },
    out,
  )
}

/** A logger that writes nothing. */
export const silentLog: Log = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  child: () => silentLog,
}
