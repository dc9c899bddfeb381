import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { follow } from '../support/follower.ts'
import { openWorld, type World } from '../support/world.ts'

describe('what happens at once', () => {
  let world: World

  before(async () => {
    world = await openWorld()
  })
  after(() => world.close())

  it('cuts the page of a person who leaves the server', async () => {
    const party = await world.open({ title: 'Members only', visibility: 'guild' })
    const headers = await world.signIn('noah')
    const page = await follow(world.app.url, '/ws/discord-recruitments/?snapshot=1', headers)
    await page.until(({ parties }) => parties.has(party.id))
    await world.control.act({ as: 'noah', do: 'leave_guild' })
    await page.until(({ frames }) => frames.some(({ type }) => type === 'resync'))
    const address = `/api/discord/recruitments/${party.id}/`
    assert.equal((await world.api('GET', address, undefined, headers)).status, 404)
    page.close()
  })

  it('asks for nobody who is on a list that events keep', async () => {
    const { members } = world.app.services
    const people = await members.everyone(world.guildId)
    const asked = async (work: () => Promise<unknown>) => {
      const before_ = await world.control.calls()
      await work()
      const calls = (await world.control.calls()).slice(before_.length)
      return calls.filter(({ route }) => /members\/[:{]/.test(route ?? '')).length
    }
    const everyone = () =>
      Promise.all(people.map(({ user_id }) => members.member(world.guildId, user_id)))
    assert.ok(people.length > 10)
    assert.equal(await asked(everyone), 0)
    // A change of roles and a departure count from the moment they are heard.
    const rolesOf = async (id: string) => (await members.member(world.guildId, id))?.roles ?? null
    const yui = world.idOf('yui')
    await world.control.act({ as: 'olivia', do: 'set_roles', user: 'yui', roles: [] })
    await world.settle()
    assert.deepEqual(await rolesOf(yui), [])
    await world.control.act({ as: 'yui', do: 'leave_guild' })
    await world.settle()
    assert.equal(await rolesOf(yui), null)
  })

  it('shows a slow party once, to everybody', async () => {
    const { app } = world
    let open = () => {}
    const opened = new Promise<void>((resolve) => {
      open = resolve
    })
    // The one writer is busy for a while.
    const busy = app.services.database.write(() => opened)
    const before_ = (await world.control.messages(world.channelId)).length
    const answer = world.command('olivia', { title: 'Slow', slots: 3 })
    assert.equal((await answer).responses[0]?.type, 5)
    open()
    await busy
    await world.settle()
    await world.control.advance('30s')
    const shown = await world.control.messages(world.channelId)
    assert.equal(shown.length - before_, 1)
    assert.equal(
      shown.filter(({ embeds }) => embeds.some(({ title }) => title?.includes('Slow'))).length,
      1,
    )
  })
})
