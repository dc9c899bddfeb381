import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { shownWaiting, type RecruitmentJson } from '#modules/recruitment/contract/party.ts'
import { assertShows, assertSound } from '../support/equality.ts'
import { places, type PlaceKind } from '../support/places.ts'
import { signInByHttp } from '../support/people.ts'
import { ask, openWorld, serviceHeaders, type World } from '../support/world.ts'

const crowd = { SQLite: 1_000, PostgreSQL: 200 } as const

/** Everybody in the order of the commits that let them in, as the stored facts tell it. */
async function committedOrder({ app }: World, id: number): Promise<string[]> {
  const rows = await app.services.database.db
    .selectFrom('facts')
    .select(['type', 'data'])
    .where('topic', '=', 'recruitment')
    .where('object_id', '=', String(id))
    .where('type', 'in', ['participant_joined', 'participant_waitlisted'])
    .orderBy('position')
    .execute()
  return rows.map(({ data }) => {
    const change: unknown = JSON.parse(data)
    assert.ok(typeof change === 'object' && change !== null && 'user' in change)
    const { user } = change
    assert.ok(typeof user === 'object' && user !== null && 'discord_user_id' in user)
    return String(user.discord_user_id)
  })
}

const idsOf = (people: readonly { discord_user_id: string }[]) =>
  people.map(({ discord_user_id }) => discord_user_id)

/** Message, REST and live page tell the same, and everybody stands where the commits put them. */
async function assertOneTruth(world: World, before: RecruitmentJson, callers: number) {
  const party = await world.party(before.id)
  assertSound(party)
  assert.equal(party.participants.length, before.max_slots)
  assert.equal(party.participants.length + party.waitlist_count, callers + 1)
  const order = await committedOrder(world, party.id)
  const queue = await world.queueOf(party.id)
  assert.equal(queue.length, party.waitlist_count)
  assert.deepEqual(idsOf(party.waitlist), queue.slice(0, shownWaiting))
  const inside = [...idsOf(party.participants), ...queue]
  assert.deepEqual(inside.slice(1), order)
  assert.equal(party.version, before.version + callers)
  const [message, ...more] = await world.messagesOf(party.id)
  assertShows(message, party)
  assert.deepEqual(more, [])
  return party
}

async function openFor(context: TestContext, place: PlaceKind): Promise<World> {
  const world = await openWorld({ place, door: 'http' })
  context.after(() => world.close())
  return world
}

for (const place of places()) {
  describe(`a crowd at one party on ${place.name}`, () => {
    const count = crowd[place.name]
    it(`${count} members click one party of five at once`, async (context) => {
      const world = await openFor(context, place)
      const party = await world.open({ max_slots: 5, title: 'Five places' })
      const page = await world.follow()
      const people = await world.control.people(count)
      const clicks = people.map(({ user_id }) => world.press(user_id, 'join', party))
      const answers = await Promise.all(clicks)
      assert.ok(answers.every(({ responses }) => responses.length === 1))
      await world.settle()
      const after = await assertOneTruth(world, party, count)
      await page.until(({ parties }) => parties.get(party.id)?.version === after.version)
      const shown = page.party(party.id)
      assert.deepEqual(idsOf(shown.participants), idsOf(after.participants))
      assert.deepEqual(idsOf(shown.waitlist), idsOf(after.waitlist))
      page.close()
      assert.deepEqual(world.logged, [])
    })

    it('200 callers by button, API and web want one place', async (context) => {
      const world = await openFor(context, place)
      const party = await world.open({ max_slots: 2, title: 'One place' })
      const people = await world.control.people(200)
      const address = `${world.app.url}/api/discord/recruitments/${party.id}/join/`
      const web = new Map(
        await Promise.all(
          people
            .filter((_, index) => index % 3 === 2)
            .map(async ({ user_id: id }) => [id, await signInByHttp(world.app.url, id)] as const),
        ),
      )
      const join = async ({ user_id }: { user_id: string }, index: number): Promise<string> => {
        if (index % 3 === 0) return (await world.press(user_id, 'join', party)).door
        const session = web.get(user_id)
        const init = session
          ? { body: {}, headers: session }
          : { body: { discord_user_id: user_id }, headers: serviceHeaders }
        const { status, json } = await ask(address, { method: 'POST', ...init })
        assert.equal(status, 200, JSON.stringify(json))
        assert.ok(typeof json === 'object' && json !== null && 'result' in json)
        return String(json.result)
      }
      const results = await Promise.all(people.map(join))
      assert.ok(results.filter((result) => result === 'joined').length <= 1)
      await world.settle()
      await assertOneTruth(world, party, 200)
      assert.deepEqual(world.logged, [])
    })
  })
}
