import assert from 'node:assert/strict'
import { it, type TestContext } from 'node:test'
import type { EventJson } from '#modules/events/contract/event.ts'
import { eventsPath, openEventWorld, type EventWorld } from '../support/event-world.ts'
import { places, type PlaceKind } from '../support/places.ts'

const crowd = { SQLite: 90, PostgreSQL: 45 } as const

/** Everybody in the order of the commits that took their answer, as the stored facts tell it. */
async function committedOrder({ app }: EventWorld, id: string): Promise<string[]> {
  const rows = await app.services.database.db
    .selectFrom('facts')
    .select(['data'])
    .where('topic', '=', 'event')
    .where('object_id', '=', id)
    .where('type', '=', 'signup_created')
    .orderBy('position')
    .execute()
  return rows.map(({ data }) => {
    const { user } = JSON.parse(data) as { user: { discord_user_id: string } }
    return user.discord_user_id
  })
}

/** Everybody comes at the same moment, each through one of three doors. */
async function rush(world: EventWorld, one: EventJson, people: readonly string[]) {
  const message_id = one.guilds[0]?.message_url?.split('/').at(-1)
  const web = new Map(
    await Promise.all(
      people
        .filter((_, index) => index % 3 === 2)
        .map(async (id) => [id, await world.signIn(id)] as const),
    ),
  )
  const click = { do: 'click', message_id, custom_id: `ev:1:signup:${one.id}` }
  await Promise.all(
    people.map(async (id, index) => {
      if (index % 3 === 0) {
        const { responses } = await world.act(id, click)
        assert.ok(responses.length > 0)
        return
      }
      const session = web.get(id)
      const body = session ? {} : { discord_user_id: id }
      const answer = await world.api('POST', `${eventsPath}/${one.id}/signups`, body, session)
      assert.equal(answer.status, 201, JSON.stringify(answer.json))
    }),
  )
  await world.settle()
}

async function openFor(context: TestContext, place: PlaceKind): Promise<EventWorld> {
  // Who gets the place is tested here; how fast one busy machine tells it, in the benchmarks.
  const world = await openEventWorld({ place, door: 'http', answerWithinMs: 60_000 })
  context.after(() => world.close())
  return world
}

for (const place of places()) {
  const count = crowd[place.name]
  it(`${count} people want one place by button, web and API at once, on ${place.name}`, async (context) => {
    const world = await openFor(context, place)
    const one = await world.plan({ title: 'One place', max_participants: 1 })
    const people = (await world.control.people(count)).map(({ user_id }) => user_id)
    await rush(world, one, people)
    const full = await world.read(one.id)
    assert.deepEqual(
      [full.confirmed_count, full.waitlist_count, full.is_full, full.version],
      [1, count - 1, true, one.version + count],
    )
    const order = await committedOrder(world, one.id)
    const standing = full.signups.toSorted(
      (a, b) => (a.position_in_waitlist ?? 0) - (b.position_in_waitlist ?? 0),
    )
    assert.deepEqual(
      standing.map(({ user_id }) => user_id),
      order,
    )
    assert.deepEqual(new Set(order), new Set(people))
    // All leave but three, in whatever order they get through: the queue has moved up in its own.
    const gone = order.slice(0, -3)
    await Promise.all(
      gone.map((discord_user_id) =>
        world.api('DELETE', `${eventsPath}/${one.id}/signups/me`, { discord_user_id }),
      ),
    )
    await world.settle()
    const left = await world.read(one.id)
    const place_ = left.signups.find(({ status }) => status === 'confirmed')
    assert.deepEqual(
      [place_?.user_id, left.confirmed_count, left.waitlist_count],
      [order.at(-3), 1, 2],
    )
    const messages = await world.control.messages(world.channelId)
    const shown = messages.find(({ components }) => JSON.stringify(components).includes(one.id))
    assert.match(JSON.stringify(shown?.embeds), new RegExp(`<@${order.at(-3)}>`))
    assert.deepEqual(world.logged, [])
  })
}
