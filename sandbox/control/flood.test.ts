import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { GatewayIntentBits as Intents } from 'discord-api-types/v10'
import { connect } from '../discord/gateway/test-client.ts'
import { createSandbox, type Sandbox } from '../sandbox.ts'

let sandbox: Sandbox
before(async () => {
  sandbox = await createSandbox()
})
after(() => sandbox.close())

async function flood(body: object | null): Promise<number> {
  const answer = await fetch(`${sandbox.origin}/_control/presences`, {
    method: body === null ? 'DELETE' : 'POST',
    ...(body && {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  })
  await answer.arrayBuffer()
  return answer.status
}

test('a flood of presences has its rate and its end, and only one runs at a time', async () => {
  const client = await connect(sandbox.origin)
  client.identify(sandbox.application.bot_token, Intents.Guilds | Intents.GuildPresences)
  await client.dispatched('GUILD_CREATE')
  const heard = () => client.frames.filter((frame) => frame.t === 'PRESENCE_UPDATE').length
  assert.equal(await flood({ count: 61, per_second: 1 }), 400)
  assert.equal(await flood({ count: 100_001 }), 400)
  assert.equal(await flood({ count: 9, people: ['nobody'] }), 404)

  assert.equal(await flood({ count: 301, per_second: 3_000, people: ['sam', 'yui'] }), 200)
  assert.equal(await flood({ count: 1 }), 409)
  await sandbox.clock.advance(1_000)
  await sandbox.settle()
  assert.equal(heard(), 301)
  const [guild] = sandbox.world.state.guilds.values()
  const sam = [...sandbox.world.state.users.values()].find(({ user }) => user.username === 'sam')
  // The hundred and fifty-first change of Sam was the last one.
  const last = guild?.presences.get(sam?.user.id ?? '')
  assert.deepEqual([last?.status, last?.activities?.[0]?.name], ['online', 'Chess'])

  assert.equal(await flood({ count: 6_000, per_second: 100 }), 200)
  assert.equal(await flood(null), 204)
  await sandbox.clock.advance(10_000)
  await sandbox.settle()
  assert.ok(heard() < 400, String(heard()))
  await client.close()
})
