import type { EventFields, EventJson } from '../../contract/event.ts'
import { localValue, ownZone, wallAt } from '../time/zone.ts'
import { emptyRule, type RuleValues } from './rule.ts'

/** A role as it is being typed. `row` tells rows apart that look the same. */
export type RoleRow = {
  row: number
  id: string | null
  name: string
  emoji: string
  capacity: string
  required: readonly string[]
}

/** An event as its form holds it: texts as typed. */
export type EventValues = {
  guild: string
  title: string
  type: string
  description: string
  /** Wall clock in `timezone`, as `datetime-local` has it. */
  start: string
  timezone: string
  duration: string
  place: 'external' | 'voice'
  location: string
  voice: string
  visibility: EventJson['visibility']
  max: string
  min: string
  min_deadline: string
  opens: string
  closes: string
  approval: boolean
  waitlist_mode: EventJson['waitlist_mode']
  allowed: readonly string[]
  banned: readonly string[]
  guests: boolean
  late_withdraw: boolean
  roles: readonly RoleRow[]
  /** Keys of the options that are offered besides going. */
  options: readonly string[]
  reminders: readonly string[]
  banner: string
  attendance: boolean
  channels: boolean
  thread: boolean
  attendee_role: boolean
  template: string
  repeat: RuleValues
}

/** Changes some of the values. */
export type ChangeValues = (patch: Partial<EventValues>) => void

/** How the usual options are called, by key. */
export type OptionLabels = Record<'going' | 'tentative' | 'late' | 'absent', string>

/** The options that the form offers besides going. */
export const extraOptions = ['tentative', 'late', 'absent'] as const

const emojis: OptionLabels = { going: '✅', tentative: '❔', late: '🕐', absent: '❌' }

/** Reminders that the form offers, in minutes before the start. */
export const reminderChoices = ['10080', '1440', '60', '15'] as const

/** A form nobody has typed into; it begins tomorrow evening, or on a given day. `now` is epoch milliseconds. */
export function emptyValues(guild: string, now: number, day?: string): EventValues {
  const timezone = ownZone()
  const tomorrow = localValue({ ...wallAt(timezone, now + 86_400_000), hour: 20, minute: 0 })
  return {
    guild,
    title: '',
    type: 'event',
    description: '',
    start: day === undefined ? tomorrow : `${day}T20:00`,
    timezone,
    duration: '120',
    place: 'external',
    location: '',
    voice: '',
    visibility: 'public',
    max: '',
    min: '',
    min_deadline: '',
    opens: '',
    closes: '',
    approval: false,
    waitlist_mode: 'auto',
    allowed: [],
    banned: [],
    guests: false,
    late_withdraw: false,
    roles: [],
    options: ['tentative', 'absent'],
    reminders: ['60'],
    banner: '',
    attendance: false,
    channels: false,
    thread: false,
    attendee_role: false,
    template: '',
    repeat: emptyRule,
  }
}

function localOf(instant: string | null, zone: string): string {
  return instant === null ? '' : localValue(wallAt(zone, Date.parse(instant)))
}

function textOf(value: number | null | undefined): string {
  return value === null || value === undefined ? '' : String(value)
}

/** The values of an event that is there already. */
export function valuesOf(event: EventJson): EventValues {
  const { timezone } = event
  return {
    guild: event.guilds[0]?.guild_id ?? '',
    title: event.title,
    type: event.type,
    description: event.description,
    start: localOf(event.start_at_utc, timezone),
    timezone,
    duration: String(event.duration_minutes),
    place: event.voice_channel_id === null ? 'external' : 'voice',
    location: event.location ?? '',
    voice: event.voice_channel_id ?? '',
    visibility: event.visibility,
    max: textOf(event.max_participants),
    min: textOf(event.min_participants),
    min_deadline: textOf(event.min_deadline_minutes),
    opens: localOf(event.signup_opens_at, timezone),
    closes: localOf(event.signup_closes_at, timezone),
    approval: event.approval_required,
    waitlist_mode: event.waitlist_mode,
    allowed: event.allowed_role_ids,
    banned: event.banned_role_ids,
    guests: event.guests_allowed,
    late_withdraw: event.late_withdraw,
    roles: event.roles.map((role, row) => ({
      row,
      id: role.id,
      name: role.name,
      emoji: role.emoji ?? '',
      capacity: textOf(role.capacity),
      required: role.required_discord_role_ids,
    })),
    options: event.options.slice(1).map(({ key }) => key),
    reminders: event.reminders.map(String),
    banner: event.banner_url ?? '',
    attendance: event.attendance_enabled,
    channels: event.create_channels,
    thread: event.create_thread,
    attendee_role: event.attendee_role,
    template: event.template_id ?? '',
    repeat: emptyRule,
  }
}

