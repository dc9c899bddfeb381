import type { Context } from '#core/context.ts'
import { coreError } from '#core/errors.ts'
import type { EventFields } from '../contract/event.ts'
import { localOf } from '../rules/fields.ts'
import { minutesBetween, occurrences, startOf, type Occurrence } from '../rules/recurrence.ts'
import { movedFields, occursAs } from '../rules/series.ts'
import { hidesMoves, withExceptions } from '../rules/exceptions.ts'
import type { RemoteEvent } from '../rules/remote.ts'
import { loadGuilds } from '../store/guilds.ts'
import { isLiveLink, loadLinks } from '../store/links.ts'
import {
  listSeries,
  loadSeries,
  nameOccurrence,
  occurrencesOf,
  saveSeries,
  type SeriesRecord,
} from '../store/series.ts'
import type { Changed } from './change.ts'
import { edit, remove, setState } from './edit.ts'
import {
  cancelOne,
  datesFrom,
  onComing,
  realign,
  requireVersion,
  type SeriesScene,
} from './realign.ts'
import { guildsOfOrg, manages, rightsInOrg, sightOf } from './rights.ts'
import { materialize, withoutTimes } from './series.ts'
import { branchOf, patched, seriesPatch, type SeriesPatch } from './series-patch.ts'
import { get } from './reading.ts'

/** A series with what comes. */
export type SeriesSeen = {
  series: SeriesRecord
  upcoming: (Occurrence & { event_id: string | null; skipped: boolean })[]
  /** Discord keeps the series and does not tell which dates were moved or called off. */
  moves_hidden: boolean
}

const shown = 10

/** Discord's side of a series that repeats there; null where every occurrence is an event of its own. */
async function repeatingSide(
  from: Parameters<typeof occurrencesOf>[0],
  known: Awaited<ReturnType<typeof occurrencesOf>>,
): Promise<RemoteEvent | null> {
  const latest = known.findLast(({ deleted }) => !deleted)
  const links = latest ? await loadLinks(from, latest.id) : []
  const remote = links.find(isLiveLink)?.remote
  return remote?.recurrence_rule ? remote : null
}

async function seenSeries(
  context: Context,
  from: Parameters<typeof occurrencesOf>[0],
  series: SeriesRecord,
): Promise<SeriesSeen> {
  const known = await occurrencesOf(from, series.id)
  const next = series.ended ? [] : occurrences(series, { after: context.clock.now(), limit: shown })
  const upcoming = next.map((one) => {
    const made = known.find(({ key, deleted }) => key === one.key && !deleted)
    return { ...one, event_id: made?.id ?? null, skipped: series.skipped.includes(one.key) }
  })
  const remote = series.ended ? null : await repeatingSide(from, known)
  return {
    series,
    upcoming: withExceptions(upcoming, remote?.exceptions ?? []),
    moves_hidden: remote !== null && hidesMoves(remote),
  }
}

async function ground(context: Context, id: string) {
  const series = await loadSeries(context.database, id)
  if (!series) throw coreError('not_found')
  const guilds = guildsOfOrg(await loadGuilds(context.database), series.org_id)
  return { series, guilds }
}

/** One series, for members of its organisation. */
export async function getSeries(context: Context, id: string): Promise<SeriesSeen> {
  const { series } = await ground(context, id)
  const { orgIds, user_id } = await sightOf(context)
  // A series that nobody made is not everybody's who is nobody.
  const isOwn = user_id !== null && series.created_by === user_id
  const isSeen = orgIds === 'all' || orgIds.includes(series.org_id) || isOwn
  if (!isSeen) throw coreError('not_found')
  return seenSeries(context, context.database, series)
}

