import type { Context } from '#core/context.ts'
import { refreshesOf } from '../rules/notices.ts'
import { tick } from '../rules/state.ts'
import * as store from '../store/events.ts'
import { loadFacts } from '../store/people.ts'
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

/** From now on whatever shows the event says something else. Saying it twice changes nothing. */
export async function tellTime(
  context: Context,
  id: string,
  { what, at }: ReturnType<typeof refreshesOf>[number],
): Promise<void> {
  await changeBySystem(context, id, async ({ unit, event, signups }) => {
    const isDue = refreshesOf(event, at - 1).some((one) => one.what === what && one.at === at)
    const known = (await loadFacts(unit, id)).some(
      ({ type, created_at }) => type === what && created_at >= at,
    )
    if (!isDue || known) return { decision: null }
    return { decision: { ok: true, event, signups: [...signups], happened: [{ action: what }] } }
  })
}
