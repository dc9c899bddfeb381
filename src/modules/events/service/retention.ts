import type { Context } from '#core/context.ts'
import { move } from '../rules/state.ts'
import { forgetRecords, overIds } from '../store/retention.ts'
import { changeBySystem } from './change.ts'

const dayMs = 24 * 3_600_000
/** Events that have been over for so long, and have no rooms any more, are put away. */
const archiveAfterMs = 30 * dayMs
/** For so long it is kept what passed between the two sides, and which problems there were. */
const recordsKeptMs = 180 * dayMs
/** How many events one run puts away; the next run goes on. */
const atOnce = 500

/** Puts away what has been over for long, and forgets old records of how it was kept equal. */
export async function retain(context: Context): Promise<{ archived: number }> {
  const now = context.clock.now()
  const ids = await overIds(context.database, now - archiveAfterMs, atOnce)
  for (const id of ids) {
    await changeBySystem(context, id, ({ event, signups, now: at }) => ({
      decision: move(event, signups, 'archived', { now: at }),
      extra: { whole: true },
    }))
  }
  await context.database.write((tx) => forgetRecords(tx, now - recordsKeptMs))
  return { archived: ids.length }
}
