import { ChannelType, Routes } from 'discord-api-types/v10'
import { z } from 'zod'
import { isRefusal } from '#discord/rest/errors.ts'
import type { RestCall } from '#discord/rest/rest.ts'
import { channelMarker, postTags, threadName } from '../rules/channels.ts'
import { hasPlace } from '../rules/event.ts'
import { newId } from '../service/change.ts'
import { isThread, saveChannel, type ChannelRecord } from '../store/channels.ts'
import { loadMessages, type MessageRecord } from '../store/messages.ts'
import { announcementText } from '../views/notices.ts'
import { created, isRenamed, type Ground } from './channel-ground.ts'

const threadExists = 160_004
const archivedThread = 50_083
/** The thread, or the person, is gone. */
const gone = [10_003, 10_007, 10_013]
/** The longest time without a word after which Discord puts a thread away by itself, in minutes. */
const quietMinutes = 10_080
/** People who are brought into a thread at most; more find it below the message. */
const mostPeople = 100

/** Forums, of texts or of pictures: every thread there is a post. */
const forums: readonly number[] = [ChannelType.GuildForum, ChannelType.GuildMedia]
const activeThreads = z.object({
  threads: z.array(z.object({ id: z.string(), name: z.string(), parent_id: z.string().nullish() })),
})

const forum = z.object({
  flags: z.int().default(0),
  available_tags: z
    .array(z.object({ id: z.string(), name: z.string(), moderated: z.boolean() }))
    .default([]),
})

/** A thread that exists in Discord. */
type Opened = { id: string; name: string; type: 'thread' | 'forum_post' }

/** Makes the thread below the sign-up message; one that exists already is taken. */
async function openBelow(
  { discord, event }: Ground,
  message: MessageRecord,
  messageId: string,
): Promise<Opened> {
  const name = threadName(event, 'thread')
  const path = Routes.threads(message.channel_id, messageId)
  // A thread on a message has the message's id.
  const opened = { id: messageId, name, type: 'thread' } as const
  try {
    const body = { name, auto_archive_duration: quietMinutes }
    const { id } = await discord.rest.call({ method: 'POST', path, lane: 'bulk', body }, created)
    return { ...opened, id }
  } catch (error) {
    if (!isRefusal(error, threadExists)) throw error
    return opened
  }
}

/** Makes the post of a forum that leads to the sign-up message; one whose making was never noted is taken. */
async function openPost(
  { discord, event, guild, context }: Ground,
  message: MessageRecord,
  forumId: string,
): Promise<Opened> {
  const { rest } = discord
  const marker = ` ${channelMarker(event.id)}`
  const name = threadName(event, 'forum_post')
  const listPath = Routes.guildActiveThreads(guild.guild_id)
  const list = await rest.call({ method: 'GET', path: listPath, lane: 'bulk' }, activeThreads)
  const found = list.threads.find((one) => one.parent_id === forumId && one.name.endsWith(marker))
  if (found) return { id: found.id, name: found.name, type: 'forum_post' }
  const first = announcementText(event, message, context)
  const forumPath = Routes.channel(forumId)
  const about = await rest.call({ method: 'GET', path: forumPath, lane: 'bulk' }, forum)
  const applied_tags = postTags(about, event.type)
  const body = { name, auto_archive_duration: quietMinutes, applied_tags, message: first }
  const path = Routes.threads(forumId)
  const { id } = await rest.call({ method: 'POST', path, lane: 'bulk', body }, created)
  return { id, name, type: 'forum_post' }
}

