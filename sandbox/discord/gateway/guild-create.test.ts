import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { GatewayIntentBits as Intents } from 'discord-api-types/v10'
import { z } from 'zod'
import { createSandbox, type Sandbox } from '../../sandbox.ts'
import type { GuildState } from '../entities.ts'
import { presenceUpdate } from './frames.ts'
import { guildCreate } from './guild-create.ts'
import { setPresence } from './presence.ts'
import { setVoiceState } from './voice.ts'

let sandbox: Sandbox
let guild: GuildState
before(async () => {
  sandbox = await createSandbox()
  const [first] = sandbox.world.state.guilds.values()
  assert.ok(first)
  guild = first
})
after(() => sandbox.close())

const told = z.object({
  large: z.boolean(),
  member_count: z.number(),
  members: z.array(z.object({ user: z.object({ id: z.string() }) })),
  presences: z.array(z.object({ user: z.object({ id: z.string() }) })),
})

/** What a bot with this threshold hears of the guild. */
function heard(large_threshold: number, intents = Intents.Guilds | Intents.GuildPresences) {
  const { application, world } = sandbox
  const session = { id: 's', token: application.bot_token, bot: true, shard: [0, 1] as const }
  const options = { ...session, user_id: application.id, intents, large_threshold }
  const { members, presences, ...rest } = told.parse(guildCreate(world, guild, options))
  const ids = (of: typeof members) => of.map(({ user }) => user.id)
  return { ...rest, members: ids(members), presences: ids(presences) }
}

/** Adds quiet accounts until the guild has so many members. */
function grow(count: number): void {
  const [model] = guild.members.values()
  assert.ok(model)
  const person = sandbox.world.person(model.user_id)
  for (let nth = guild.members.size; nth < count; nth += 1) {
    const id = String(1_350_000_000_000_000_000n + BigInt(nth))
    sandbox.world.state.users.set(id, { ...person, user: { ...person.user, id }, token: id })
    guild.members.set(id, { ...model, user_id: id, roles: [] })
  }
}

test('a small guild comes whole, a large one with those online, a huge one with voice alone', () => {
  const idOf = (name: string) =>
    [...sandbox.world.state.users.values()].find(({ user }) => user.username === name)?.user.id ??
    ''
  for (const { user } of sandbox.world.state.users.values())
    setPresence(sandbox.world, user.id, presenceUpdate.parse({ status: 'offline' }))
  const [sam, yui, bot] = [idOf('sam'), idOf('yui'), sandbox.application.id]
  setPresence(sandbox.world, sam, presenceUpdate.parse({ status: 'idle' }))
  const voice = [...guild.channels.values()].find(({ type }) => type === 2)
  const seat = { guild_id: guild.base.id, channel_id: voice?.id ?? null }
  setVoiceState(sandbox.world, yui, { ...seat, self_mute: false, self_deaf: false })

  grow(250)
  const whole = heard(250)
  assert.deepEqual([whole.large, whole.members.length], [false, 250])
  const large = heard(249)
  assert.deepEqual([large.large, large.member_count], [true, 250])
  assert.deepEqual(large.members.toSorted(), [sam, yui, bot].toSorted())
  assert.ok(large.presences.includes(sam))
  const blind = heard(250, Intents.Guilds)
  assert.deepEqual([blind.members.toSorted(), blind.presences], [[yui, bot].toSorted(), []])

  grow(75_001)
  const huge = heard(250)
  assert.equal(huge.member_count, 75_001)
  assert.deepEqual(huge.members.toSorted(), [yui, bot].toSorted())
})
