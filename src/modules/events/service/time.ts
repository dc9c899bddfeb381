import type { Context } from '#core/context.ts'
import { tick } from '../rules/state.ts'
import * as store from '../store/events.ts'
import { changeBySystem, wind } from './change.ts'

/** Brings an event up to the present; called by its timer, any number of times. */
export async function tickEvent(context: Context, id: string): Promise<void> {
  await changeBySystem(context, id, async ({ unit, event, signups, now }) => {
    const unwound = { ...event, clock_at: null }
    const decision = tick(unwound, signups, now)
    if (!decision?.ok) {
      await store.updateEventState(unit, await wind(unit, unwound, signups))
      return { decision: null }
    }
    return { decision, extra: { whole: true } }
  })
}
