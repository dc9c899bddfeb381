import {
  instantOf,
  occurrenceOf,
  parseZone,
  unclearTime,
  wallClockAt,
  type WallClock,
} from '#core/time/zones.ts'
import type { EventFields } from '../contract/event.ts'
import { lastMs } from '../contract/shared.ts'
import type { EventOption, EventRecord, EventRole, SyncField } from './event.ts'

/** Why fields cannot be used, as a sentence by field. */
export type FieldMistakes = Record<string, string[]>

/** The parts of an event that people set. */
export type EventShape = Pick<
  EventRecord,
  | 'title'
  | 'description'
  | 'type'
  | 'start_at'
  | 'end_at'
  | 'timezone'
  | 'location'
  | 'voice_channel_id'
  | 'visibility'
  | 'max_participants'
  | 'min_participants'
  | 'min_deadline_minutes'
  | 'signup_opens_at'
  | 'signup_closes_at'
  | 'waitlist_mode'
  | 'approval_required'
  | 'guests_allowed'
  | 'late_withdraw'
  | 'attendance_enabled'
  | 'create_channels'
  | 'create_thread'
  | 'attendee_role'
  | 'allowed_role_ids'
  | 'banned_role_ids'
  | 'roles'
  | 'options'
  | 'reminders'
  | 'banner_url'
>

/** An event before anybody has said anything of it. */
export function blankShape(zone: string, options: EventOption[]): EventShape {
  return {
    title: '',
    description: '',
    type: 'event',
    start_at: 0,
    end_at: 0,
    timezone: zone,
    location: null,
    voice_channel_id: null,
    visibility: 'public',
    max_participants: null,
    min_participants: null,
    min_deadline_minutes: null,
    signup_opens_at: null,
    signup_closes_at: null,
    waitlist_mode: 'auto',
    approval_required: false,
    guests_allowed: false,
    late_withdraw: false,
    attendance_enabled: false,
    create_channels: false,
    create_thread: false,
    attendee_role: false,
    allowed_role_ids: [],
    banned_role_ids: [],
    roles: [],
    options,
    reminders: [60],
    banner_url: null,
  }
}

const local = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d))?/

/** A text names its own offset from UTC. */
const withOffset = /(Z|[+-]\d\d:?\d\d)$/i

/** Epoch milliseconds of an instant with offset, or of a local time in a zone. */
export function toEpoch(text: string, zone: string): number {
  return withOffset.test(text) ? Date.parse(text) : instantOf(zone, wallIn(text))
}

function wallIn(text: string): WallClock {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = (local.exec(text) ?? [])
    .slice(1)
    .map((part) => Number(part ?? 0))
  return { year, month, day, hour, minute, second }
}

/** Why a local time never is; null for one that is, be it twice. */
export function skipped(text: string, zone: string): string | null {
  const isSkipped = !withOffset.test(text) && occurrenceOf(zone, wallIn(text)) === 'skipped'
  return isSkipped ? unclearTime(zone, wallIn(text)) : null
}

/** Why a local time cannot be meant; null for one that happens once. */
function unclear(text: string | undefined, zone: string): string | null {
  if (text === undefined || withOffset.test(text)) return null
  return unclearTime(zone, wallIn(text))
}

const two = (number: number) => String(number).padStart(2, '0')

