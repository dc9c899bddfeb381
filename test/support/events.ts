import type { EventRecord, Signup } from '#modules/events/rules/event.ts'
import { blankShape } from '#modules/events/rules/fields.ts'

const hour = 3_600_000

/** An event from hour 10 to hour 12 after 1970, for rules. */
export function makeEvent(changes: Partial<EventRecord>): EventRecord {
  return {
    ...blankShape('UTC', [
      { key: 'going', label: 'Going', emoji: null, counts: true, reminders: true },
      { key: 'tentative', label: 'Maybe', emoji: null, counts: false, reminders: true },
      { key: 'absent', label: 'Absent', emoji: null, counts: false, reminders: false },
    ]),
    id: 'e',
    slug: 'e',
    org_id: 'o',
    created_by: null,
    title: 'An event',
    start_at: 10 * hour,
    end_at: 12 * hour,
    state: 'scheduled',
    missed: false,
    series_id: null,
    occurrence_key: null,
    template_id: null,
    guild_ids: null,
    locale: 'en',
    cancel_reason: null,
    cancelled_by: null,
    confirmed_count: 0,
    field_times: {},
    clock_at: null,
    started_at: null,
    ended_at: null,
    filled_at: null,
    ics_sequence: 0,
    version: 1,
    created_at: 0,
    updated_at: 0,
    ...changes,
  }
}

/** Somebody's sign-up with a place, for rules. */
export function makeSignup(changes: Partial<Signup> & { user_id: string }): Signup {
  return {
    id: `s${changes.user_id}`,
    event_id: 'e',
    role_id: null,
    option: 'going',
    status: 'confirmed',
    seq: Number(changes.user_id),
    offer_expires_at: null,
    notes: '',
    guests: 0,
    source: 'web',
    benched: false,
    checked_in_at: null,
    first_seen: null,
    seconds: 0,
    present_since: null,
    result: null,
    created_at: 0,
    updated_at: 0,
    ...changes,
  }
}
