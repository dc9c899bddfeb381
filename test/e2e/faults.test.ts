import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { recruitment, type RecruitmentJson } from '#modules/recruitment/contract/party.ts'
import { assertShows, assertSound } from '../support/equality.ts'
import { eventually } from '../support/eventually.ts'
import { troubles } from '../support/troubles.ts'
import { openWorld, type World } from '../support/world.ts'

const clickers = ['emma', 'noah', 'kenta', 'yui']

/** Everybody clicks at once; resolves with those who were told that it failed. */
async function clickAll(world: World, party: RecruitmentJson): Promise<string[]> {
  const message_id = party.discord_message_id
  const custom_id = `rc:1:join:${party.id}`
  const results = await Promise.all(
    clickers.map(async (as) => {
      const action = { as, channel: 'recruit', do: 'click', message_id, custom_id }
      return [as, (await world.control.act(action)).ok] as const
    }),
  )
  return results.filter(([, ok]) => !ok).map(([as]) => as)
}

async function joinByApi(world: World, party: RecruitmentJson, as: string): Promise<void> {
  const body = { discord_user_id: world.idOf(as) }
  const path = `/api/discord/recruitments/${party.id}/join/`
  assert.equal((await world.api('POST', path, body)).status, 200)
}

/** Nothing is wrong any more: within minutes there is one message, and it shows the state. */
async function assertHealed(world: World, id: number, inside?: number): Promise<void> {
  await world.control.liftFaults()
  await world.settle()
  await world.control.advance('5m')
  const party = await world.party(id)
  assertSound(party)
  if (inside !== undefined)
    assert.equal(party.participants.length + party.waitlist_count, inside, 'nobody is lost')
  const messages = await world.messagesOf(id)
  assert.equal(messages.length, 1, 'exactly one message')
  assertShows(messages[0], party)
}

async function isReady(world: World): Promise<void> {
  await eventually(async () => assert.equal((await world.api('GET', '/readyz')).status, 200))
}

describe('the gateway breaks', () => {
  let world: World
  before(async () => {
    world = await openWorld()
  })
  after(() => world.close())

  for (const gateway of ['drop', 'reconnect', 'invalid_session', 'silence'] as const) {
    it(`${gateway}: heals by itself, nobody is lost`, async () => {
      const party = await world.open({ title: gateway, max_slots: 4 })
      await world.control.fault({ gateway })
      const clicks = clickAll(world, party)
      await joinByApi(world, party, 'sam')
      // Who hears nothing is told so by Discord after three seconds.
      if (gateway === 'silence') await world.control.advance('4s')
      const failed = await clicks
      await world.control.liftFaults()
      await isReady(world)
      await world.settle()
      for (const as of failed) await world.press(as, 'join', party)
      await assertHealed(world, party.id, 6)
    })
  }

  for (const gateway of ['duplicate', 'reorder'] as const) {
    it(`${gateway}: everybody is answered once and has one place`, async () => {
      const party = await world.open({ title: gateway, max_slots: 4 })
      await world.control.fault({ gateway, times: 8 })
      assert.deepEqual(await clickAll(world, party), [])
      await world.command('lucas', { title: `${gateway} again`, slots: 2 })
      await assertHealed(world, party.id, 5)
      await assertHealed(world, party.id + 1, 1)
    })
  }
})

for (const door of ['gateway', 'http'] as const) {
  describe(`REST breaks behind the ${door} door`, () => {
    let world: World
    before(async () => {
      world = await openWorld({ door })
    })
    after(() => world.close())

    for (const [name, fault] of Object.entries(troubles)) {
      // Behind the http door answers go inline; the rest is the same code.
      if (door === 'http' && !/storm|message exists/.test(name)) continue
      it(name, async () => {
        const early = await world.open({ title: 'Early', max_slots: 9 })
        await world.control.fault(fault)
        const { json } = await world.api('POST', '/api/discord/recruitments/', {
          title: 'Late',
          max_slots: 9,
          discord_guild_id: world.guildId,
          discord_channel_id: world.channelId,
          discord_owner_id: world.idOf('olivia'),
        })
        const late = recruitment.parse(json)
        const clicks = clickAll(world, early)
        await joinByApi(world, early, 'sam')
        await joinByApi(world, late, 'sam')
        await clicks
        const action = { as: 'lucas', channel: 'recruit', do: 'command', name: 'recruit' }
        await world.control.act({ ...action, options: { title: 'Typed', slots: 3 } })
        await assertHealed(world, early.id, 6)
        await assertHealed(world, late.id, 2)
        await assertHealed(world, late.id + 1, 1)
      })
    }

    it('a slow answer is put off in time and given later', async () => {
      const party = await world.open({ title: 'Slow', max_slots: 3 })
      const held = Promise.withResolvers<void>()
      // The writer is busy: no other unit of work begins before this one has ended.
      const busy = world.app.services.database.write(() => held.promise)
      const { responses } = await world.press('emma', 'join', party)
      assert.equal(responses[0]?.type, 6)
      held.resolve()
      await busy
      await assertHealed(world, party.id, 2)
    })

    it('a deleted message is not posted again; the party lives on without one', async () => {
      const party = await world.open({ title: 'Deleted', max_slots: 3 })
      const { discord_message_id } = party
      await world.act('olivia', { do: 'delete_message', message_id: discord_message_id })
      await world.settle()
      await joinByApi(world, party, 'sam')
      await world.control.advance('5m')
      const now = await world.party(party.id)
      assert.deepEqual([now.current_slots, now.discord_message_id, now.jump_url], [2, null, null])
      assert.deepEqual(await world.messagesOf(party.id), [])
    })
  })
}
