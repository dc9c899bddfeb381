import { hasPlace, type EventRecord, type Signup } from './event.ts'
import type { GuildRecord } from './guild.ts'

/** How long after the end channels stay, and archived ones after that, in milliseconds. */
export const graceMs = 30 * 60_000
/** See `graceMs`. */
export const keptArchivedMs = 7 * 24 * 3_600_000

/** Discord takes about two new names of a channel in ten minutes: one in so many milliseconds is sent. */
export const renameEveryMs = 5 * 60_000

/** Channels of a category at most. */
export const categoryLimit = 50

/** When an event's channels are made: so many minutes before its start. */
export function channelsAt(event: EventRecord, guild: GuildRecord): number {
  return event.start_at - guild.options.channel_lead_minutes * 60_000
}

/** The beginning of a title as a part of a name, never half of a letter. */
export function nameOf(title: string, most: number): string {
  return title
    .slice(0, most)
    .replace(/[\uD800-\uDBFF]$/, '')
    .trim()
}

/** The tail of a channel's name by which it is known again after a crash. */
export function channelMarker(eventId: string): string {
  return eventId.replaceAll('-', '').slice(0, 6)
}

/** The name of an event's channel by the server's template. */
export function channelName(
  event: EventRecord,
  guild: GuildRecord,
  type: 'text' | 'voice',
): string {
  const name = nameOf(guild.options.channel_name.replaceAll('{title}', event.title), 80)
  const marked = `${name || nameOf(event.title, 80)} ${channelMarker(event.id)}`
  if (type === 'voice') return marked
  return marked
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-+|-+$/g, '')
}

/** The name of an event's thread below its message, or of its post in a forum. */
export function threadName(event: EventRecord, type: 'thread' | 'forum_post'): string {
  if (type === 'thread') return nameOf(event.title, 100)
  return `${nameOf(event.title, 90)} ${channelMarker(event.id)}`
}

const bits = { view: 1n << 10n, send: 1n << 11n, connect: 1n << 20n, speak: 1n << 21n }

/** Overwrites in one channel at most; the rest of a crowd comes in by the attendee role. */
const mostPeople = 90

/** A permission overwrite as Discord takes it. */
export type Overwrite = { id: string; type: 0 | 1; allow: string; deny: string }

/** Who may come in: participants, the organiser and the bot; everybody else stays outside. */
export function overwrites(
  event: EventRecord,
  signups: readonly Signup[],
  place: {
    guild_id: string
    type: 'text' | 'voice'
    role_ids: readonly string[]
    bot_id: string
  },
): Overwrite[] {
  const { guild_id, type, role_ids, bot_id } = place
  const inside = type === 'text' ? bits.view | bits.send : bits.view | bits.connect | bits.speak
  const shut = type === 'text' ? bits.view : bits.connect
  const people = signups.filter(hasPlace).map(({ user_id }) => user_id)
  const ids = new Set([...(event.created_by ? [event.created_by] : []), ...people])
  const open = (id: string, kind: 0 | 1): Overwrite => ({
    id,
    type: kind,
    allow: String(inside),
    deny: '0',
  })
  return [
    { id: guild_id, type: 0, allow: '0', deny: String(shut) },
    open(bot_id, 1),
    ...role_ids.map((id) => open(id, 0)),
    ...[...ids].slice(0, mostPeople).map((id) => open(id, 1)),
  ]
}

/** Whoever was inside a room that was put away reads there still, and nobody writes. */
export function shutOverwrites(open: readonly Overwrite[]): Overwrite[] {
  return open.map(({ id, type, allow }) =>
    allow === '0'
      ? { id, type, allow, deny: String(bits.view | bits.send) }
      : { id, type, allow: String(bits.view), deny: String(bits.send) },
  )
}

/** A forum, as far as posting there depends on it. */
export type Forum = {
  flags: number
  available_tags: readonly { id: string; name: string; moderated: boolean }[]
}

/** Discord's flag of forums that take no post without a tag. */
const requiresTag = 1 << 4

/**
 * The tags of an event's post: the one that is called like its type, or else, where the forum requires one, the first
 * that anybody may use.
 */
export function postTags({ flags, available_tags }: Forum, type: string): string[] {
  const like = available_tags.find(({ name }) => name.toLowerCase() === type.toLowerCase())
  const usual = available_tags.find(({ moderated }) => !moderated) ?? available_tags[0]
  const tag = like ?? ((flags & requiresTag) === 0 ? undefined : usual)
  return tag ? [tag.id] : []
}
