import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { assertShows, assertSound } from '../support/equality.ts'
import { follow, type Follower } from '../support/follower.ts'
import { places } from '../support/places.ts'
import { redisUrl } from '../support/redis.ts'
import { ask, openWorld, serviceHeaders } from '../support/world.ts'

const postgres = places().find(({ name }) => name === 'PostgreSQL')
const missing = !postgres || redisUrl === null
const skip = missing ? 'NO POSTGRESQL OR REDIS: several processes are not tested' : false

/** Where the frames of a follower stand in the row of facts. */
function positions({ frames }: Follower): number[] {
  const cursors = frames
    .filter(({ type }) => type.startsWith('recruitment_'))
    .map(({ cursor = '' }) => cursor)
  return cursors.map((cursor) => Number(cursor.split('-')[1]))
}

describe('two processes on one PostgreSQL and one Redis', { skip }, () => {
  it('what one does shows on the sockets of the other, in one order', async (context) => {
    assert.ok(postgres && redisUrl !== null)
    const place = postgres
    const world = await openWorld({ place, door: 'http', env: { REDIS_URL: redisUrl } })
    context.after(() => world.close())
    const other = await world.another()

    const party = await world.open({ title: 'Both', max_slots: 9 })
    const here = await world.follow()
    const there = await follow(other.url, '/ws/discord-recruitments/?snapshot=1', serviceHeaders)
    const people = await world.control.people(30)
    await Promise.all(
      people.map(async ({ user_id }, index) => {
        if (index % 3 === 0) return void (await world.press(user_id, 'join', party))
        const url = index % 3 === 1 ? world.app.url : other.url
        const body = { discord_user_id: user_id }
        const init = { method: 'POST', body, headers: serviceHeaders }
        const path = `/api/discord/recruitments/${party.id}/join/`
        assert.equal((await ask(url + path, init)).status, 200)
      }),
    )
    await world.settle()
    const after = await world.party(party.id)
    assertSound(after)
    assert.equal(after.participants.length + after.waitlist_count, 31)
    const isNewest = ({ parties }: Follower) => parties.get(party.id)?.version === after.version
    await Promise.all([here.until(isNewest), there.until(isNewest)])
    for (const follower of [here, there]) {
      const seen = positions(follower)
      assert.deepEqual(
        seen,
        seen.toSorted((a, b) => a - b),
      )
      assert.equal(new Set(seen).size, seen.length, 'no frame twice')
      follower.close()
    }
    await world.control.advance('1m')
    const messages = await world.messagesOf(party.id)
    assert.equal(messages.length, 1)
    assertShows(messages[0], after)
    assert.deepEqual(world.logged, [])
  })
})
