import { Routes } from 'discord-api-types/v10'
import { isRefusal } from '#discord/rest/errors.ts'
import type { RestCall } from '#discord/rest/rest.ts'
import { hasPlace } from '../rules/event.ts'
import { newId } from '../service/change.ts'
import { saveChannel, type ChannelRecord } from '../store/channels.ts'
import { loadMessages } from '../store/messages.ts'
import { created, type Ground } from './channel-ground.ts'

const threadExists = 160_004
const archivedThread = 50_083
/** The thread, or the person, is gone. */
const gone = [10_003, 10_007, 10_013]
/** The longest time without a word after which Discord puts a thread away by itself, in minutes. */
const quietMinutes = 10_080
/** People who are brought into a thread at most; more find it below the message. */
const mostPeople = 100

/** Makes the thread below the sign-up message; one that exists already is taken. */
async function open({ discord, event, guild, context }: Ground): Promise<ChannelRecord | null> {
  const messages = await loadMessages(context.database, event.id)
  const message = messages.find((one) => one.guild_id === guild.guild_id)
  const messageId = message?.discord_message_id
  if (!message || !messageId) return null
  const name = event.title.slice(0, 100)
  const path = Routes.threads(message.channel_id, messageId)
  let id = messageId
  try {
    const body = { name, auto_archive_duration: quietMinutes }
    id = (await discord.rest.call({ method: 'POST', path, lane: 'bulk', body }, created)).id
  } catch (error) {
    // A thread on a message has the message's id.
    if (!isRefusal(error, threadExists)) throw error
  }
  return {
    id: newId(context),
    guild_id: guild.guild_id,
    discord_channel_id: id,
    discord_channel_name: name,
    channel_type: 'thread',
    event_id: event.id,
    auto_created: true,
    auto_archive: true,
    permissions: null,
    state: 'live',
    delete_at: null,
    created_at: context.clock.now(),
  }
}

/** Opens a thread again that was put away. */
async function wake({ discord }: Ground, threadId: string): Promise<void> {
  const path = Routes.channel(threadId)
  await discord.rest.send({ method: 'PATCH', path, lane: 'bulk', body: { archived: false } })
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
  const own = ground.known.find(({ channel_type }) => channel_type === 'thread')
  if (own && own.state !== 'live') return 0
  const thread = own ?? (await open(ground))
  if (!thread) return 0
  if (!own) await ground.context.database.write((tx) => saveChannel(tx, thread))
  if (own?.discord_channel_id && woken) await wake(ground, own.discord_channel_id)
  return (own ? 0 : 1) + (await bringIn(ground, thread))
}
