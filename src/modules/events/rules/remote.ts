import type { EventRecord } from './event.ts'
import { changedDate, isCalledOff, timesOf, type RemoteException } from './exceptions.ts'
import type { Agreement, MergeField, Side } from './merge.ts'

/** Discord's limits of a scheduled event, in UTF-16 units. */
const limits = { name: 100, description: 1000, location: 100 }

/** An event as Discord shows it, as far as it is used. Times are epoch milliseconds. */
export type RemoteEvent = {
  id: string
  guild_id: string
  name: string
  description: string
  start: number
  end: number | null
  entity_type: 1 | 2 | 3
  location: string | null
  channel_id: string | null
  status: 1 | 2 | 3 | 4
  creator_id: string | null
  creator_is_bot: boolean
  user_count: number | null
  recurrence_rule: Record<string, unknown> | null
  /** The changed dates of a series; null, or missing in what was stored, where Discord does not tell them. */
  exceptions?: RemoteException[] | null
}

/** What both sides last agreed on. */
export type Base = Agreement & {
  status: RemoteEvent['status']
  /** What was sent since, without an answer yet. */
  sent?: Partial<Side>
}

/** As much of a text as fits, cut with an ellipsis and never through a surrogate pair. */
function shortened(text: string, limit: number): string {
  if (text.length <= limit) return text
  const end = /[\uD800-\uDBFF]/.test(text.charAt(limit - 2)) ? limit - 2 : limit - 1
  return `${text.slice(0, end).trimEnd()}…`
}

/** A text as Discord gives it back: trimmed, line ends alike. */
export function normalText(text: string): string {
  return text
    .replaceAll(/\r\n?/g, '\n')
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .trim()
}

const footerStart = '\n\n—\n'

/** The address by which our own events are known again in Discord. */
export function markerOf(publicUrl: string, eventId: string): string {
  return `${publicUrl}/events/${eventId}`
}

/** What stands below a description in Discord: counts and the link to the page. */
export function footerOf(counts: string, marker: string): string {
  return `${counts}\n${marker}`
}

/** A description without the footer that we, or an older version of us, added. */
export function withoutFooter(description: string): string {
  const text = normalText(description)
  const at =
    text.lastIndexOf('—\nhttp') >= 0 ? text.lastIndexOf('—\nhttp') : text.lastIndexOf('—\n')
  if (at < 0 || !/\/events\/[\w-]+\s*$/.test(text)) return text
  return normalText(text.slice(0, at))
}

/** Ids of our events that a description names in its footer. */
export function markedEvent(description: string, publicUrl: string): string | null {
  const at = description.lastIndexOf(`${publicUrl}/events/`)
  if (at < 0) return null
  const id = description.slice(at + publicUrl.length + '/events/'.length)
  return /^[\w-]+/.exec(id)?.[0] ?? null
}

/** Our side in the form that Discord can show, and which fields it shows shortened. */
export function ourSide(
  event: EventRecord,
  footer: string,
): { side: Side; truncated: MergeField[]; description: string } {
  const title = normalText(event.title)
  const name = shortened(title, limits.name)
  const room = limits.description - footer.length - footerStart.length
  const whole = normalText(event.description)
  const description = shortened(whole, room)
  const location = normalText(event.location ?? '').replaceAll(/\s+/g, ' ')
  const place = event.voice_channel_id
    ? `channel:${event.voice_channel_id}`
    : `at:${shortened(location, limits.location) || '—'}`
  const truncated: MergeField[] = []
  if (name !== title) truncated.push('title')
  if (description !== whole) truncated.push('description')
  if (!event.voice_channel_id && location.length > limits.location) truncated.push('place')
  return {
    side: {
      title: name,
      description,
      start: String(event.start_at),
      end: String(event.end_at),
      place,
    },
    truncated,
    description: `${description}${footerStart}${footer}`.trimStart(),
  }
}

/** Discord's side in the same form. `end` is ours where Discord has none. */
export function theirSide(remote: RemoteEvent, ours: Side): Side {
  const { start, end } = timesOf(remote, Number(ours.end) - Number(ours.start))
  return {
    title: normalText(remote.name),
    description: withoutFooter(remote.description),
    start: String(start),
    end: String(end),
    place:
      remote.entity_type === 3
        ? `at:${normalText(remote.location ?? '').replaceAll(/\s+/g, ' ') || '—'}`
        : `channel:${remote.channel_id ?? ''}`,
  }
}

