import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { systemActor } from '#core/access/actor.ts'
import { createContext } from '#core/context.ts'
import { silentLog } from '#core/log.ts'
import { createApp, type App } from '../src/app.ts'
import { readConfig } from '../src/config.ts'
import { createManualClock } from './support/manual-clock.ts'
import { playCourse, type MergeStage } from './support/merge-course.ts'
import { places, type Place } from './support/places.ts'

const startOfTime = Date.UTC(2030, 0, 1)
/** How many courses of events are tried on SQLite, each given by its number; MERGE_SEEDS=1000 for a long campaign. */
const seeds = Number(process.env['MERGE_SEEDS'] ?? 48)
/** The first of them; a campaign with another `SEED` shares no course with this one. */
const first = 1 + 1_000 * Number(process.env['SEED'] ?? 0)
/** The share of them that is tried on PostgreSQL. */
const share = { SQLite: 1, PostgreSQL: 6 } as const

for (const kind of places()) {
  const count = Math.ceil(seeds / share[kind.name])
  describe(`an event that is edited on both sides while everything fails, on ${kind.name}`, () => {
    let app: App
    let place: Place
    let stage: MergeStage
    before(async () => {
      place = await kind.open()
      const clock = createManualClock(startOfTime)
      app = await createApp(readConfig(place.env, { discord: false }), { clock, log: silentLog })
      const context = createContext(app.services, { actor: systemActor, locale: 'en' })
      stage = { app, clock, context }
    })
    after(async () => {
      await app.stop()
      await place.remove()
    })

    it(`ends equal on both sides, with at most two writes an edit, in ${count} courses`, async () => {
      const failed: string[] = []
      for (let seed = first; seed < first + count; seed += 1) {
        await playCourse(stage, seed).catch((error: unknown) =>
          failed.push(`${seed}: ${String(error)}`),
        )
      }
      assert.deepEqual(failed, [])
    })
  })
}
