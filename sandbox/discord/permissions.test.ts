import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ChannelType, OverwriteType, PermissionFlagsBits as Bits } from 'discord-api-types/v10'
import fc from 'fast-check'
import { createVirtualClock } from '../clock.ts'
import { buildSeed } from '../seeds/seeds.ts'
import type { Channel, GuildState } from './entities.ts'
import { makeChannel } from './objects.ts'
import { canView, computePermissions, isAboveMember, isAboveRole } from './permissions.ts'
import { openThread } from './threads.ts'
import { createWorld, type World } from './world.ts'

function createScene(): { world: World; guild: GuildState; id: (name: string) => string } {
  const clock = createVirtualClock()
  const world = createWorld({ clock, random: () => 0.5, seed: buildSeed('standard') })
  clock.close()
  const [guild] = world.state.guilds.values()
  assert.ok(guild)
  const people = [...world.state.users.values()]
  const id = (name: string): string =>
    people.find(({ user }) => user.username === name)?.user.id ??
    [...guild.roles.values()].find((role) => role.name === name)?.id ??
    [...guild.channels.values()].find((channel) => channel.name === name)?.id ??
    ''
  return { world, guild, id }
}

function setOverwrites(
  guild: GuildState,
  channelId: string,
  overwrites: Channel['permission_overwrites'],
): void {
  const channel = guild.channels.get(channelId)
  assert.ok(channel && overwrites)
  guild.channels.set(channelId, { ...channel, permission_overwrites: overwrites })
}

test('overwrites apply in the order everyone, roles together, member', () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }), (bits) => {
      const { world, guild, id } = createScene()
      const [
        everyoneAllow,
        everyoneDeny,
        roleAllow,
        roleDeny,
        otherAllow,
        otherDeny,
        ownAllow,
        ownDeny,
      ] = bits
      const bit = Bits.AddReactions
      const set = (isSet: boolean | undefined): string => (isSet ? bit.toString() : '0')
      const channel = id('general')
      setOverwrites(guild, channel, [
        {
          id: guild.base.id,
          type: OverwriteType.Role,
          allow: set(everyoneAllow),
          deny: set(everyoneDeny),
        },
        { id: id('Staff'), type: OverwriteType.Role, allow: set(roleAllow), deny: set(roleDeny) },
        {
          id: id('Organiser'),
          type: OverwriteType.Role,
          allow: set(otherAllow),
          deny: set(otherDeny),
        },
        { id: id('haruka'), type: OverwriteType.Member, allow: set(ownAllow), deny: set(ownDeny) },
      ])
      const everyone = everyoneAllow ? true : !everyoneDeny
      const roles = roleAllow || otherAllow ? true : roleDeny || otherDeny ? false : everyone
      const expected = ownAllow ? true : ownDeny ? false : roles
      const held = computePermissions(world, guild.base.id, id('haruka'), channel)
      assert.equal(Boolean(held & bit), expected)
    }),
    { numRuns: 60 },
  )
})

test('without VIEW_CHANNEL nothing is left; the owner keeps everything; strangers have nothing', () => {
  const { world, guild, id } = createScene()
  const channel = id('general')
  setOverwrites(guild, channel, [
    { id: guild.base.id, type: OverwriteType.Role, allow: '0', deny: Bits.ViewChannel.toString() },
  ])
  assert.equal(computePermissions(world, guild.base.id, id('yui'), channel), 0n)
  assert.ok(computePermissions(world, guild.base.id, id('olivia'), channel) & Bits.Administrator)
  guild.members.delete(id('yui'))
  assert.equal(computePermissions(world, guild.base.id, id('yui')), 0n)
})

test('a timeout leaves reading only', () => {
  const { world, guild, id } = createScene()
  const member = guild.members.get(id('yui'))
  assert.ok(member)
  const until = new Date(world.clock.now() + 60_000).toISOString()
  guild.members.set(member.user_id, { ...member, communication_disabled_until: until })
  const held = computePermissions(world, guild.base.id, member.user_id, id('general'))
  assert.equal(held, Bits.ViewChannel | Bits.ReadMessageHistory)
})

test('threads take their permissions from the parent; private ones only show to their members', () => {
  const { world, guild, id } = createScene()
  const parent = guild.channels.get(id('general'))
  assert.ok(parent)
  setOverwrites(guild, parent.id, [
    { id: guild.base.id, type: OverwriteType.Role, allow: '0', deny: Bits.SendMessages.toString() },
  ])
  const thread = openThread(world, parent, {
    id: world.nextId(),
    name: 'plans',
    type: ChannelType.PrivateThread,
    owner_id: id('yui'),
  })
  assert.ok(canView(world, thread, id('yui')))
  assert.ok(!canView(world, thread, id('noah')))
  const held = computePermissions(world, guild.base.id, id('yui'), thread.id)
  assert.ok(held & Bits.SendMessages)
})

test('hierarchy: higher roles win, equal positions go to the older role, nobody is above the owner', () => {
  const { guild, id } = createScene()
  const staff = guild.roles.get(id('Staff'))
  const trader = guild.roles.get(id('Trader'))
  assert.ok(staff && trader)
  assert.ok(isAboveRole(guild, id('sam'), trader))
  assert.ok(!isAboveRole(guild, id('jiwoo'), staff))
  assert.ok(!isAboveRole(guild, id('sam'), staff))
  guild.roles.set(trader.id, { ...trader, position: staff.position })
  const older = BigInt(staff.id) < BigInt(trader.id) ? staff : trader
  const younger = older === staff ? trader : staff
  const holder = older === staff ? 'sam' : 'jiwoo'
  assert.ok(isAboveRole(guild, id(holder), younger))
  assert.ok(!isAboveMember(guild, id('muster'), guild.base.owner_id))
  assert.ok(isAboveMember(guild, id('muster'), id('sam')))
})

test('voice needs CONNECT for anything spoken', () => {
  const { world, guild, id } = createScene()
  const channel = makeChannel(world.nextId(), guild.base.id, ChannelType.GuildVoice, 'v')
  guild.channels.set(channel.id, {
    ...channel,
    permission_overwrites: [
      { id: guild.base.id, type: OverwriteType.Role, allow: '0', deny: Bits.Connect.toString() },
    ],
  })
  assert.ok(!(computePermissions(world, guild.base.id, id('yui'), channel.id) & Bits.Speak))
})
