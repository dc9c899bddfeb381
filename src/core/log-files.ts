import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { pino, type DestinationStream } from 'pino'
import type { Clock } from './clock.ts'
import { ofFile } from './db/data-error.ts'

const fileName = /^\d{4}-\d{2}-\d{2}\.log$/

/**
 * Keeps log lines in one file for each day (UTC) in `folder`, of which the last `days` stay, and
 * passes them on. Throws `DataError` when the folder cannot be made.
 */
export function createLogFiles(
  folder: string,
  { clock, days, next }: { clock: Clock; days: number; next: DestinationStream },
): DestinationStream {
  const today = () => `${new Date(clock.now()).toISOString().slice(0, 10)}.log`
  const keepLast = (current: string) => {
    const names = new Set([...readdirSync(folder).filter((name) => fileName.test(name)), current])
    for (const name of [...names].toSorted().slice(0, -days)) rmSync(join(folder, name))
  }
  let name = today()
  try {
    mkdirSync(folder, { recursive: true })
    keepLast(name)
  } catch (error) {
    throw ofFile(error, folder)
  }
  const file = pino.destination({ dest: join(folder, name), sync: false })
  // A full or missing disk costs lines of the file, never the program; whoever reads on is told.
  file.on('error', ({ message }) => {
    next.write(
      `${JSON.stringify({ level: 50, msg: `the log file cannot be written: ${message}` })}\n`,
    )
  })
  return {
    write(line) {
      next.write(line)
      const current = today()
      if (current !== name) {
        name = current
        file.reopen(join(folder, name))
        if (existsSync(folder)) keepLast(name)
      }
      file.write(line)
    },
  }
}
