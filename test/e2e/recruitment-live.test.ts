import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { partiesPath } from '../support/parties.ts'
import { follow, type Follower } from '../support/follower.ts'
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
})