/** What the clock on the wall shows in a zone: `2026-11-21T20:00:00`. */
export function localOf(zone: string, at: number): string {
  const { year, month, day, hour, minute, second } = wallClockAt(zone, at)
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:${two(second)}`
}

const defaultMs = 2 * 3_600_000

type Times = { start_at: number; end_at: number }

function timesOf(before: EventShape, fields: EventFields, zone: string): Times {
  const { start_at_utc, local_start, end_at_utc, duration_minutes } = fields
  const text = start_at_utc ?? local_start
  const zoneMoved = zone !== before.timezone && text === undefined && before.start_at > 0
  const start_at =
    text !== undefined
      ? toEpoch(text, zone)
      : zoneMoved
        ? toEpoch(localOf(before.timezone, before.start_at), zone)
        : before.start_at
  const length = before.end_at > before.start_at ? before.end_at - before.start_at : defaultMs
  if (duration_minutes !== undefined) {
    return { start_at, end_at: start_at + duration_minutes * 60_000 }
  }
  return {
    start_at,
    end_at: end_at_utc === undefined ? start_at + length : toEpoch(end_at_utc, zone),
  }
}

/** When sign-ups open and close: what nobody speaks of keeps its distance to a start that moves. */
function signupTimes(
  before: EventShape,
  { signup_opens_at, signup_closes_at }: EventFields,
  { start_at, end_at }: Times,
  zone: string,
): Pick<EventShape, 'signup_opens_at' | 'signup_closes_at'> {
  const moved = before.start_at > 0 ? start_at - before.start_at : 0
  const at = (text: string | null) => (text === null ? null : toEpoch(text, zone))
  const { signup_opens_at: opens, signup_closes_at: closes } = before
  return {
    // Whoever could sign up before can do so still.
    signup_opens_at:
      signup_opens_at === undefined ? opens && opens + Math.min(moved, 0) : at(signup_opens_at),
    signup_closes_at:
      signup_closes_at === undefined
        ? closes && Math.min(closes + moved, end_at)
        : at(signup_closes_at),
  }
}

function rolesOf(fields: EventFields, known: readonly EventRole[], newId: () => string) {
  const taken = new Set(fields.roles?.map(({ id }) => id))
  return fields.roles?.map((role): EventRole => {
    const same =
      known.find(({ id }) => id === role.id) ??
      known.find(({ id, name }) => name === role.name && !taken.has(id))
    const id = same?.id ?? newId()
    taken.add(id)
    return { ...role, id }
  })
}

type Outcome = { ok: true; shape: EventShape } | { ok: false; mistakes: FieldMistakes }

function mistakesOf(shape: EventShape): FieldMistakes {
  const mistakes: FieldMistakes = {}
  const minutes = (shape.end_at - shape.start_at) / 60_000
  if (minutes < 5 || minutes > 43_200) {
    mistakes['end_at_utc'] = ['An event lasts 5 minutes to 30 days.']
  }
  if (shape.end_at >= lastMs) {
    mistakes['end_at_utc'] = ['Must be between the years 1970 and 9999.']
  }
  const { min_participants: min, max_participants: max, signup_opens_at: opens } = shape
  if (min !== null && max !== null && min > max) {
    mistakes['min_participants'] = ['There are not that many places.']
  }
  const closes = shape.signup_closes_at
  if (opens !== null && opens >= (closes ?? shape.end_at)) {
    mistakes['signup_opens_at'] = ['Must be before the end of sign-ups.']
  }
  if (closes !== null && closes > shape.end_at) {
    mistakes['signup_closes_at'] = ['Must not be after the end of the event.']
  }
  return mistakes
}

/** What is wrong now and was not before: nobody is held up by what somebody else said. */
function newMistakes(before: EventShape, shape: EventShape): FieldMistakes {
  const known = before.start_at > 0 ? mistakesOf(before) : {}
  return Object.fromEntries(Object.entries(mistakesOf(shape)).filter(([name]) => !(name in known)))
}

/** Times that cannot be meant, by themselves; null when there are none. */
function timeMistakes(fields: EventFields, zone: string): FieldMistakes | null {
  const start = fields.start_at_utc
  if (start !== undefined && fields.timezone === undefined && !withOffset.test(start)) {
    return { start_at_utc: ['Say it with an offset, or name its time zone.'] }
  }
  const { local_start, start_at_utc, end_at_utc, signup_opens_at, signup_closes_at } = fields
  const times = { local_start, start_at_utc, end_at_utc, signup_opens_at, signup_closes_at }
  for (const [name, text] of Object.entries(times)) {
    const why = unclear(text ?? undefined, zone)
    if (why !== null) return { [name]: [why] }
  }
  return null
}

/** Puts what people said into an event; the rest stays. What Discord shows already is not refused (`isFact`). */
export function shaped(
  before: EventShape,
  fields: EventFields,
  newId: () => string,
  { isFact = false }: { isFact?: boolean } = {},
): Outcome {
  const zone = fields.timezone === undefined ? before.timezone : parseZone(fields.timezone)
  if (zone === null)
    return { ok: false, mistakes: { timezone: ['This time zone does not exist.'] } }
  const unplaced = timeMistakes(fields, zone)
  if (unplaced) return { ok: false, mistakes: unplaced }
  const {
    start_at_utc: _,
    local_start: __,
    end_at_utc: ___,
    duration_minutes: ____,
    ...plain
  } = fields
  const given = Object.fromEntries(
    Object.entries(plain).filter(([, value]) => value !== undefined),
  ) as Partial<EventShape>
  const times = timesOf(before, fields, zone)
  const shape: EventShape = {
    ...before,
    ...given,
    ...times,
    timezone: zone,
    ...signupTimes(before, fields, times, zone),
    roles: rolesOf(fields, before.roles, newId) ?? before.roles,
    reminders: [...new Set(fields.reminders ?? before.reminders)].toSorted((a, b) => b - a),
  }
  // An event in a channel has no other place.
  if (fields.voice_channel_id) shape.location = fields.location ?? null
  else if (fields.location && fields.voice_channel_id === undefined) shape.voice_channel_id = null
  const mistakes = isFact ? {} : newMistakes(before, shape)
  return Object.keys(mistakes).length > 0 ? { ok: false, mistakes } : { ok: true, shape }
}

const written = (value: unknown): string | null =>
  value === null || value === undefined
    ? null
    : typeof value === 'string' || typeof value === 'number'
      ? String(value)
      : JSON.stringify(value)

/** What an edit changed, as texts for the history. */
export function differences(
  before: EventShape,
  after: EventShape,
): { field: keyof EventShape; before: string | null; after: string | null }[] {
  return (Object.keys(after) as (keyof EventShape)[]).flatMap((field) => {
    const [was, is] = [written(before[field]), written(after[field])]
    return was === is ? [] : [{ field, before: was, after: is }]
  })
}

const synced: Partial<Record<keyof EventShape, SyncField>> = {
  title: 'title',
  description: 'description',
  start_at: 'start',
  end_at: 'end',
  location: 'place',
  voice_channel_id: 'place',
}

/** The fields that Discord knows too among those that were changed. */
export function syncedFields(fields: readonly (keyof EventShape)[]): SyncField[] {
  return fields.flatMap((field) => synced[field] ?? [])
}

/** A name for addresses: letters and digits of a title, and a tail that tells it apart. */
export function slugOf(title: string, tail: string): string {
  const words = title
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 60)
  return words === '' ? tail : `${words}-${tail}`
}
