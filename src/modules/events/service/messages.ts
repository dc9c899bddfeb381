import { wait } from '#core/clock.ts'
import type { Context } from '#core/context.ts'
import { coreError } from '#core/errors.ts'
import { refuse } from '../errors.ts'
import { loadEvent, lockEvent } from '../store/events.ts'
import { loadGuild, loadGuilds } from '../store/guilds.ts'
import { loadMessage, loadMessages, saveMessage, type MessageRecord } from '../store/messages.ts'
import { announce, enter, happening, requireManager } from './change.ts'
import { requireMessageChannels } from './message-channels.ts'
import { channelFor, postMessage } from './publish.ts'
import { guildsOfOrg } from './rights.ts'
import { isOver } from '../rules/event.ts'
import { guildsOfEvent } from '../rules/guild.ts'

/** The message of an event exists now. Saying it twice changes nothing. */
export async function messagePosted(
  context: Context,
  id: string,
  messageId: string,
): Promise<void> {
  await context.write(async (unit) => {
    const message = await loadMessage(unit, id)
    if (!message || message.discord_message_id === messageId) return
    const now = context.clock.now()
    await saveMessage(unit, { ...message, discord_message_id: messageId, updated_at: now })
    const view = message.event_id === null ? null : await lockEvent(unit, message.event_id)
    if (!view) return
    const guilds = guildsOfOrg(await loadGuilds(unit), view.event.org_id)
    await announce(unit, { event: view.event, guilds }, happening('message_posted'), {
      guild_id: message.guild_id,
    })
    if (view.event.create_thread) {
      await unit.job({
        kind: 'events.create_channels',
        payload: { event_id: view.event.id, guild_id: message.guild_id },
        key: `event:${view.event.id}:${message.guild_id}:channels`,
        guild_id: message.guild_id,
      })
    }
  })
}

/** Somebody removed a message; true when the server wants another one. */
export async function messageDeleted(context: Context, id: string): Promise<boolean> {
  return context.write(async (unit) => {
    const message = await loadMessage(unit, id)
    if (!message?.active) return false
    const guild = await loadGuild(unit, message.guild_id)
    const view = message.event_id === null ? null : await loadEvent(unit, message.event_id)
    const again = guild?.options.repost_deleted === true && view && !isOver(view.event.state)
    if (again) return true
    const now = context.clock.now()
    await saveMessage(unit, { ...message, active: false, updated_at: now })
    return false
  })
}

/** Where a sign-up message is to go. */
export type Place = { guild_id?: string | undefined; channel_id?: string | undefined }

/** A message that was wanted, and whether it took the place of another. */
export type Moved = { message: MessageRecord; replaced: boolean }

/** Puts the sign-up message into a channel; one that was there is retired. For managers. */
export async function moveMessage(context: Context, id: string, place: Place): Promise<Moved> {
  const entry = await enter(context, id)
  const active = entry.guilds.filter(({ status }) => status === 'active')
  const guild =
    place.guild_id === undefined
      ? active.length === 1
        ? active[0]
        : undefined
      : active.find(({ guild_id }) => guild_id === place.guild_id)
  if (!guild) {
    if (place.guild_id !== undefined) throw coreError('not_found')
    throw coreError('validation_error', { fields: { guild_id: ['This field is required.'] } })
  }
  const channel_id = place.channel_id ?? channelFor(guild)
  if (channel_id === null) {
    throw refuse('no_channel', { fields: { channel_id: ['This field is required.'] } })
  }
  const { members, actor } = context
  const owner = members.guildOfChannel(channel_id)
  if (owner !== null && owner !== guild.guild_id) throw coreError('not_found')
  await requireMessageChannels(context, guild.guild_id, { channel_id })
  // A command comes from a channel that is there; one that a request names may be none, and the old message would go.
  const isNamed = place.channel_id !== undefined && actor.source !== 'discord'
  if (isNamed && members.isIn(guild.guild_id) === true) {
    const takes = await members.takesMessages(guild.guild_id, channel_id)
    if (!takes) throw coreError('not_found')
  }
  return context.write(async (unit) => {
    const view = await lockEvent(unit, id)
    if (!view) throw coreError('not_found')
    requireManager({ rights: entry.rights, event: view.event })
    const posted = await postMessage(context, unit, { event: view.event, guild, channel_id })
    if (!posted) throw refuse('no_channel', { loc: ['body', 'channel_id'] })
    return posted
  })
}

const lookEveryMs = 25

/** A message with Discord's id, or as it is when the posting takes longer than `withinMs`. */
export async function untilPosted(
  context: Context,
  moved: Moved,
  withinMs: number,
): Promise<Moved> {
  const end = context.clock.now() + withinMs
  while (context.clock.now() < end) {
    const message = await loadMessage(context.database, moved.message.id)
    if (message?.discord_message_id) return { ...moved, message }
    await wait(context.clock, lookEveryMs)
  }
  return moved
}

/** Posts the messages of an event that were to come later. */
export async function postLater(context: Context, id: string): Promise<void> {
  await context.write(async (unit) => {
    const view = await lockEvent(unit, id)
    if (!view || isOver(view.event.state)) return
    const guilds = guildsOfOrg(await loadGuilds(unit), view.event.org_id)
    const posted = (await loadMessages(unit, id)).map(({ guild_id }) => guild_id)
    for (const guild of guildsOfEvent(view.event, guilds)) {
      // Somebody may have posted it by hand before.
      if (posted.includes(guild.guild_id)) continue
      await postMessage(context, unit, { event: view.event, guild })
    }
  })
}
