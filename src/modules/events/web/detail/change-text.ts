import { z } from 'zod'
import type { Formatter } from '#web/i18n/formatter.ts'
import type { eventHistory } from '../../contract/insight.ts'
import { eventVisibility, waitlistMode } from '../../contract/shared.ts'
import type { TextKey } from '../texts.ts'
import { leadText } from '../time/lead.ts'

type Change = z.infer<typeof eventHistory>['results'][number]['changes'][number]

/** The reader's words, and what roles and channels of Discord are called; an unknown id stays one. */
export type Words = Pick<Formatter<TextKey>, 'text' | 'instant' | 'list'> & {
  nameOf: (discordId: string) => string
}

/** Says a value as the history keeps it; null for what it cannot read. */
type Say = (value: string, words: Words) => string | null

function parsed(value: string): unknown {
  try {
    return JSON.parse(value)
  } catch {
    return undefined
  }
}

/** Says what is kept as JSON. */
function json<T>(schema: z.ZodType<T>, say: (value: T, words: Words) => string): Say {
  return (value, words) => {
    const known = schema.safeParse(parsed(value))
    return known.success ? say(known.data, words) : null
  }
}

const plain: Say = (value) => value
const moment = json(z.number(), (at, { instant }) => instant(at))
const flag = json(z.boolean(), (is, { text }) =>
  text(is ? 'web.events.history.yes' : 'web.events.history.no'),
)
const place: Say = (id, { nameOf }) => nameOf(id)
const discordRoles = json(z.array(z.string()), (ids, { list, nameOf }) => list(ids.map(nameOf)))
const roles = json(
  z.array(z.object({ name: z.string(), capacity: z.number().nullable() })),
  (all, { list }) =>
    list(all.map(({ name, capacity }) => (capacity === null ? name : `${name} (${capacity})`))),
)
const options = json(z.array(z.object({ label: z.string() })), (all, { list }) =>
  list(all.map(({ label }) => label)),
)
const reminders = json(z.array(z.number()), (all, { list, text }) =>
  list(all.map((minutes) => leadText(text, minutes))),
)
const type: Say = (value, { text }) => (value === 'event' ? text('web.events.type.event') : value)
const visibility: Say = (value, { text }) => {
  const known = eventVisibility.safeParse(value).data
  return known ? text(`web.events.visibility.${known}`) : null
}
const waitlist: Say = (value, { text }) => {
  const known = waitlistMode.safeParse(value).data
  return known ? text(`web.events.waitlist.${known}`) : null
}

const fields: Partial<Record<string, readonly [name: TextKey, say: Say]>> = {
  title: ['web.events.form.title', plain],
  description: ['web.events.form.description', plain],
  type: ['web.events.form.type', type],
  start_at: ['web.events.form.start', moment],
  end_at: ['web.events.sync.field.end', moment],
  timezone: ['web.events.zone', plain],
  location: ['web.events.form.place', plain],
  voice_channel_id: ['web.events.form.place_voice', place],
  visibility: ['web.events.form.visibility', visibility],
  max_participants: ['web.events.form.max', plain],
  min_participants: ['web.events.form.min', plain],
  min_deadline_minutes: ['web.events.form.min_deadline', plain],
  signup_opens_at: ['web.events.form.opens', moment],
  signup_closes_at: ['web.events.form.closes', moment],
  waitlist_mode: ['web.events.form.waitlist', waitlist],
  approval_required: ['web.events.form.approval', flag],
  guests_allowed: ['web.events.form.guests', flag],
  late_withdraw: ['web.events.form.late_withdraw', flag],
  attendance_enabled: ['web.events.form.attendance', flag],
  create_channels: ['web.events.form.channels', flag],
  create_thread: ['web.events.form.thread', flag],
  attendee_role: ['web.events.form.attendee_role', flag],
  allowed_role_ids: ['web.events.form.allowed', discordRoles],
  banned_role_ids: ['web.events.form.banned', discordRoles],
  roles: ['web.events.form.roles', roles],
  options: ['web.events.form.options', options],
  reminders: ['web.events.form.reminders', reminders],
  banner_url: ['web.events.form.banner', plain],
}

/** One change of an event's history in the reader's words: `Places: 8 → 12`. */
export function changeText({ field, before, after }: Change, words: Words): string {
  const [name, say] = fields[field] ?? []
  const label = name ? words.text(name) : field
  const said = (value: string | null) => (value && (say?.(value, words) ?? value)) || '–'
  const [was, is] = [said(before), said(after)]
  if (was === is) return label
  return words.text('web.events.history.change', { field: label, before: was, after: is })
}