/** A template's or a series' fields laid over a form. */
export function withFields(values: EventValues, fields: EventFields): EventValues {
  const given = <T>(value: T | null | undefined, before: T): T => value ?? before
  return {
    ...values,
    title: given(fields.title, values.title),
    type: given(fields.type, values.type),
    description: given(fields.description, values.description),
    duration: fields.duration_minutes ? String(fields.duration_minutes) : values.duration,
    timezone: given(fields.timezone, values.timezone),
    place: fields.voice_channel_id ? 'voice' : values.place,
    location: given(fields.location, values.location),
    voice: given(fields.voice_channel_id, values.voice),
    visibility: given(fields.visibility, values.visibility),
    max: textOf(fields.max_participants) || values.max,
    min: textOf(fields.min_participants) || values.min,
    min_deadline: textOf(fields.min_deadline_minutes) || values.min_deadline,
    approval: given(fields.approval_required, values.approval),
    waitlist_mode: given(fields.waitlist_mode, values.waitlist_mode),
    allowed: given(fields.allowed_role_ids, values.allowed),
    banned: given(fields.banned_role_ids, values.banned),
    guests: given(fields.guests_allowed, values.guests),
    late_withdraw: given(fields.late_withdraw, values.late_withdraw),
    roles: fields.roles
      ? fields.roles.map((role, row) => ({
          row,
          id: null,
          name: role.name,
          emoji: role.emoji ?? '',
          capacity: textOf(role.capacity),
          required: role.required_discord_role_ids,
        }))
      : values.roles,
    options: fields.options ? fields.options.slice(1).map(({ key }) => key) : values.options,
    reminders: fields.reminders ? fields.reminders.map(String) : values.reminders,
    banner: given(fields.banner_url, values.banner),
    attendance: given(fields.attendance_enabled, values.attendance),
    channels: given(fields.create_channels, values.channels),
    thread: given(fields.create_thread, values.thread),
    attendee_role: given(fields.attendee_role, values.attendee_role),
  }
}

function numberIn(text: string): number | null {
  const typed = text.normalize('NFKC').trim()
  // What is no number goes out as one that the server refuses, at its field.
  return typed === '' ? null : /^\d+$/.test(typed) ? Number(typed) : -1
}

function rolesIn(rows: readonly RoleRow[]) {
  return rows.map((role) => ({
    ...(role.id !== null && { id: role.id }),
    name: role.name,
    emoji: role.emoji.trim() || null,
    capacity: numberIn(role.capacity),
    required_discord_role_ids: role.required,
  }))
}

/** The options as the API takes them. Options that the form does not know stay as they are. */
function optionsIn(
  keys: readonly string[],
  labels: OptionLabels,
  known: EventJson['options'],
): EventJson['options'] {
  const made = (key: keyof OptionLabels) => ({
    key,
    label: labels[key],
    emoji: emojis[key],
    counts: key === 'going' || key === 'late',
    reminders: key !== 'absent',
  })
  const first = known[0] ?? made('going')
  const others = keys.flatMap((key) => {
    const kept = known.find((one) => one.key === key)
    if (kept) return [kept]
    const offered = extraOptions.find((one) => one === key)
    return offered ? [made(offered)] : []
  })
  return [first, ...others]
}

const local = (time: string): string | null => (time === '' ? null : `${time}:00`)

/** What the form says of the matter itself, without when it is. */
export function matterOf(
  values: EventValues,
  labels: OptionLabels,
  known: EventJson['options'] = [],
): Record<string, unknown> {
  const isVoice = values.place === 'voice'
  return {
    title: values.title,
    type: values.type.trim() || 'event',
    description: values.description,
    location: isVoice ? null : values.location.trim() || null,
    voice_channel_id: isVoice ? values.voice || null : null,
    visibility: values.visibility,
    max_participants: numberIn(values.max),
    min_participants: numberIn(values.min),
    min_deadline_minutes: numberIn(values.min_deadline),
    approval_required: values.approval,
    waitlist_mode: values.waitlist_mode,
    allowed_role_ids: values.allowed,
    banned_role_ids: values.banned,
    guests_allowed: values.guests,
    late_withdraw: values.late_withdraw,
    roles: rolesIn(values.roles),
    options: optionsIn(values.options, labels, known),
    reminders: values.reminders.map(Number).toSorted((a, b) => b - a),
    banner_url: values.banner.trim() || null,
    attendance_enabled: values.attendance,
    create_channels: values.channels,
    create_thread: values.thread,
    attendee_role: values.attendee_role,
  }
}

/** When sign-ups open and close, as the form says it. */
export function signupTimesOf(values: EventValues): Record<string, unknown> {
  return { signup_opens_at: local(values.opens), signup_closes_at: local(values.closes) }
}

function timesOf(values: EventValues): Record<string, unknown> {
  return {
    local_start: local(values.start),
    timezone: values.timezone,
    duration_minutes: numberIn(values.duration),
    ...signupTimesOf(values),
  }
}

/** The body of a creation. */
export function createBodyOf(values: EventValues, labels: OptionLabels): Record<string, unknown> {
  return {
    guild_id: values.guild || undefined,
    ...timesOf(values),
    ...matterOf(values, labels),
    template: values.template || undefined,
  }
}

/** The body of a change: only what differs, so that nobody else's change is undone by it. */
export function patchBodyOf(
  before: EventValues,
  after: EventValues,
  labels: OptionLabels,
  known: EventJson['options'],
): Record<string, unknown> {
  const whole = (values: EventValues) => ({
    ...timesOf(values),
    ...matterOf(values, labels, known),
  })
  const old: Record<string, unknown> = whole(before)
  const changed = Object.entries(whole(after)).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(old[name]),
  )
  const body = Object.fromEntries(changed)
  // A local time means nothing without its zone.
  const hasTime = ['local_start', 'signup_opens_at', 'signup_closes_at'].some((key) => key in body)
  return hasTime ? { ...body, timezone: after.timezone } : body
}
