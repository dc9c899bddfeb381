import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { decide, partiesPath } from '../support/parties.ts'
import { follow, type Follower } from '../support/follower.ts'
import { keyElsewhere, tracesOf, visit } from '../support/visitor.ts'
import { openWorld, type World } from '../support/world.ts'

describe('live pages of parties', () => {
  let world: World
  before(async () => {
    world = await openWorld()
  })
  after(() => world.close())

  const page = (path: string, headers: Record<string, string> = {}) =>
    follow(world.app.url, `/ws/discord-recruitments/${path}?snapshot=1`, headers)
  const hears = ({ frames }: Follower, id: number) =>
    frames.some(({ recruitment, recruitment_id }) => (recruitment?.id ?? recruitment_id) === id)

  it('strangers hear of an unlisted party only at its own address', async () => {
    const party = await world.open({ title: 'By invitation', visibility: 'unlisted' })
    const [stranger, member, guest] = await Promise.all([
      page(''),
      page('', await world.signIn('noah')),
      page(`${party.id}/`),
    ])
    const change = (body: object) => world.api('PATCH', `${partiesPath}/${party.id}/`, body)
    const shown = await world.open({ title: 'For all' })
    await change({ title: 'By invitation only' })
    await world.api('PATCH', `${partiesPath}/${shown.id}/`, { visibility: 'unlisted' })
    await world.api('DELETE', `${partiesPath}/${party.id}/`)
    const last = await world.open({ title: 'The last one' })
    for (const one of [stranger, member]) await one.until((all) => all.parties.has(last.id))
    await guest.until(({ frames }) => frames.some(({ type }) => type === 'recruitment_deleted'))
    assert.equal(hears(stranger, party.id), false, JSON.stringify(stranger.frames))
    assert.equal(stranger.parties.has(shown.id), false, 'it went out of sight')
    assert.ok(hears(member, party.id) && member.parties.has(shown.id))
    assert.ok(hears(guest, party.id))
    for (const one of [stranger, member, guest]) one.close()
  })

  it('strangers get nothing that leads to anybody, until the server shows names', async () => {
    const people = ['olivia', 'camille', 'kenta', 'lucas']
    const traces = tracesOf(world, people)
    for (const username of people) await world.signIn(username)
    const olivia = world.idOf('olivia')
    const party = await world.open({
      title: 'Who is it',
      max_slots: 2,
      starts_at: '2099-01-01T00:00:00Z',
    })
    const one = `${partiesPath}/${party.id}/`
    const does = (verb: string, username: string, more: object = {}) =>
      world.api('POST', `${one}${verb}/`, { discord_user_id: world.idOf(username), ...more })
    for (const username of people.slice(1))
      await does('join', username, { note: `I am ${username}` })
    const addresses = {
      pages: [
        ...['', 'waitlist/', 'history/'].map((rest) => one + rest),
        `${partiesPath}/`,
        `${partiesPath}/stats/?discord_guild_id=${world.guildId}`,
        `${partiesPath}/feed.ics`,
        '/',
        '/discord-recruitments',
        `/discord-recruitments/${party.id}`,
        `/r/${party.id}`,
      ],
      sockets: ['/ws/discord-recruitments/', `/ws/discord-recruitments/${party.id}/`],
      streams: [`${partiesPath}/stream`, `${one}stream`],
    }
    const found = (text: string) => traces.filter((trace) => text.includes(trace))
    const happens = async (title: string) => {
      const visitor = await visit(world, addresses)
      await does('kick', 'camille')
      await does('join', 'camille')
      await does('transfer', 'kenta')
      await does('transfer', 'olivia')
      await does('leave', 'kenta')
      await does('join', 'kenta')
      await world.api('PATCH', one, { title })
      await visitor.hears(title)
      visitor.close()
      return visitor.everything()
    }
    const hidden = await happens('Nobody knows')
    for (const told of ['participant_kicked', 'owner_changed', 'participant_promoted'])
      assert.ok(hidden.includes(told), told)
    assert.deepEqual(found(hidden), [])

    // Nor does a filter say who is in a party; oneself is found, and shown.
    const finds = async (query: string, headers?: Record<string, string>) => {
      const answer = await fetch(`${world.app.url}${partiesPath}/?search=Nobody+knows&${query}`, {
        ...(headers && { headers }),
      })
      const text = await answer.text()
      return { count: Number(/"count":(\d+)/.exec(text)?.[1]), found: found(text) }
    }
    const member = await world.signIn('noah')
    assert.equal((await finds('')).count, 1)
    for (const query of [`owner=${olivia}`, `participant=${olivia}`]) {
      assert.equal((await finds(query)).count, 0, query)
      assert.equal((await finds(query, member)).count, 1, query)
    }
    const elsewhere = await keyElsewhere(world, 'lucas', 'recruitments:read')
    assert.deepEqual(await finds(`participant=${world.idOf('lucas')}`, elsewhere), {
      count: 1,
      found: tracesOf(world, ['lucas']),
    })
    assert.equal((await finds(`participant=${olivia}`, elsewhere)).count, 0)

    await decide(world, { names_public: true })
    const named = await happens('Everybody knows')
    assert.deepEqual(found(named), traces)
    assert.equal((await finds(`participant=${olivia}`)).count, 0, 'it is called otherwise now')
  })
})
