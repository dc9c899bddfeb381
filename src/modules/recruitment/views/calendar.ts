import type { CalendarItem } from '#core/calendar/ical.ts'
import type { Scheduled } from '../store/listing.ts'
import { webUrl, type ViewSettings } from './json.ts'

/** A scheduled party as an entry of a calendar; nobody is named. */
export function calendarItem(party: Scheduled, settings: ViewSettings): CalendarItem {
  const { id, title, description, state, starts_at, version, updated_at, deleted_at } = party
  const host = new URL(settings.publicUrl).host
  const isOff = deleted_at !== null || state === 'cancelled' || state === 'expired'
  return {
    uid: `recruitment-${id}@${host}`,
    sequence: version,
    starts_at,
    ends_at: null,
    title,
    description: deleted_at === null ? description : '',
    url: deleted_at === null ? webUrl(id, settings) : null,
    location: null,
    cancelled: isOff,
    updated_at,
  }
}
