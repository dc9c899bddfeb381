import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Webhook } from 'standardwebhooks'
import { z } from 'zod'
import { openReceiver } from '../support/webhooks.ts'
import { openWorld } from '../support/world.ts'

const made = z.object({ id: z.string(), secret: z.string() })
const log = z.object({
  results: z.array(
    z.object({
      id: z.string(),
      status: z.string(),
      attempts: z.array(
        z.object({ response_status: z.int().nullable(), error: z.string().nullable() }),
      ),
    }),
  ),
})

test('the running program tells other software, and nobody inside unless it is allowed', async (t) => {
  const receiver = await openReceiver(t)
  const world = await openWorld({ env: { WEBHOOK_ALLOW: '127.0.0.1' } })
  t.after(() => world.close())
  const refused = await world.api('POST', '/api/webhooks', { url: 'http://10.0.0.1/' })
  assert.equal(refused.status, 400)
  const body = { url: receiver.url, discord_guild_id: world.guildId }
  const webhook = made.parse((await world.api('POST', '/api/webhooks', body)).json)
  assert.equal((await world.api('POST', `/api/webhooks/${webhook.id}/test`)).status, 202)
  await world.settle()
  const [message] = receiver.received
  assert.ok(message)
  assert.equal(message.type, 'webhook.test')
  // The program's clock may stand elsewhere than the machine's, by which the library judges.
  const sentAt = Number(message.headers['webhook-timestamp'])
  t.mock.timers.enable({ apis: ['Date'], now: sentAt * 1_000 })
  new Webhook(webhook.secret).verify(message.body, message.headers as Record<string, string>)
  t.mock.timers.reset()
  const { results } = log.parse(
    (await world.api('GET', `/api/webhooks/${webhook.id}/deliveries`)).json,
  )
  assert.deepEqual(results, [
    {
      id: message.headers['webhook-id'],
      status: 'delivered',
      attempts: [{ response_status: 204, error: null }],
    },
  ])
})
