import type { CalendarItem } from '#core/calendar/ical.ts'
import type { EventRecord, Signup } from '../rules/event.ts'
import { webUrl, type ViewSettings } from './json.ts'

const doubtful: readonly Signup['status'][] = ['waitlist', 'pending', 'tentative', 'interested']

/** An event as an entry of a calendar; whoever waits for a place gets it as tentative. */
export function calendarItem(
  event: EventRecord,
  signup: Signup | null,
  settings: Pick<ViewSettings, 'publicUrl'>,
): CalendarItem {
  const host = new URL(settings.publicUrl).hostname
  return {
    uid: `event-${event.id}@${host}`,
    sequence: event.ics_sequence,
    starts_at: event.start_at,
    ends_at: event.end_at,
    title: event.title,
    description: event.description,
    url: webUrl(event.id, settings),
    location: event.location,
    cancelled: event.state === 'cancelled',
    tentative: signup !== null && doubtful.includes(signup.status),
    updated_at: event.updated_at,
  }
}
