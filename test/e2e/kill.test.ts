import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, it } from 'node:test'
import { createBeliever, type Believer } from '../support/believer.ts'
import { assertBelieved, assertConverges, openCampaign } from '../support/campaign.ts'
import { createLoad } from '../support/load.ts'
import { places, sqlitePlace } from '../support/places.ts'
import { createRandom } from '../support/random.ts'

/** A slice of the whole campaign, which is `KILLS=50`. */
const kills = Number(process.env['KILLS'] ?? 6)
const seed = Number(process.env['SEED'] ?? 20_261_121)

describe('a graceful stop', () => {
  it('ends at once at whatever moment it is asked for', async (context) => {
    const campaign = await openCampaign(context, sqlitePlace)
    for (const ms of [0, 5, 20, 60, 200]) {
      const server = campaign.start()
      assert.ok(await server.running, server.output())
      await pause(ms)
      const asked = Date.now()
      assert.equal(await server.stop(), 0, server.output())
      assert.ok(Date.now() - asked < 10_000)
    }
  })
})

describe('kill -9 under load', { concurrency: true }, () => {
  for (const place of places()) {
    it(`${kills} times on ${place.name}: no answer is taken back`, async (context) => {
      const random = createRandom(seed)
      const campaign = await openCampaign(context, place)
      let server = campaign.start()
      assert.ok(await server.running, server.output())
      await campaign.openDoor()
      const party = await campaign.post('First')
      assert.equal(await server.stop(), 0, server.output())

      const load = createLoad()
      // Whatever fails: nobody goes on asking a server that is gone.
      context.after(() => load.end())
      const people = new Map<string, Believer>()
      const lives: Promise<void>[] = []
      for (const [index, { user_id: id }] of (await campaign.control.people(24)).entries()) {
        const one = createBeliever(id)
        people.set(id, one)
        const send = (verb: string) =>
          index % 3 === 0 ? campaign.byClick(party, verb, id) : campaign.byApi(party, verb, id)
        lives.push(load.live(one, send))
      }
      const failure = Promise.all(lives).then(() => new Promise<never>(() => {}))
      failure.catch(() => {})

      const titles: string[] = []
      let version = party.version
      for (let round = 0; round < kills; round += 1) {
        server = campaign.start()
        if (random() < 0.2) {
          // While it starts.
          await Promise.race([server.running, pause(random() * 600)])
          await server.kill()
          continue
        }
        assert.ok(await server.running, server.output())
        const now = await campaign.party(party.id)
        assertBelieved(people, now)
        assert.ok(now.version >= version)
        version = now.version
        const enough = load.more(1 + Math.floor(random() * 60))
        load.open()
        // Asked for with the same title until the answer arrives.
        const title = `Party ${titles.length}`
        const opened = campaign.create(title)
        await Promise.race([enough, failure])
        load.pause()
        await server.kill()
        if (await opened) titles.push(title)
      }

      server = campaign.start()
      assert.ok(await server.running, server.output())
      load.end()
      await Promise.all(lives)
      assertBelieved(people, await campaign.party(party.id))
      const parties = await campaign.list()
      const known = parties.map(({ title }) => title)
      assert.equal(new Set(known).size, known.length, 'nothing was opened twice')
      assert.ok(titles.every((title) => known.includes(title)))
      for (const { id } of parties) await assertConverges(campaign, id)
      context.diagnostic(`seed ${seed}, ${load.answers} answers, ${titles.length} parties`)
    })
  }
})
