import { createApp } from '../app.ts'
import { readConfig } from '../config.ts'
import type { Io } from './io.ts'
import { say } from './locales/catalogue.ts'

/** `muster serve`: runs the server until `stopped` resolves, then ends it gracefully. */
export async function serve(io: Io, stopped: Promise<void>): Promise<number> {
  const config = readConfig(io.env)
  await using app = await createApp(config)
  await app.start()
  io.out(say(config.locale, 'serve.running', { url: app.url }))
  await stopped
  return 0
}
