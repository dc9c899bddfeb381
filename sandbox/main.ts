import { z } from 'zod'
import { createSandbox } from './sandbox.ts'

const port = z.coerce.number().int().min(0).max(65_535)
const settings = z.object({
  HOST: z.enum(['127.0.0.1', '::1', 'localhost']).default('127.0.0.1'),
  PORT: port.default(8080),
  SANDBOX_PORT: port.optional(),
  APP_ORIGIN: z.url().optional(),
  DISCORD_BOT_TOKEN: z.string().optional(),
  SANDBOX_ALLOW_TOKEN: z.literal(['0', '1']).default('0'),
})

const parsed = settings.safeParse(process.env)
if (!parsed.success) {
  process.stderr.write(`${z.prettifyError(parsed.error)}\n`)
  process.exit(2)
}
const { HOST, PORT, DISCORD_BOT_TOKEN, SANDBOX_ALLOW_TOKEN } = parsed.data
if (DISCORD_BOT_TOKEN && SANDBOX_ALLOW_TOKEN !== '1') {
  process.stderr.write(
    'DISCORD_BOT_TOKEN is set: the sandbox does not start beside a real bot, so that the two are never mixed up. Set SANDBOX_ALLOW_TOKEN=1 if you mean it.\n',
  )
  process.exit(2)
}
const sandboxPort = parsed.data.SANDBOX_PORT ?? PORT + 1
const sandbox = await createSandbox({
  host: HOST,
  port: sandboxPort,
  appOrigin: parsed.data.APP_ORIGIN ?? `http://127.0.0.1:${PORT}`,
}).catch((error: unknown) => {
  const reason = error instanceof Error ? error.message : String(error)
  process.stderr.write(`The sandbox cannot listen on port ${sandboxPort}: ${reason}\n`)
  process.exit(1)
})
const { origin, application, exchange } = sandbox
const [key] = exchange.desk.state.keys
process.stdout.write(
  [
    `Sandbox Discord   ${origin}`,
    `DISCORD_API_URL   ${origin}/api`,
    `DISCORD_BOT_TOKEN ${application.bot_token}`,
    `DISCORD_CLIENT_ID ${application.id}`,
    `UPBIT_API_URL     ${origin}/upbit`,
    `UPBIT_WS_URL      ${origin.replace('http', 'ws')}/upbit/websocket/v1`,
    `UPBIT_ACCESS_KEY  ${key?.access_key}`,
    `UPBIT_SECRET_KEY  ${key?.secret_key}`,
    '',
  ].join('\n'),
)
const stop = (): void => void sandbox.close()
process.once('SIGINT', stop)
process.once('SIGTERM', stop)
