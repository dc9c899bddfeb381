import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { test, type TestContext } from 'node:test'
import { z } from 'zod'
import { systemClock } from '#core/clock.ts'
import { systemRandom } from '#core/ids.ts'
import { silentLog } from '#core/log.ts'
import { createRest } from '#discord/rest/rest.ts'
import { ConfigError, readConfig } from '../../src/config.ts'

/** Something that takes calls as Discord does, and what it was sent. */
async function listen(t: TestContext) {
  const heard: string[] = []
  const server = createServer((request, response) => {
    heard.push(`${request.method} ${request.url} ${request.headers.authorization ?? '-'}`)
    request.resume().on('end', () => {
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
    })
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  t.after(() => server.close())
  const address = z.object({ port: z.int() }).parse(server.address())
  return { heard, url: `http://127.0.0.1:${address.port}` }
}

test('changes in Discord go to the outside bot where there is one, with its token', async (t) => {
  const [discord, bot] = [await listen(t), await listen(t)]
  const services = { clock: systemClock, random: systemRandom, log: silentLog }
  const outside = { api: bot.url, token: 'its-token' }
  const rest = createRest({ api: `${discord.url}/api`, token: 'ours', outside }, services)
  t.after(() => rest.stop())
  await rest.send({ method: 'GET', path: '/guilds/1', lane: 'bulk' })
  await rest.send({ method: 'POST', path: '/guilds/1/scheduled-events', lane: 'edits', body: {} })
  const callback = '/interactions/1/token/callback'
  await rest.send({ method: 'POST', path: callback, lane: 'answers', auth: false, body: {} })
  assert.deepEqual(discord.heard, ['GET /api/v10/guilds/1 Bot ours', `POST /api/v10${callback} -`])
  assert.deepEqual(bot.heard, ['POST /v10/guilds/1/scheduled-events Bearer its-token'])
})

test('an outside bot without a token is a mistake that is named', () => {
  const env = {
    DISCORD_BOT_TOKEN: 't',
    DISCORD_CLIENT_ID: '100000000000000001',
    DISCORD_CLIENT_SECRET: 's',
    DISCORD_BOT_API_URL: 'http://127.0.0.1:3001/',
  }
  const named = (error: unknown) =>
    error instanceof ConfigError && /DISCORD_BOT_API_TOKEN is missing/.test(error.message)
  assert.throws(() => readConfig(env), named)
  const config = readConfig({ ...env, DISCORD_BOT_API_TOKEN: 'x' })
  assert.equal(config.discord.outsideUrl, 'http://127.0.0.1:3001')
})
