import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { openStaff, type StaffWorld } from '../support/staff.ts'

describe('somebody of the team of two servers', () => {
  let world: StaffWorld
  let sisterId = ''
  before(async () => {
    world = await openStaff({ seed: 'french-organisation', channel: 'agenda' })
    const [, sister] = world.sandbox.world.state.guilds.values()
    assert.ok(sister)
    sisterId = sister.base.id
  })
  after(() => world.close())

  test('is on each roster as that server sees them, whatever the other one tells', async () => {
    const here = await world.add('ines', { discord_guild_id: world.guildId })
    const there = await world.add('ines', { discord_guild_id: sisterId })
    const shown = async () =>
      (await Promise.all([here, there].map(({ id }) => world.row(id)))).map(
        ({ discord_presence_state, discord_status }) => [discord_presence_state, discord_status],
      )
    const show = async (status: string) => {
      await world.act('ines', { do: 'presence', status })
      await world.settle()
    }
    await show('idle')
    assert.deepEqual(await shown(), [
      ['live', 'idle'],
      ['live', 'idle'],
    ])
    await world.act('ines', { do: 'leave_guild', guild: world.guildId })
    await world.settle()
    await show('dnd')
    const [left, stayed] = await shown()
    assert.equal(left?.[0], 'not_in_guild')
    assert.notEqual(left?.[1], 'dnd')
    assert.deepEqual(stayed, ['live', 'dnd'])
    await world.act('ines', { do: 'join_guild', guild: world.guildId })
    await world.settle()
    await show('online')
    assert.deepEqual(await shown(), [
      ['live', 'online'],
      ['live', 'online'],
    ])
  })
})
