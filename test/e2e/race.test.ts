import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import fc from 'fast-check'
import { z } from 'zod'
import { systemActor } from '#core/access/actor.ts'
import { createContext } from '#core/context.ts'
import { AppError } from '#core/errors.ts'
import * as seats from '#modules/recruitment/service/people.ts'
import { shownWaiting, type RecruitmentJson } from '#modules/recruitment/contract/party.ts'
import { assertShows, assertSound } from '../support/equality.ts'
import { places, type PlaceKind } from '../support/places.ts'
import { decide } from '../support/parties.ts'
import { idsOfPeople, signInByHttp } from '../support/people.ts'
import { ask, openWorld, serviceHeaders, type World } from '../support/world.ts'

const crowd = { SQLite: 1_000, PostgreSQL: 200 } as const

const person = z.object({ discord_user_id: z.string() })
const changeShape = z.object({ user: person.optional() })

/** What happened to a party in the order of the commits, as the stored facts tell it. */
async function committed({ app }: World, id: number) {
  const rows = await app.services.database.db
    .selectFrom('facts')
    .select(['type', 'data', 'version'])
    .where('topic', '=', 'recruitment')
    .where('object_id', '=', String(id))
    .orderBy('position')
    .execute()
  return rows.map(({ type, version, data }) => ({
    type,
    version,
    userId: changeShape.parse(JSON.parse(data)).user?.discord_user_id ?? '',
  }))
}

/** Everybody in the order of the commits that let them in. */
async function committedOrder(world: World, id: number): Promise<string[]> {
  const arrivals = new Set(['participant_joined', 'participant_waitlisted'])
  const facts = await committed(world, id)
  return facts.filter(({ type }) => arrivals.has(type)).map(({ userId }) => userId)
}

/** A party as anybody would keep it on paper: a row of people, of whom the first have the places. */
function onPaper(size: number, ownerId: string) {
  let row = [ownerId]
  return {
    /** What the paper says of a wish, and writes down. */
    take(kind: 'join' | 'leave', userId: string): string {
      const isIn = row.includes(userId)
      if (isIn === (kind === 'join')) return 'refused'
      if (!isIn) return row.push(userId) > size ? 'participant_waitlisted' : 'participant_joined'
      row = row.filter((one) => one !== userId)
      return 'participant_left'
    },
    seated: () => row.slice(0, size),
    queue: () => row.slice(size),
  }
}

/** Message, REST and live page tell the same, and everybody stands where the commits put them. */
async function assertOneTruth(world: World, before: RecruitmentJson, callers: number) {
  const party = await world.party(before.id)
  assertSound(party)
  assert.equal(party.participants.length, before.max_slots)
  assert.equal(party.participants.length + party.waitlist_count, callers + 1)
  const order = await committedOrder(world, party.id)
  const queue = await world.queueOf(party.id)
  assert.equal(queue.length, party.waitlist_count)
  assert.deepEqual(idsOfPeople(party.waitlist), queue.slice(0, shownWaiting))
  const inside = [...idsOfPeople(party.participants), ...queue]
  assert.deepEqual(inside.slice(1), order)
  assert.equal(party.version, before.version + callers)
  const [message, ...more] = await world.messagesOf(party.id)
  assertShows(message, party)
  assert.deepEqual(more, [])
  return party
}

async function openFor(context: TestContext, place: PlaceKind): Promise<World> {
  // What everybody together gets is tested here; how fast one busy machine tells it, in the benchmarks.
  // There an answer may come late and go another way, which is worth a warning and no error.
  const world = await openWorld({ place, door: 'http', answerWithinMs: 60_000, logLevel: 'error' })
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
      assert.deepEqual(idsOfPeople(shown.participants), idsOfPeople(after.participants))
      assert.deepEqual(idsOfPeople(shown.waitlist), idsOfPeople(after.waitlist))
      page.close()
      assert.deepEqual(world.logged, [])
    })

    it('a thousand joins and leaves, interleaved at will, end as their commits say', async (context) => {
      const world = await openFor(context, place)
      // Hundreds of direct messages have limits of their own.
      await decide(world, { dm_notices: false })
      const party = await world.open({ max_slots: 6, title: 'In and out' })
      const people = (await world.control.people(8)).map(({ user_id }) => user_id)
      const key = { id: 'test', scopes: ['admin'] as const, guild_ids: null }
      const actor = { ...systemActor, source: 'api' as const, key }
      const service = createContext(world.app.services, { actor, locale: 'en' })
      const wishes = fc.record({
        kind: fc.constantFrom('join' as const, 'leave' as const),
        who: fc.constantFrom(...people),
      })
      const [row = []] = fc.sample(
        fc.array(wishes, { minLength: 1_000, maxLength: 1_000, size: 'max' }),
        { numRuns: 1, seed: 20_261_121 },
      )
      const outcomes = { done: 0, refused: 0 }
      const lanes = Array.from({ length: 16 }, async (_, lane) => {
        for (const { kind, who } of row.filter((__, index) => index % 16 === lane)) {
          const named = { discord_user_id: who }
          const wish = { ...named, role: null, note: '', mayWait: true }
          try {
            await (kind === 'join'
              ? seats.join(service, party.id, wish)
              : seats.leave(service, party.id, named))
            outcomes.done += 1
          } catch (error) {
            assert.ok(error instanceof AppError && /^(already|not)_joined$/.test(error.code))
            outcomes.refused += 1
          }
        }
      })
      await Promise.all(lanes)
      await world.settle()
      assert.equal(outcomes.done + outcomes.refused, 1_000)
      const paper = onPaper(6, world.idOf('olivia'))
      const kinds = new Map([
        ['participant_joined', 'join'],
        ['participant_waitlisted', 'join'],
        ['participant_left', 'leave'],
      ] as const)
      let version = party.version
      for (const fact of await committed(world, party.id)) {
        if (fact.version <= party.version) continue
        assert.ok(fact.version - version <= 1, 'no version is left out')
        const isNew = fact.version > version
        version = fact.version
        const kind = isNew ? kinds.get(fact.type as 'participant_left') : undefined
        if (kind) assert.equal(paper.take(kind, fact.userId), fact.type)
      }
      const after = await world.party(party.id)
      assert.equal(after.version, party.version + outcomes.done)
      assert.deepEqual([after.version, idsOfPeople(after.participants)], [version, paper.seated()])
      assert.deepEqual(await world.queueOf(party.id), paper.queue())
      const [message] = await world.messagesOf(party.id)
      assertShows(message, after)
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
