import type { Context, Unit } from '#core/context.ts'
import type { EventRecord, Happening, Signup } from '../rules/event.ts'
import type { GuildRecord } from '../rules/guild.ts'
import {
  audience,
  lateReminderMs,
  refreshesOf,
  remindersOf,
  tellings,
  type NoticeKind,
} from '../rules/notices.ts'
import { loadAnyEvent, loadEvent } from '../store/events.ts'
import { loadGuilds } from '../store/guilds.ts'
import { loadMessages } from '../store/messages.ts'
import { preferencesOf } from './preferences.ts'
import { guildsOfOrg } from './rights.ts'

/** One thing to be told of an event. */
export type EventNotice = {
  event_id: string
  kind: NoticeKind
  /** Null tells everybody whom it concerns. */
  user_id: string | null
  version: number
  /** A reminder's start: a later one has reminders of its own. */
  start_at: number | null
}

type After = {
  event: EventRecord
  signups: readonly Signup[]
  happened: readonly Happening[]
}

const planned = ['created', 'published', 'reinstated', 'rescheduled', 'edited']

/** Plans what people are told because of a change, and the reminders of a new time. */
export async function planNotices(unit: Unit, after: After, now: number): Promise<void> {
  const { event, happened, signups } = after
  for (const { kind, user_id } of tellings(happened, signups)) {
    const payload = { event_id: event.id, kind, user_id, version: event.version, start_at: null }
    await unit.job({
      kind: 'events.dm',
      payload,
      key: `event:${event.id}:tell:${kind}:${user_id ?? ''}:${event.version}`,
    })
  }
  if (happened.some(({ action }) => planned.includes(action))) {
    await planTimes(unit, event, now)
  }
}

/** Plans the reminders of an event's start, and that its message follows the times of its sign-ups. */
export async function planTimes(unit: Unit, event: EventRecord, now: number): Promise<void> {
  await planReminders(unit, event, now)
  for (const { what, at } of refreshesOf(event, now)) {
    await unit.job({
      kind: 'events.update_message',
      payload: { event_id: event.id, what, at },
      key: `event:${event.id}:${what}`,
      run_at: at,
    })
  }
}

async function planReminders(unit: Unit, event: EventRecord, now: number): Promise<void> {
  for (const { minutes, at } of remindersOf(event, now)) {
    await unit.job({
      kind: 'events.reminder',
      payload: { event_id: event.id, minutes, start_at: event.start_at },
      key: `event:${event.id}:reminder:${minutes}`,
      run_at: at,
    })
  }
}

/** What is told, to whom, and where those are mentioned who cannot be reached. */
export type SeenNotice = {
  event: EventRecord
  signups: readonly Signup[]
  people: string[]
  guild: GuildRecord | null
  mention_in: { guild_id: string; channel_id: string } | null
}

/** The server in which an event is talked of, and the channel there. */
async function placeOf(context: Context, event: EventRecord) {
  const guilds = guildsOfOrg(await loadGuilds(context.database), event.org_id)
  const messages = await loadMessages(context.database, event.id)
  const hasMessage = ({ guild_id }: GuildRecord) =>
    messages.some((one) => one.guild_id === guild_id)
  const guild = guilds.find(hasMessage) ?? guilds[0] ?? null
  const posted = messages.find((one) => one.guild_id === guild?.guild_id)
  const channel_id = guild?.options.reminder_channel_id ?? posted?.channel_id
  const mention_in = guild && channel_id ? { guild_id: guild.guild_id, channel_id } : null
  return { guild, mention_in }
}

/** Kinds that people want, or do not want, under the name of another. */
const wantedAs: Partial<Record<NoticeKind, 'promotion' | 'change'>> = {
  offer: 'promotion',
  back: 'change',
}

/** People who want to be told things of this kind. */
async function willing(
  context: Context,
  all: readonly string[],
  kind: NoticeKind,
): Promise<string[]> {
  const name = wantedAs[kind] ?? kind
  const people: string[] = []
  for (const id of all) {
    const wanted = await preferencesOf(context.database, id)
    if (wanted.enabled && wanted.kinds.some((one) => one === name)) people.push(id)
  }
  return people
}

/** Looks at what a notice says now; null when it says nothing any more. */
export async function viewNotice(
  context: Context,
  notice: EventNotice,
): Promise<SeenNotice | null> {
  // That something does not take place is told of what was deleted too.
  const load = notice.kind === 'cancel' ? loadAnyEvent : loadEvent
  const view = await load(context.database, notice.event_id)
  if (!view) return null
  const { event, signups } = view
  if (notice.start_at !== null && notice.start_at !== event.start_at) return null
  const { guild, mention_in } = await placeOf(context, event)
  if (notice.kind === 'reminder' && guild?.options.reminder_enabled === false) return null
  const all = notice.user_id === null ? audience(event, signups, notice.kind) : [notice.user_id]
  const people = await willing(context, all, notice.kind)
  return { event, signups, people, guild, mention_in }
}

/** A reminder as a notice; null when it comes too late, or is not wanted any more. */
export async function reminderNotice(
  context: Context,
  { event_id, minutes, start_at }: { event_id: string; minutes: number; start_at: number },
): Promise<EventNotice | null> {
  const due = start_at - minutes * 60_000
  if (context.clock.now() - due > lateReminderMs) return null
  const view = await loadEvent(context.database, event_id)
  if (!view?.event.reminders.includes(minutes)) return null
  // One per start and offset, however often it is planned.
  const version = Math.floor(start_at / 60_000) * 100_000 + minutes
  return { event_id, kind: 'reminder', user_id: null, version, start_at }
}