/** One page of the series that the actor may see. */
export async function listOwnSeries(
  context: Context,
  query: {
    org_id?: string | undefined
    guild_id?: string | undefined
    page: number
    page_size: number
  },
): Promise<{ count: number; results: SeriesSeen[] }> {
  const { orgIds, guilds } = await sightOf(context)
  const guild = guilds.find(({ guild_id }) => guild_id === query.guild_id)
  const all = (await listSeries(context.database, orgIds)).filter(
    ({ org_id }) =>
      (query.org_id === undefined || org_id === query.org_id) &&
      (query.guild_id === undefined || org_id === guild?.org_id),
  )
  const from = (query.page - 1) * query.page_size
  if (query.page > 1 && from >= all.length) throw coreError('not_found')
  const page = all.slice(from, from + query.page_size)
  const results = await Promise.all(page.map((one) => seenSeries(context, context.database, one)))
  return { count: all.length, results }
}

/** The one way a series changes: rights, its row read anew, and its storing. */
async function changeSeries(
  context: Context,
  id: string,
  work: (scene: SeriesScene) => Promise<SeriesRecord>,
): Promise<SeriesSeen> {
  const { guilds, series: found } = await ground(context, id)
  const rights = await rightsInOrg(context, guilds)
  if (!manages(rights, found)) throw coreError('permission_denied')
  return context.write(async (unit) => {
    const series = await loadSeries(unit, id)
    if (!series) throw coreError('not_found')
    const now = context.clock.now()
    const next = await work({ context, unit, series, rights, now })
    return seenSeries(context, unit, next)
  })
}

/** Changes a series, or from one occurrence on: then a new series takes over there. */
export async function patchSeries(
  context: Context,
  id: string,
  patch: SeriesPatch,
  from?: string,
): Promise<SeriesSeen> {
  return changeSeries(context, id, async (scene) => {
    const { unit, series, now } = scene
    const start = from === undefined ? null : startOf(from, series.timezone)
    if (from !== undefined && start === null) throw coreError('not_found')
    const isRuled = patch.rule !== undefined || patch.until !== undefined
    const next = patched(context, series, patch)
    const fields = withoutTimes(patch.fields ?? {})
    if (start === null) {
      await saveSeries(unit, next)
      await realign({ ...scene, series: next }, { before: series, from: 0, fields, isRuled })
      return next
    }
    const taken = branchOf(context, { before: series, next, patch }, start)
    const rest = { ...series, until: start - 1, updated_at: now, version: series.version + 1 }
    await saveSeries(unit, {
      ...rest,
      ended: occurrences(rest, { after: now, limit: 1 }).length === 0,
    })
    await saveSeries(unit, taken)
    for (const one of await datesFrom(scene, start)) {
      await nameOccurrence(unit, one.id, { series_id: taken.id, key: one.key })
    }
    const before = { ...series, local_start: localOf(series.timezone, start) }
    const said = movedFields(
      fields,
      minutesBetween(next.local_start, taken.local_start),
      next.timezone,
    )
    const novelty = { before, from: start, fields: said, isRuled }
    await realign({ ...scene, series: taken }, novelty)
    return taken
  })
}

/** Ends a series, from one occurrence on where it is named; what was to come is called off. */
async function endSeries(context: Context, id: string, from: string | null): Promise<SeriesSeen> {
  return changeSeries(context, id, async (scene) => {
    const { unit, series, now } = scene
    const start = from === null ? now : startOf(from, series.timezone)
    if (start === null) throw coreError('not_found')
    // Of all that is to come, also what was moved there by hand.
    for (const one of await datesFrom(scene, from === null ? 0 : start)) {
      await onComing(scene, one, (event) => cancelOne(event, null))
    }
    const ended: SeriesRecord = {
      ...series,
      ended: start <= now,
      until: start - 1,
      version: series.version + 1,
      updated_at: now,
    }
    await saveSeries(unit, ended)
    return ended
  })
}

/** The occurrence that a change begins with; throws `validation_error` where none is named. */
export function namedFrom({ from }: { from?: string | undefined }): string {
  if (from !== undefined) return from
  const fields = { from: ['This field is required.'] }
  throw coreError('validation_error', { fields, loc: ['query'] })
}

