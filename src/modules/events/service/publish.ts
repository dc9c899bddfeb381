import type { Context, Unit } from '#core/context.ts'
import type { EventRecord } from '../rules/event.ts'
import { guildsOfEvent, type GuildRecord } from '../rules/guild.ts'
import type { LinkRecord } from '../rules/link.ts'
import { panelId } from '../rules/panels.ts'
import { markedEvent } from '../rules/remote.ts'
import { comingEventIds, loadEvents, type Reader } from '../store/events.ts'
import { isLiveLink, loadLinks, saveLink } from '../store/links.ts'
import { loadMessages, saveMessage, type MessageRecord } from '../store/messages.ts'
import { newId } from './change.ts'
import { syncJob } from './follow-ups.ts'

/** How long the answer to a command may take to become the message, in milliseconds. */
const answerMs = 5_000

/** A link that does not exist in Discord yet. */
export function newLink(
  context: Context,
  ids: { event_id: string; guild_id: string },
  origin: LinkRecord['origin'] = 'muster',
): LinkRecord {
  const now = context.clock.now()
  return {
    id: newId(context),
    discord_event_id: null,
    ...ids,
    origin,
    link_state: 'creating',
    read_only: false,
    base: null,
    remote: null,
    pushed: [],
    intent_at: null,
    missing_at: null,
    heard_at: null,
    judge_at: null,
    footer_at: null,
    problem: null,
    last_pulled_at: null,
    last_pushed_at: null,
    banner: null,
    revision: 0,
    created_at: now,
    updated_at: now,
  }
}

/**
 * A link for an event that is to be shown in a server. Where it was detached Discord's event may be there still: it is
 * looked for first, and joined again in the same row, for two cannot hold it.
 */
export function linkAgain(
  context: Context,
  links: readonly LinkRecord[],
  ids: { event_id: string; guild_id: string },
): LinkRecord {
  const fresh = newLink(context, ids)
  // What was made in Discord and never carried our address cannot be found by it.
  const canBeFound = ({ origin, remote }: LinkRecord) =>
    origin === 'muster' || markedEvent(remote?.description ?? '', context.publicUrl) !== null
  const left = links.findLast(
    (link) => link.guild_id === ids.guild_id && link.link_state === 'detached' && canBeFound(link),
  )
  if (!left) return fresh
  const { id, revision, created_at } = left
  return { ...fresh, id, revision, created_at, intent_at: fresh.created_at }
}

/** Wants the event in these servers; those that have it already keep it. Returns the new ones. */
export async function publishLinks(
  context: Context,
  unit: Unit,
  event: EventRecord,
  guilds: readonly GuildRecord[],
): Promise<GuildRecord[]> {
  const links = await loadLinks(unit, event.id)
  const made: GuildRecord[] = []
  for (const guild of guilds) {
    if (!guild.options.sync_enabled) continue
    const { guild_id } = guild
    if (links.some((link) => link.guild_id === guild_id && isLiveLink(link))) continue
    await saveLink(unit, linkAgain(context, links, { event_id: event.id, guild_id }))
    await unit.job(syncJob('create', { event_id: event.id, guild_id }))
    made.push(guild)
  }
  return made
}

/**
 * Shows the coming events of the organisation in a server that joined it, or came back. The server may still have
 * events that we made: they are looked for first. No messages are posted: there may be many events.
 */
export async function publishComing(
  context: Context,
  unit: Unit,
  guild: GuildRecord,
): Promise<void> {
  if (guild.status !== 'active' || !guild.options.sync_enabled) return
  const { guild_id, org_id } = guild
  const now = context.clock.now()
  const views = await loadEvents(unit, await comingEventIds(unit, org_id, now))
  for (const { event } of views) {
    if (guildsOfEvent(event, [guild]).length === 0) continue
    const links = await loadLinks(unit, event.id)
    if (links.some((link) => link.guild_id === guild_id && isLiveLink(link))) continue
    const ids = { event_id: event.id, guild_id }
    await saveLink(unit, { ...linkAgain(context, links, ids), intent_at: now })
    await unit.job(syncJob('create', ids))
  }
}

/** Where a sign-up message goes. */
export type Posting = {
  event: EventRecord
  guild: GuildRecord
  channel_id?: string | undefined
  answered?: boolean | undefined
}

/** The channel of a server in which people sign up; null when none was chosen. */
export function channelFor(guild: GuildRecord): string | null {
  const { event_channel_id, announcement_channel_id } = guild.options
  return event_channel_id ?? announcement_channel_id
}

/** The messages of an event in a server on which people sign up now. */
export async function messagesIn(
  from: Reader,
  { event_id, guild_id }: { event_id: string; guild_id: string },
): Promise<MessageRecord[]> {
  return (await loadMessages(from, event_id)).filter((one) => one.guild_id === guild_id)
}

/**
 * Puts the sign-up message of an event into a channel; one that is there already is retired. Null when the server has
 * no channel for it.
 */
export async function postMessage(
  context: Context,
  unit: Unit,
  { event, guild, channel_id, answered }: Posting,
): Promise<{ message: MessageRecord; replaced: boolean } | null> {
  const channel = channel_id ?? channelFor(guild)
  if (channel === null) return null
  const now = context.clock.now()
  const old = await messagesIn(unit, { event_id: event.id, guild_id: guild.guild_id })
  for (const message of old) await retireMessage(unit, message, now)
  const message: MessageRecord = {
    id: newId(context),
    guild_id: guild.guild_id,
    channel_id: channel,
    thread_id: null,
    discord_message_id: null,
    event_id: event.id,
    message_type: 'event_signup',
    locale: guild.options.locale,
    post_after: answered === true ? now + answerMs : null,
    active: true,
    version: 1,
    created_at: now,
    updated_at: now,
  }
  await saveMessage(unit, message)
  await unit.fact(messageFact(message, event.version))
  const announcement = old.length === 0 ? announcementJob(message, guild, event.id) : null
  if (announcement) await unit.job(announcement)
  return { message, replaced: old.length > 0 }
}

/** Says in the server's channel for announcements, once, that people can sign up elsewhere. */
function announcementJob(message: MessageRecord, guild: GuildRecord, eventId: string) {
  const { announcement_channel_id: channel } = guild.options
  if (channel === null || channel === message.channel_id) return null
  const { guild_id } = guild
  return {
    kind: 'events.announcement',
    payload: { event_id: eventId, guild_id },
    key: `event:${eventId}:${guild_id}:announcement`,
    guild_id,
  }
}

/** Tells the keeper of messages to look at one. */
export function messageFact(message: MessageRecord, version: number) {
  return {
    topic: 'event_message',
    type: 'changed',
    object_id: panelId(message),
    guild_id: message.guild_id,
    version: Math.max(version, message.version),
    data: {},
  }
}

/** Takes a message out of use; it disappears from its channel. */
export async function retireMessage(
  unit: Unit,
  message: MessageRecord,
  now: number,
): Promise<void> {
  const version = message.version + 1
  await saveMessage(unit, { ...message, active: false, version, updated_at: now })
  await unit.fact(messageFact({ ...message, version }, version + 1_000_000))
}
