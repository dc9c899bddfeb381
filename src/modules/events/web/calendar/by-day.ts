import type { EventJson } from '../../contract/event.ts'
import { isoDay, wallAt, zoneFormat } from '../time/zone.ts'

/**
 * Events by the day on which they are shown, as `2026-03-09`: the day they begin on in the zone, or
 * the first one on show for those that began before.
 */
export function byDay(
  events: readonly EventJson[],
  zone: string,
  first: string,
): ReadonlyMap<string, readonly EventJson[]> {
  const clocks = zoneFormat(zone)
  const days = new Map<string, EventJson[]>()
  for (const event of events) {
    const begins = isoDay(wallAt(clocks, Date.parse(event.start_at_utc)))
    const day = begins < first ? first : begins
    const there = days.get(day)
    if (there) there.push(event)
    else days.set(day, [event])
  }
  return days
}

/** All types of the events, in the order of the alphabet. */
export function typesOf(events: readonly EventJson[]): string[] {
  return [...new Set(events.map(({ type }) => type))].toSorted()
}
