import type { Context, Unit } from '#core/context.ts'
import { hasPlace, type EventRecord, type Happening, type Signup } from '../rules/event.ts'
import { signUp, unknown, type Wish } from '../rules/signups.ts'
import * as events from '../store/events.ts'
import { loadGuilds } from '../store/guilds.ts'
import type { SeriesRecord } from '../store/series.ts'
import { apply, newId } from './change.ts'
import { guildsOfOrg, rightsInOrg } from './rights.ts'

/** The same wish for another occurrence; its roles are others, of the same names. */
function wishOf(one: Signup, from: EventRecord, to: EventRecord, id: string): Wish {
  const name = from.roles.find((role) => role.id === one.role_id)?.name
  return {
    id,
    user_id: one.user_id,
    role_id: to.roles.find((role) => role.name === name)?.id ?? null,
    option: one.option,
    notes: one.notes,
    guests: one.guests,
    source: one.source,
    waitlist: 'auto',
  }
}

/**
 * Gives the people of one occurrence their places in the next, any number of times: whoever has answered there, or has
 * taken the answer back, is left alone.
 */
export async function carryOver(
  context: Context,
  unit: Unit,
  { series, from, to }: { series: SeriesRecord; from: string; to: string },
): Promise<void> {
  const [last, view] = [await events.loadEvent(unit, from), await events.lockEvent(unit, to)]
  if (!last || view?.event.state !== 'scheduled') return
  const now = context.clock.now()
  const answered = new Set(view.signups.map(({ user_id }) => user_id))
  const happened: Happening[] = []
  let { event, signups }: { event: EventRecord; signups: readonly Signup[] } = view
  for (const one of last.signups) {
    if (!hasPlace(one) || answered.has(one.user_id)) continue
    const wish = wishOf(one, last.event, event, newId(context))
    const decision = signUp({ event, signups, now }, wish, { manager: true, ...unknown })
    if (!decision.ok) continue
    event = decision.event
    signups = decision.signups
    happened.push(...decision.happened)
  }
  if (happened.length === 0) return
  const guilds = guildsOfOrg(await loadGuilds(unit), series.org_id)
  const rights = await rightsInOrg(context, guilds)
  const scene = { unit, context, ...view, rights, guilds, now }
  await apply(scene, { ok: true, event, signups: [...signups], happened })
}
