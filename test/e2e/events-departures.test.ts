import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { discordPath, eventsPath, openEventWorld } from '../support/event-world.ts'
import { eventually } from '../support/eventually.ts'
import { openTwoServers } from '../support/two-servers.ts'
import type { World } from '../support/world.ts'

const stranger = '123456789012345678'

/** The bot hears nothing meanwhile and cannot catch up; when it is back it looks at so many servers. */
async function unheard(
  world: World,
  servers: number,
  meanwhile: () => Promise<unknown>,
  back = async () => {},
): Promise<void> {
  await world.control.fault({ gateway: 'invalid_session', times: 1 })
  await meanwhile()
  const { jobs } = world.app.services
  // It connects in its own time, which no clock of the test shortens.
  await eventually(async () =>
    assert.equal(await jobs.count({ kind: 'events.departures', state: 'ready' }), servers),
  )
  await back()
  await world.control.advance('61s')
  await world.settle()
}

describe('who leaves a server unheard', () => {
  it('leaves its events as somebody does who is heard: whoever is next gets the place', async (t) => {
    const world = await openEventWorld()
    t.after(() => world.close())
    const leaves = async (as: string, leave: (work: () => Promise<unknown>) => Promise<void>) => {
      const one = await world.plan({ title: as, max_participants: 3 })
      const over = await world.plan({ title: `Over for ${as}` })
      const standings = () => world.standings(one, as, 'emma', stranger, 'noah')
      for (const event of [one, over]) await world.use(as, 'signup', event)
      await world.api('POST', `${eventsPath}/${over.id}/start`, {})
      await world.api('POST', `${eventsPath}/${over.id}/complete`, {})
      // Those two are named by a program; one of them is not in the server at all.
      await world.signUp(one, 'emma')
      await world.api('POST', `${eventsPath}/${one.id}/signups`, { discord_user_id: stranger })
      await world.use('noah', 'signup', one)
      assert.deepEqual(await standings(), ['confirmed', 'confirmed', 'confirmed', 'waitlist'])
      const { version } = await world.read(one.id)
      await leave(() => world.act(as, { do: 'leave_guild' }))
      await world.settle()
      assert.deepEqual(await world.standings(over, as), ['confirmed'])
      return [...(await standings()), (await world.read(one.id)).version - version]
    }
    const heard = await leaves('yui', async (work) => void (await work()))
    assert.deepEqual(heard, [null, 'confirmed', 'confirmed', 'confirmed', 1])
    const missed = await leaves('haruka', (work) => unheard(world, 1, work))
    assert.deepEqual(missed, heard)
  })

  it('keeps the place as long as he or she may be in another server of the organisation', async (t) => {
    const world = await openTwoServers()
    t.after(() => world.close())
    const { guildId, sisterId } = world
    const one = await world.create({ title: 'Both', guild_ids: [guildId, sisterId] })
    const names = ['ines', 'gabriel', 'lea', 'antoine']
    for (const name of names) await world.pressOn(name, 'signup', one)
    const left = async () => {
      const { signups } = await world.read(one.id)
      const there = new Set(signups.map(({ user_id }) => user_id))
      return names.filter((name) => !there.has(world.idOf(name)))
    }
    const leave = (as: string, guild: string) => world.act(as, { do: 'leave_guild', guild })
    assert.deepEqual(await left(), [])
    await unheard(world, 2, async () => {
      for (const guild of [guildId, sisterId]) await leave('ines', guild)
      await leave('gabriel', guildId)
    })
    assert.deepEqual(await left(), ['ines'])
    // Nobody can tell who is in a server that the bot is not in.
    await unheard(
      world,
      2,
      () => leave('antoine', guildId),
      async () => {
        const closed = { guild_id: '900000000000000001', org_id: 'rencontres' }
        assert.equal((await world.api('POST', `${discordPath}/guilds`, closed)).status, 201)
      },
    )
    assert.deepEqual(await left(), ['ines'])
  })
})
