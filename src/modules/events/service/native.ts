import type { Context } from '#core/context.ts'
import type { EventRecord } from '../rules/event.ts'
import { nativeRule } from '../rules/native.ts'
import { loadSeries } from '../store/series.ts'

/** Whether the series of an event has ended here. */
export async function isSeriesOver(
  context: Context,
  { series_id }: Pick<EventRecord, 'series_id'>,
): Promise<boolean> {
  const series = series_id === null ? null : await loadSeries(context.database, series_id)
  return series?.ended === true
}

/** How an event repeats in Discord, from this start on; null where its series shows every occurrence as an event. */
export async function repeating(
  context: Context,
  { series_id }: Pick<EventRecord, 'series_id'>,
  start: number,
): Promise<Record<string, unknown> | null> {
  if (series_id === null) return null
  const series = await loadSeries(context.database, series_id)
  if (!series?.options.native_recurrence || series.origin !== 'muster') return null
  const native = nativeRule(series.rule, series.timezone, start)
  return native.ok ? native.rule : null
}
