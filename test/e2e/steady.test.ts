import assert from 'node:assert/strict'
import { readFile, readdir } from 'node:fs/promises'
import { describe, it, type TestContext } from 'node:test'
import type { RecruitmentJson } from '#modules/recruitment/contract/party.ts'
import { createBeliever, type Believer } from '../support/believer.ts'
import { assertBelieved, assertConverges, openCampaign } from '../support/campaign.ts'
import { createLoad } from '../support/load.ts'
import { places, sqlitePlace } from '../support/places.ts'
import { createRandom } from '../support/random.ts'
import type { ServerProcess } from '../support/server-process.ts'
import { troubles } from '../support/troubles.ts'

/** How long each database is used, `SOAK_MINUTES=60`; without it a few breaks of each kind are a slice. */
const minutes = Number(process.env['SOAK_MINUTES'] ?? 0)
const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000)
const isWhole = minutes > 0
/** Actions a second, and between one break and the next. */
const pace = isWhole ? { perSecond: 50, each: 1_000 } : { perSecond: Infinity, each: 100 }
const members = isWhole ? 120 : 24
const parties = isWhole ? 12 : 3

/** What breaks without the process ending, by name. */
const faults: readonly (readonly [name: string, fault: Record<string, unknown>])[] = [
  ...Object.entries(troubles),
  ...['drop', 'reconnect', 'invalid_session', 'silence'].map(
    (gateway) => [gateway, { gateway }] as const,
  ),
  ...['duplicate', 'reorder'].map((gateway) => [gateway, { gateway, times: 8 }] as const),
]
const ends = ['kill', 'stop'] as const

/** What a process takes after some hours, where the system tells: memory in MB and open descriptors. */
type Usage = { hours: number; mb: number; descriptors: number }

async function usage({ pid }: ServerProcess): Promise<Omit<Usage, 'hours'> | null> {
  try {
    const status = await readFile(`/proc/${pid}/status`, 'utf8')
    const descriptors = (await readdir(`/proc/${pid}/fd`)).length
    return { mb: Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1_024, descriptors }
  } catch {
    return null
  }
}

/** The least that was used in a while, in the middle of it: what is more is taken for a moment. */
function least(used: readonly Usage[]): Usage {
  const [first, last] = [used[0] ?? assert.fail(), used.at(-1) ?? assert.fail()]
  return {
    hours: (first.hours + last.hours) / 2,
    mb: Math.min(...used.map(({ mb }) => mb)),
    descriptors: Math.min(...used.map(({ descriptors }) => descriptors)),
  }
}

/** Tells how memory went from one half of the time to the other, and holds that descriptors are given back. */
function assertNoGrowth(context: TestContext, used: readonly Usage[]): void {
  if (used.length < 4) return
  const half = Math.floor(used.length / 2)
  const [before, after] = [least(used.slice(0, half)), least(used.slice(half))]
  const slope = (after.mb - before.mb) / (after.hours - before.hours)
  context.diagnostic(
    `memory ${before.mb.toFixed(0)} to ${after.mb.toFixed(0)} MB (${slope.toFixed(1)} MB an hour), descriptors ${before.descriptors} to ${after.descriptors}`,
  )
  assert.ok(after.descriptors <= before.descriptors + 10)
}

describe('a server that is used while one thing after another breaks', () => {
  for (const place of isWhole ? places() : [sqlitePlace]) {
    it(`keeps every answer and heals each time (${place.name}, seed ${seed})`, async (context) => {
      const random = createRandom(seed)
      const campaign = await openCampaign(context, place)
      let server = campaign.start()
      assert.ok(await server.running, server.output())
      await campaign.openDoor()
      const all: { party: RecruitmentJson; people: Map<string, Believer> }[] = []
      for (let n = 1; n <= parties; n += 1)
        all.push({ party: await campaign.post(`Party ${n}`), people: new Map() })

      const load = createLoad(pace.perSecond)
      context.after(() => load.end())
      const lives: Promise<void>[] = []
      for (const [index, { user_id: id }] of (await campaign.control.people(members)).entries()) {
        const { party, people } = all[index % parties] ?? assert.fail()
        const one = createBeliever(id)
        people.set(id, one)
        // Each keeps to one door: what goes through another may overtake a click that Discord still holds.
        const send = (verb: string) =>
          Math.floor(index / parties) % 2 === 0
            ? campaign.byClick(party, verb, id)
            : campaign.byApi(party, verb, id)
        lives.push(load.live(one, send))
      }
      const failure = Promise.all(lives).then(() => new Promise<never>(() => {}))
      failure.catch(() => {})
      const act = () => Promise.race([load.more(pace.each), failure])

      const startedAt = performance.now()
      const share = () => (performance.now() - startedAt) / (minutes * 60_000)
      const used: Usage[] = []
      // A slice takes each end once and some of the faults; a soak goes on, and leaves the process
      // alone after a third of the time, so that what it takes can be watched.
      const slice = [...ends, ...faults.toSorted(() => random() - 0.5).slice(0, 4)]
      const draw = () =>
        share() < 1 / 3 && random() < 0.1
          ? ends[Math.floor(random() * ends.length)]
          : faults[Math.floor(random() * faults.length)]
      let breaks = 0
      for (; isWhole ? share() < 1 : breaks < slice.length; breaks += 1) {
        const one = (isWhole ? draw() : slice[breaks]) ?? assert.fail()
        load.open()
        if (typeof one === 'string') {
          await act()
          await server[one]()
          server = campaign.start()
          assert.ok(await server.running, server.output())
        } else {
          await campaign.control.fault(one[1])
          await act()
          await campaign.control.liftFaults()
        }
        load.pause()
        const name = typeof one === 'string' ? one : one[0]
        if (isWhole) context.diagnostic(`${Math.round(share() * minutes * 60)} s: ${name}`)
        for (const { party, people } of all) {
          await assertConverges(campaign, party.id)
          assertBelieved(people, await campaign.party(party.id))
        }
        const now = await usage(server)
        if (now && share() >= 1 / 3) used.push({ hours: (share() * minutes) / 60, ...now })
      }
      load.end()
      await Promise.all(lives)
      context.diagnostic(`${load.answers} answers, ${breaks} breaks`)
      if (isWhole) assertNoGrowth(context, used)
    })
  }
})