/** One text for all that a frame says of an event: equal texts, nothing new. */
export function fingerprint(remote: RemoteEvent): string {
  const { name, description, start, end, entity_type, location, channel_id, status } = remote
  const changed = remote.exceptions?.toSorted((a, b) => a.original - b.original) ?? []
  return JSON.stringify([
    normalText(name),
    normalText(description),
    start,
    end,
    entity_type,
    location === null ? null : normalText(location),
    channel_id,
    status,
    changed.map((one) => [one.original, one.start, one.end, one.cancelled]),
  ])
}

/** What is to be done about the status of a link (contract §7.5, §8.2). */
export type StatusPlan =
  | { do: 'nothing' }
  /** Statuses to send, one after another. */
  | { do: 'push'; steps: (2 | 3 | 4)[] }
  | { do: 'pull'; to: 'active' | 'completed' }
  /** Discord called one date of a series off, or took it up again. */
  | { do: 'pull_date'; to: 'cancelled' | 'scheduled' }
  /** Discord is to take up a date that it called off. */
  | { do: 'take_up' }
  /** The date is called off on both sides; its series goes on. */
  | { do: 'off' }
  /** Discord's event ended or went although ours did not. */
  | { do: 'lost' }
  /** Both are over. */
  | { do: 'over' }

/** What decides about the status of a link. */
type StatusGround = {
  now: number
  /** It stays active until our own end. */
  keep: boolean
  pullable: boolean
  /** Discord's side as it was seen last. */
  seen: RemoteEvent | null
  /** What the loss of Discord's side means for ours. */
  loss: 'cancel' | 'detach' | 'recreate'
}

/** Compares our state with Discord's status. */
export function statusPlan(
  event: Pick<EventRecord, 'state' | 'end_at'>,
  remote: RemoteEvent,
  ground: StatusGround,
): StatusPlan {
  const { now, keep, pullable } = ground
  const { status } = remote
  const wanted = event.state === 'archived' ? 'completed' : event.state
  if (wanted === 'draft') return { do: 'nothing' }
  if (status === 1) return ofDate(wanted, remote, ground) ?? ofWaiting(wanted)
  if (status === 2) {
    if (wanted === 'scheduled') return pullable ? { do: 'pull', to: 'active' } : { do: 'nothing' }
    return wanted === 'active' ? { do: 'nothing' } : { do: 'push', steps: [3] }
  }
  if (wanted === 'completed' || wanted === 'cancelled') return { do: 'over' }
  if (status === 4) return { do: 'lost' }
  const stays = (keep && now < event.end_at) || !pullable
  return stays ? { do: 'over' } : { do: 'pull', to: 'completed' }
}

/** What becomes of a date that one side called off apart from its series; null where none did. */
function ofDate(
  wanted: EventRecord['state'],
  remote: RemoteEvent,
  { seen, loss, pullable }: StatusGround,
): StatusPlan | null {
  if (wanted !== 'scheduled' && wanted !== 'cancelled') return null
  const isOff = changedDate(remote)?.cancelled ?? false
  const wasOff = seen !== null && isCalledOff(seen, remote)
  const isNews = isOff !== wasOff && pullable
  if (wanted === 'cancelled') {
    if (isOff) return { do: 'off' }
    if (!wasOff) return null
    return isNews ? { do: 'pull_date', to: 'scheduled' } : { do: 'off' }
  }
  if (!isOff || loss === 'detach') return null
  return isNews && loss === 'cancel' ? { do: 'pull_date', to: 'cancelled' } : { do: 'take_up' }
}

/** What is sent to an event that has not begun in Discord. */
function ofWaiting(wanted: EventRecord['state']): StatusPlan {
  if (wanted === 'active') return { do: 'push', steps: [2] }
  if (wanted === 'completed') return { do: 'push', steps: [2, 3] }
  return wanted === 'cancelled' ? { do: 'push', steps: [4] } : { do: 'nothing' }
}

/** What the loss of Discord's event means for ours (contract §7.5). */
export function lossMeans(
  option: 'auto' | 'cancel' | 'detach' | 'recreate',
  otherLiveLinks: number,
  state: EventRecord['state'],
): 'cancel' | 'detach' | 'recreate' {
  // What runs already is never called off by a deletion.
  if (state !== 'scheduled') return 'detach'
  if (option !== 'auto') return option
  return otherLiveLinks > 0 ? 'detach' : 'cancel'
}
