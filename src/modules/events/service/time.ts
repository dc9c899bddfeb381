import type { Context } from '#core/context.ts'
import { isLive } from '../rules/event.ts'
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

/** Sign-ups have opened or closed: whatever shows the event says so from now on. Saying it twice changes nothing. */
export async function tellSignupTime(
  context: Context,
  id: string,
  { what, at }: { what: 'signups_opened' | 'signups_closed'; at: number },
): Promise<void> {
  await changeBySystem(context, id, async ({ unit, event, signups }) => {
    const due = what === 'signups_opened' ? event.signup_opens_at : event.signup_closes_at
    const known = (await loadFacts(unit, id)).some(
      ({ type, created_at }) => type === what && created_at >= at,
    )
    if (due !== at || known || !isLive(event.state)) return { decision: null }
    return { decision: { ok: true, event, signups: [...signups], happened: [{ action: what }] } }
  })
}