/** Makes the event's thread where the server wants it, as soon as the sign-up message is there. */
async function open(ground: Ground): Promise<ChannelRecord | null> {
  const { discord, event, guild, context } = ground
  const messages = await loadMessages(context.database, event.id)
  const message = messages.find((one) => one.guild_id === guild.guild_id)
  const messageId = message?.discord_message_id
  if (!message || !messageId) return null
  const channels = discord.guilds.get(guild.guild_id)?.channels
  const place = channels?.get(guild.options.thread_forum_id ?? '')
  const opened =
    place && forums.includes(place.type)
      ? await openPost(ground, message, place.id)
      : await openBelow(ground, message, messageId)
  return {
    id: newId(context),
    guild_id: guild.guild_id,
    discord_channel_id: opened.id,
    discord_channel_name: opened.name,
    channel_type: opened.type,
    event_id: event.id,
    auto_created: true,
    auto_archive: true,
    permissions: null,
    state: 'live',
    delete_at: null,
    renamed_at: null,
    created_at: context.clock.now(),
  }
}

/** Opens a thread again that was put away. */
async function wake({ discord }: Ground, threadId: string): Promise<void> {
  const path = Routes.channel(threadId)
  const body = { archived: false, locked: false }
  await discord.rest.send({ method: 'PATCH', path, lane: 'bulk', body })
}

/** Does something in a thread, which is opened first where it was put away. */
async function inside(ground: Ground, threadId: string, call: RestCall): Promise<void> {
  try {
    await ground.discord.rest.send(call)
  } catch (error) {
    if (!isRefusal(error, archivedThread)) throw error
    await wake(ground, threadId)
    await ground.discord.rest.send(call)
  }
}

/** A thread as it is by now: open, also when its event was brought back, and called as the event is. */
async function keptOpen(
  ground: Ground,
  own: ChannelRecord,
  woken: boolean,
): Promise<ChannelRecord> {
  const id = own.discord_channel_id
  if (id === null) return own
  const isAway = own.state === 'archived'
  if (woken || isAway) await wake(ground, id)
  const awake = isAway ? { ...own, state: 'live' as const } : own
  const name = threadName(ground.event, own.channel_type === 'thread' ? 'thread' : 'forum_post')
  if (!(await isRenamed(ground, own, name))) return awake
  await inside(ground, id, {
    method: 'PATCH',
    path: Routes.channel(id),
    lane: 'bulk',
    body: { name },
  })
  return { ...awake, discord_channel_name: name, renamed_at: ground.context.clock.now() }
}

/** Who was brought in already. */
function broughtIn({ permissions }: ChannelRecord): string[] {
  return permissions === null ? [] : (JSON.parse(permissions) as string[])
}

/** Brings in everybody who has a place and was not brought in before: who leaves it by hand stays outside. */
async function bringIn(ground: Ground, thread: ChannelRecord): Promise<number> {
  const { context, signups } = ground
  const threadId = thread.discord_channel_id
  if (threadId === null) return 0
  const before = broughtIn(thread)
  const people = signups.filter(hasPlace).map(({ user_id }) => user_id)
  const missing = people.filter((id) => !before.includes(id)).slice(0, mostPeople - before.length)
  for (const id of missing) {
    const path = Routes.threadMembers(threadId, id)
    await inside(ground, threadId, { method: 'PUT', path, lane: 'bulk' }).catch(
      (error: unknown) => {
        if (!isRefusal(error, ...gone)) throw error
      },
    )
  }
  if (missing.length > 0) {
    const permissions = JSON.stringify([...before, ...missing])
    await context.database.write((tx) => saveChannel(tx, { ...thread, permissions }))
  }
  return missing.length
}

/**
 * The thread of an event: made once, with everybody who has a place, and kept open until the end. How many things
 * were done.
 */
export async function ensureThread(ground: Ground, { woken = false } = {}): Promise<number> {
  const own = ground.known.find(isThread)
  if (own?.state === 'deleted') return 0
  const thread = own ? await keptOpen(ground, own, woken) : await open(ground)
  if (!thread) return 0
  if (thread !== own) await ground.context.database.write((tx) => saveChannel(tx, thread))
  return (own ? 0 : 1) + (await bringIn(ground, thread))
}
