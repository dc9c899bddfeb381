import type { Context } from '#core/context.ts'
import { boardOf, reader } from '../store/parties.ts'
import { loadDeletedBefore, purgeParty } from '../store/purge.ts'

/** For so long a deleted party and its history are kept, in milliseconds. */
export const keptMs = 30 * 24 * 3_600_000
/** In one unit of work; others have their turn in between. */
const atOnce = 50

/** Removes for good what was deleted long ago. */
export async function purge(context: Context): Promise<void> {
  const before = context.clock.now() - keptMs
  for (;;) {
    const ids = await loadDeletedBefore(reader(context), before, atOnce)
    if (ids.length === 0) return
    await context.write(async (unit) => {
      for (const id of ids) await purgeParty(unit, id, boardOf(id))
    })
  }
}
