import { z } from 'zod'
import { createSandbox } from './sandbox.ts'

const settings = z.object({
  HOST: z.enum(['127.0.0.1', '::1', 'localhost']).default('127.0.0.1'),
  SANDBOX_PORT: z.coerce.number().int().min(0).max(65_535).default(8081),
  APP_ORIGIN: z.url().optional(),
  DISCORD_BOT_TOKEN: z.string().optional(),
  SANDBOX_ALLOW_TOKEN: z.literal(['0', '1']).default('0'),
})

const parsed = settings.safeParse(process.env)
if (!parsed.success) {
  process.stderr.write(`${z.prettifyError(parsed.error)}\n`)
  process.exit(2)
}
const { HOST, SANDBOX_PORT, APP_ORIGIN, DISCORD_BOT_TOKEN, SANDBOX_ALLOW_TOKEN } = parsed.data
if (DISCORD_BOT_TOKEN && SANDBOX_ALLOW_TOKEN !== '1') {
  process.stderr.write(
    'DISCORD_BOT_TOKEN is set: the sandbox does not start beside a real bot, so that the two are never mixed up. Set SANDBOX_ALLOW_TOKEN=1 if you mean it.\n',
  )
  process.exit(2)
}
const sandbox = await createSandbox({
  host: HOST,
  port: SANDBOX_PORT,
  ...(APP_ORIGIN === undefined ? {} : { appOrigin: APP_ORIGIN }),
})
const { origin, application } = sandbox
process.stdout.write(
  [
    `Sandbox Discord   ${origin}`,
    `DISCORD_API_URL   ${origin}/api`,
    `DISCORD_BOT_TOKEN ${application.bot_token}`,
    `DISCORD_CLIENT_ID ${application.id}`,
    '',
  ].join('\n'),
)
const stop = (): void => void sandbox.close()
process.once('SIGINT', stop)
process.once('SIGTERM', stop)
