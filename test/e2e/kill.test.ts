import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, it } from 'node:test'
import type { RecruitmentJson } from '#modules/recruitment/contract/party.ts'
import { createBeliever, type Believer, type Outcome } from '../support/believer.ts'
import { openCampaign, type Campaign } from '../support/campaign.ts'
import { assertShows, assertSound } from '../support/equality.ts'
import { eventually } from '../support/eventually.ts'
import { places, sqlitePlace } from '../support/places.ts'

/** A slice of the whole campaign, which is `KILLS=50`. */
const kills = Number(process.env['KILLS'] ?? 12)
const seed = 20_261_121

/** A reproducible sequence of numbers in [0, 1) (mulberry32). */
function createRandom(start: number): () => number {
  let state = start
  return () => {
    state = (state + 0x6d_2b_79_f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Lets people act while the server runs, and hears of their answers. */
function createLoad() {
  let opened = Promise.withResolvers<void>()
  let reached = { count: Infinity, resolve: () => {} }
  const load = {
    over: false,
    answers: 0,
    open: () => opened.resolve(),
    pause() {
      opened = Promise.withResolvers<void>()
    },
    end() {
      load.over = true
      opened.resolve()
    },
    /** Resolves when so many more wishes were answered. */
    more: (count: number) =>
      new Promise<void>((resolve) => (reached = { count: load.answers + count, resolve })),
    /** One person who comes and goes until it is over. */
    async live(one: Believer, send: (verb: string) => Promise<Outcome>) {
      for (;;) {
        await opened.promise
        if (load.over) return
        const kind = one.next()
        if ((await one.wish(kind, () => send(kind))) === 'unknown') continue
        load.answers += 1
        if (load.answers >= reached.count) reached.resolve()
      }
    },
  }
  return load
}

async function assertConverges(campaign: Campaign, id: number): Promise<void> {
  await eventually(async () => {
    const party = await campaign.party(id)
    assertSound(party)
    const messages = await campaign.control.messages('recruit')
    const own = messages.filter((one) => JSON.stringify(one).includes(`"rc:1:join:${id}"`))
    assert.equal(own.length, 1, `messages of party ${id}`)
    assertShows(own[0], party)
  })
}

function checkAll(people: ReadonlyMap<string, Believer>, party: RecruitmentJson): void {
  assertSound(party)
  const inside = [...party.participants, ...party.waitlist].map((one) => one.discord_user_id)
  for (const [id, one] of people) one.check(inside.includes(id))
}

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
      const { guildId, channelId, ownerId } = campaign
      const fields = (title: string) => ({
        title,
        max_slots: 6,
        discord_guild_id: guildId,
        discord_channel_id: channelId,
        discord_owner_id: ownerId,
      })
      let server = campaign.start()
      assert.ok(await server.running, server.output())
      await campaign.openDoor()
      const first = await campaign.create('first', fields('First'))
      assert.ok(first)
      const party = await eventually(async () => {
        const posted = await campaign.party(first.id)
        assert.ok(posted.discord_message_id)
        return posted
      })
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
        checkAll(people, now)
        assert.ok(now.version >= version)
        version = now.version
        const enough = load.more(1 + Math.floor(random() * 60))
        load.open()
        // Asked for with the same key until the answer arrives.
        const title = `Party ${titles.length}`
        const opened = campaign.create(title, fields(title))
        await Promise.race([enough, failure])
        load.pause()
        await server.kill()
        if (await opened) titles.push(title)
      }

      server = campaign.start()
      assert.ok(await server.running, server.output())
      load.end()
      await Promise.all(lives)
      checkAll(people, await campaign.party(party.id))
      const parties = await campaign.list()
      const known = parties.map(({ title }) => title)
      assert.equal(new Set(known).size, known.length, 'nothing was opened twice')
      assert.ok(titles.every((title) => known.includes(title)))
      for (const { id } of parties) await assertConverges(campaign, id)
      context.diagnostic(`seed ${seed}, ${load.answers} answers, ${titles.length} parties`)
    })
  }
})
