import type { Context } from '#core/context.ts'
import { coreError } from '#core/errors.ts'
import type { EventFields } from '../contract/event.ts'
import type { EventRecord } from '../rules/event.ts'
import { localOf, toEpoch } from '../rules/fields.ts'
import { minutesBetween, shiftedLocal } from '../rules/recurrence.ts'
import { movedFields, movedRule, ruleFrom, shiftedKey } from '../rules/series.ts'
import type { SeriesRecord } from '../store/series.ts'
import { newId } from './change.ts'
import {
  checkedRule,
  firstStart,
  requireShowable,
  requireUsable,
  withoutTimes,
  zoneNamed,
  type NewSeries,
} from './series.ts'

/** What a change of a series may say. */
export type SeriesPatch = {
  [Name in keyof Omit<NewSeries, 'fields'>]?: NewSeries[Name] | undefined
} & {
  fields?: EventFields | undefined
  /** The first start on the wall as it follows from moving an occurrence: nobody said it, and it may meet a gap. */
  moved_start?: string | undefined
}

/** The rule of a series after its first start moved; throws `validation_error` where it names its days. */
function ruleMoved(rule: string, minutes: number, from: string): string {
  const to = shiftedLocal(from, minutes)
  const days = minutesBetween(`${from.slice(0, 10)}T00:00:00`, `${to.slice(0, 10)}T00:00:00`) / 1440
  const moved = movedRule(rule, days)
  if (moved !== null) return moved
  const fields = { local_start: ['The rule names its days: change the rule instead.'] }
  throw coreError('validation_error', { fields })
}

/** A series as it is after a change. Throws where that is impossible. */
export function patched(context: Context, series: SeriesRecord, patch: SeriesPatch): SeriesRecord {
  const { options } = series
  const start = patch.local_start
  const timezone = patch.timezone === undefined ? series.timezone : zoneNamed(patch.timezone)
  const kept = patch.moved_start ?? series.local_start
  const local = start === undefined ? kept : firstStart(start, timezone)
  const minutes = minutesBetween(series.local_start, local)
  const next: SeriesRecord = {
    ...series,
    rule:
      patch.rule === undefined
        ? ruleMoved(series.rule, minutes, series.local_start)
        : checkedRule(patch.rule),
    timezone,
    local_start: local,
    duration_minutes: patch.duration_minutes ?? series.duration_minutes,
    until:
      patch.until === undefined
        ? series.until
        : patch.until === null
          ? null
          : toEpoch(patch.until, timezone),
    options: {
      ...options,
      window: patch.window ?? options.window,
      keep_signups: patch.keep_signups ?? options.keep_signups,
      post_minutes_before:
        patch.post_minutes_before === undefined
          ? options.post_minutes_before
          : patch.post_minutes_before,
      native_recurrence: patch.native_recurrence ?? options.native_recurrence,
    },
    fields: {
      ...movedFields(series.fields, minutes, timezone),
      ...withoutTimes(patch.fields ?? {}),
    },
    skipped: series.skipped.map((key) => shiftedKey(key, minutes)),
    ended: false,
    version: series.version + 1,
    updated_at: context.clock.now(),
  }
  requireUsable(next.fields)
  if (next.origin === 'muster') requireShowable(next)
  return next
}

/** The part of a series that goes its own way from an occurrence on. */
export function branchOf(
  context: Context,
  { before, next, patch }: { before: SeriesRecord; next: SeriesRecord; patch: SeriesPatch },
  start: number,
): SeriesRecord {
  const minutes = minutesBetween(before.local_start, next.local_start)
  const first = shiftedLocal(localOf(before.timezone, start), minutes)
  const rest = ruleMoved(ruleFrom(before, start), minutes, before.local_start)
  return {
    ...next,
    id: newId(context),
    rule: patch.rule === undefined ? rest : next.rule,
    local_start: first,
    fields: movedFields(next.fields, minutesBetween(next.local_start, first), next.timezone),
    version: 1,
  }
}

/** What somebody says of one occurrence, as a change of its series: times count from the first start there. */
export function seriesPatch(
  event: EventRecord,
  series: SeriesRecord,
  fields: EventFields,
): SeriesPatch {
  const zone = fields.timezone ?? event.timezone
  const start = fields.start_at_utc ?? fields.local_start
  const was = localOf(event.timezone, event.start_at)
  const local = start === undefined ? was : localOf(zone, toEpoch(start, zone))
  const moved = minutesBetween(was, local)
  const first = shiftedLocal(series.local_start, moved)
  const { duration_minutes, end_at_utc } = fields
  const length =
    duration_minutes ??
    (end_at_utc && Math.round((toEpoch(end_at_utc, zone) - toEpoch(local, zone)) / 60_000))
  return {
    fields: movedFields(withoutTimes(fields), minutesBetween(local, first), zone),
    ...(fields.timezone !== undefined && { timezone: fields.timezone }),
    ...(typeof length === 'number' && { duration_minutes: length }),
    ...(moved !== 0 && { moved_start: first }),
  }
}