/** Ends a series as far as it is meant (contract §6.3 `scope`); without an occurrence all of it is. */
export async function endScoped(
  context: Context,
  id: string,
  { scope, from }: { scope: 'this' | 'following' | 'all'; from?: string | undefined },
): Promise<SeriesSeen> {
  if (scope === 'all') return endSeries(context, id, null)
  const named = namedFrom({ from })
  if (scope === 'this') return skipOccurrence(context, id, named, true)
  return endSeries(context, id, named)
}

/** Whether a rule has an occurrence of this name. Discord's own series are named by the dates that it tells. */
function isOccurrence(series: SeriesRecord, key: string): boolean {
  if (series.origin === 'discord') return startOf(key, series.timezone) !== null
  return occursAs(series, key)
}

/** Leaves one occurrence out, or lets it happen again. */
export async function skipOccurrence(
  context: Context,
  id: string,
  key: string,
  skip: boolean,
): Promise<SeriesSeen> {
  let calledOff: string | null = null
  const seen = await changeSeries(context, id, async (scene) => {
    const { unit, series, now } = scene
    const isNamed = isOccurrence(series, key) || series.skipped.includes(key)
    if (!isNamed) throw coreError('not_found')
    const others = series.skipped.filter((one) => one !== key)
    const next = {
      ...series,
      skipped: skip ? [...others, key] : others,
      version: series.version + 1,
      updated_at: now,
    }
    await saveSeries(unit, next)
    const known = (await occurrencesOf(unit, series.id)).filter((one) => one.key === key)
    if (skip) {
      for (const one of known) await onComing(scene, one, (event) => cancelOne(event, null))
    } else if (series.skipped.includes(key)) {
      const isBack = (one: (typeof known)[number]) =>
        one.state === 'cancelled' && !one.deleted && one.start_at > now
      calledOff = known.find(isBack)?.id ?? null
    }
    await materialize(context, unit, next)
    return next
  })
  // The people of the event that was called off have it back.
  if (calledOff === null) return seen
  await setState(context, calledOff, 'scheduled', { from: ['cancelled'] })
  return getSeries(context, id)
}

/** Changes one event, or its series from it on, or all of it (contract §6.3 `scope`). */
export async function editScoped(
  context: Context,
  id: string,
  {
    fields,
    scope,
    ifMatch,
  }: { fields: EventFields; scope: 'this' | 'following' | 'all'; ifMatch: string | undefined },
): Promise<Changed> {
  const { event } = await get(context, id)
  const { series_id, occurrence_key } = event
  const series = series_id === null ? null : await loadSeries(context.database, series_id)
  if (scope === 'this' || !series || occurrence_key === null) {
    return edit(context, id, fields, { expected: { ifMatch } })
  }
  requireVersion(event.version, ifMatch)
  // One after another: each is a unit of work of its own, and the answer is the event afterwards.
  await patchSeries(
    context,
    series.id,
    seriesPatch(event, series, fields),
    scope === 'following' ? occurrence_key : undefined,
  )
  const seen = await get(context, id)
  return { ...seen, userId: null }
}

/** Deletes one event, or its series from it on, or all that is to come of it; what is over stays as history. */
export async function removeScoped(
  context: Context,
  id: string,
  { scope, ifMatch }: { scope: 'this' | 'following' | 'all'; ifMatch: string | undefined },
): Promise<void> {
  const { event } = await get(context, id)
  const { series_id, occurrence_key } = event
  if (scope !== 'this' && series_id !== null && occurrence_key !== null) {
    const from = scope === 'following' ? Math.max(context.clock.now(), event.start_at) : 0
    // People hear that nothing comes of it before it disappears.
    await endScoped(context, series_id, { scope, from: occurrence_key })
    for (const one of await occurrencesOf(context.database, series_id)) {
      const isToCome = one.start_at >= Math.max(from, context.clock.now()) && !one.deleted
      if (isToCome && one.id !== id) await remove(context, one.id)
    }
  }
  await remove(context, id, { expected: scope === 'this' ? { ifMatch } : {} })
}
