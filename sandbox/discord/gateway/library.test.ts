import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import { Client, GatewayDispatchEvents } from '@discordjs/core'
import { REST } from '@discordjs/rest'
import { CompressionMethod, WebSocketManager, WebSocketShardEvents } from '@discordjs/ws'
import { GatewayIntentBits as Intents } from 'discord-api-types/v10'
import { createSandbox } from '../../sandbox.ts'
import { createMessage } from '../messages.ts'

test('@discordjs/ws over zlib resumes and starts anew by itself; nothing is missed or doubled', async () => {
  const sandbox = await createSandbox()
  const { world } = sandbox
  const token = sandbox.application.bot_token
  const rest = new REST({ api: `${sandbox.origin}/api` }).setToken(token)
  const gateway = new WebSocketManager({
    token,
    rest,
    intents: Intents.Guilds | Intents.GuildMessages | Intents.MessageContent,
    compression: CompressionMethod.ZlibNative,
  })
  const client = new Client({ rest, gateway })
  const heard: string[] = []
  const expected: string[] = []
  const errors: unknown[] = []
  gateway.on(WebSocketShardEvents.Error, (error) => errors.push(error))
  client.on(GatewayDispatchEvents.MessageCreate, ({ data }) => void heard.push(data.content))
  const heardAll = async (): Promise<void> => {
    while (heard.length < expected.length) await once(client, GatewayDispatchEvents.MessageCreate)
  }
  const [guild] = world.state.guilds.values()
  const general = [...(guild?.channels.values() ?? [])].find(({ name }) => name === 'general')
  const author = [...world.state.users.values()].find(({ user }) => user.username === 'yui')
  assert.ok(general && author)
  const say = (count: number): void => {
    for (let n = 0; n < count; n++) {
      expected.push(`message ${expected.length}`)
      const context = { channel: general, author_id: author.user.id }
      createMessage(world, context, { content: expected.at(-1) })
    }
  }
  const ready = once(gateway, WebSocketShardEvents.Ready)
  await gateway.connect()
  await ready
  say(50)
  for (const kind of ['drop', 'reconnect'] as const) {
    const resumed = once(gateway, WebSocketShardEvents.Resumed)
    world.gatewayFaults.add({ id: kind, kind, left: 1 })
    say(50)
    await resumed
    say(50)
  }
  await heardAll()
  const again = once(gateway, WebSocketShardEvents.Ready)
  world.gatewayFaults.add({ id: 'invalid', kind: 'invalid_session', left: 1 })
  await again
  say(10)
  await heardAll()
  assert.deepEqual(heard, expected)
  assert.deepEqual(errors, [])
  await gateway.destroy()
  await sandbox.close()
})
