import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ChannelType, PermissionFlagsBits as Bits } from 'discord-api-types/v10'
import { createVirtualClock } from '../clock.ts'
import { canView, computePermissions, topRole } from '../discord/permissions.ts'
import { createWorld } from '../discord/world.ts'
import { buildSeed, isSeedName, seedNames } from './seeds.ts'

for (const name of seedNames)
  test(`the seed ${name} is a sound community`, () => {
    assert.ok(isSeedName(name))
    const clock = createVirtualClock()
    const world = createWorld({ clock, random: () => 0.5, seed: buildSeed(name) })
    const [guild] = world.state.guilds.values()
    assert.ok(guild)
    const { id } = world.state.application
    const [owner] = world.state.users.keys()
    assert.equal(guild.base.owner_id, owner)
    assert.equal(topRole(guild, id)?.name, 'Muster')
    assert.ok(computePermissions(world, guild.base.id, id) & Bits.ManageRoles)
    const ids = [
      ...guild.roles.keys(),
      ...guild.channels.keys(),
      ...world.state.users.keys(),
      ...[...world.state.messages.values()].flatMap((messages) => [...messages.keys()]),
    ]
    assert.equal(new Set(ids).size, ids.length)
    assert.ok(ids.every((one) => /^\d{17,19}$/.test(one)))
    const tokens = [...world.state.users.values()].map(({ token }) => token)
    assert.equal(new Set(tokens).size, tokens.length)
    assert.deepEqual(buildSeed(name), buildSeed(name))
    clock.close()
  })

test('in the standard seed everybody sees and uses every text channel', () => {
  const clock = createVirtualClock()
  const world = createWorld({ clock, random: () => 0.5, seed: buildSeed('standard') })
  const [guild] = world.state.guilds.values()
  assert.ok(guild)
  const channels = [...guild.channels.values()].filter(({ type }) => type === ChannelType.GuildText)
  assert.deepEqual(
    new Set(channels.map((channel) => channel.name)),
    new Set(['general', 'recruit', 'events', 'staff', 'trading', 'forms', 'announcements']),
  )
  for (const channel of channels)
    for (const userId of guild.members.keys()) {
      assert.ok(canView(world, channel, userId))
      assert.ok(computePermissions(world, guild.base.id, userId, channel.id) & Bits.SendMessages)
    }
  clock.close()
})

test('different seeds share no ids but the bot', () => {
  const seen = new Map<string, string>()
  for (const name of seedNames) {
    assert.ok(isSeedName(name))
    const world = buildSeed(name)
    for (const id of [...world.guilds.keys(), ...world.users.keys()]) {
      if (id === world.application.id) continue
      assert.equal(seen.get(id), undefined)
      seen.set(id, name)
    }
  }
})
