import type { Context, Unit } from '#core/context.ts'
import { coreError } from '#core/errors.ts'
import type { EventFields } from '../contract/event.ts'
import { minutesBetween, startOf } from '../rules/recurrence.ts'
import { exactFields, movedFields, occursAs, shiftedKey } from '../rules/series.ts'
import { localOf } from '../rules/fields.ts'
import { move } from '../rules/state.ts'
import * as events from '../store/events.ts'
import { loadGuilds } from '../store/guilds.ts'
import { nameOccurrence, occurrencesOf, type SeriesRecord } from '../store/series.ts'
import { apply, refusal, type Scene } from './change.ts'
import { editing } from './edit.ts'
import { guildsOfOrg, type EventRights } from './rights.ts'
import { materialize } from './series.ts'

/** A series in the middle of a change. */
export type SeriesScene = {
  context: Context
  unit: Unit
  series: SeriesRecord
  rights: EventRights
  now: number
}

const dayMs = 86_400_000

type Known = Awaited<ReturnType<typeof occurrencesOf>>[number]

/** The events of a series whose dates by its rule are not before an instant, called off and deleted ones too. */
export async function datesFrom(
  { unit, series }: Pick<SeriesScene, 'unit' | 'series'>,
  from: number,
): Promise<(Known & { by_rule: number })[]> {
  const all = await occurrencesOf(unit, series.id)
  return all
    .map((one) => ({ ...one, by_rule: startOf(one.key, series.timezone) ?? one.start_at }))
    .filter(({ by_rule }) => by_rule >= from)
}

/** Does something with an event of a series that has not begun; nothing with any other. */
export async function onComing(
  { context, unit, series, rights, now }: SeriesScene,
  one: Known,
  work: (scene: Scene) => Promise<void>,
): Promise<void> {
  if (one.deleted || one.state !== 'scheduled' || one.start_at < now) return
  const view = await events.lockEvent(unit, one.id)
  if (view?.event.state !== 'scheduled') return
  const guilds = guildsOfOrg(await loadGuilds(unit), series.org_id)
  await work({ unit, context, ...view, rights, guilds, now })
}

/** Calls an event off because its series leaves it out. */
export async function cancelOne(scene: Scene, reason: string | null): Promise<void> {
  const decision = move(scene.event, scene.signups, 'cancelled', { now: scene.now, reason })
  if (decision.ok) await apply(scene, decision, { whole: true })
}

/** What is new about a series. `isRuled`: its dates follow another rule, and some may fall away. */
type Novelty = { before: SeriesRecord; from: number; fields: EventFields; isRuled: boolean }

/** The change of one event: what is new for all of them, and where its time follows the rule, the time. */
function changeOf(
  { series }: SeriesScene,
  { before, fields }: Novelty,
  one: { key: string; start_at: number; by_rule: number },
): EventFields {
  const { timezone: zone, local_start, duration_minutes } = series
  const start = startOf(one.key, zone) ?? one.start_at
  const later = minutesBetween(local_start, localOf(zone, start))
  const isMoved = start !== one.by_rule && one.start_at === one.by_rule
  // One to which somebody gave a zone of its own keeps it.
  const { timezone: _, ...said } = exactFields(movedFields(fields, later, zone), zone)
  return {
    ...said,
    ...(zone !== before.timezone && { timezone: zone }),
    ...(isMoved && { start_at_utc: new Date(start).toISOString() }),
    ...(duration_minutes !== before.duration_minutes && { duration_minutes }),
  }
}

/**
 * Brings the events of a series in line with what it became: each stays what it is, at its new time. One that was moved
 * by hand stays where it is; one for which there is no date any more is called off.
 */
export async function realign(scene: SeriesScene, novelty: Novelty): Promise<void> {
  const { context, unit, series, now } = scene
  const { before, from, isRuled } = novelty
  const shift = minutesBetween(before.local_start, series.local_start)
  // What has just begun is still the occurrence of its day.
  const recent = now - Math.abs(shift) * 60_000 - dayMs
  const old = { unit, series: { ...before, id: series.id } }
  for (const one of await datesFrom(old, Math.max(from, recent))) {
    const key = shiftedKey(one.key, shift)
    const isLeftOut = isRuled && !occursAs(series, key)
    // Without a name it is in nobody's way when the rule has that date again.
    await nameOccurrence(unit, one.id, { series_id: series.id, key: isLeftOut ? null : key })
    await onComing(scene, one, async (event) => {
      if (isLeftOut) {
        await cancelOne(event, null)
        return
      }
      const { decision, extra } = editing(event, changeOf(scene, novelty, { ...one, key }))
      if (!decision.ok) throw refusal(decision.refusal, event.event)
      await apply(event, decision, extra)
    })
  }
  await materialize(context, unit, series)
}

/** Throws `version_mismatch` when the caller has seen another version. */
export function requireVersion(version: number, ifMatch: string | undefined): void {
  if (ifMatch && ifMatch !== '*' && ifMatch !== `"${version}"`) {
    throw coreError('version_mismatch')
  }
}
