import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ChannelType } from 'discord-api-types/v10'
import { createVirtualClock } from '../clock.ts'
import { buildSeed } from '../seeds/seeds.ts'
import { createMessage } from './messages.ts'
import { runThreadTimers } from './thread-timers.ts'
import { openThread, wakeThread } from './threads.ts'
import { createWorld } from './world.ts'

const hourMs = 3_600_000

test('a thread archives itself after its time without a message, and again after it was woken', async () => {
  const clock = createVirtualClock()
  const world = createWorld({ clock, random: () => 0.5, seed: buildSeed('standard') })
  const stop = runThreadTimers(world)
  const [guild] = world.state.guilds.values()
  const parent = [...(guild?.channels.values() ?? [])].find(({ name }) => name === 'general')
  assert.ok(guild && parent)
  const owner_id = guild.base.owner_id
  const thread = openThread(world, parent, {
    id: world.nextId(),
    name: 'plans',
    type: ChannelType.PublicThread,
    owner_id,
    auto_archive_duration: 60,
  })
  const isArchived = (): boolean => thread.thread_metadata?.archived ?? false
  const say = (): void => {
    wakeThread(world, thread)
    createMessage(world, { channel: thread, author_id: owner_id }, { content: 'x' })
  }
  await clock.advance(0.9 * hourMs)
  say()
  await clock.advance(0.9 * hourMs)
  assert.ok(!isArchived())
  await clock.advance(0.2 * hourMs)
  assert.ok(isArchived())
  say()
  assert.ok(!isArchived())
  await clock.advance(1.1 * hourMs)
  assert.ok(isArchived())
  stop()
  clock.close()
})
