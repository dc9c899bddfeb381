import { GatewayIntentBits, MessageType } from 'discord-api-types/v10'
import type { Channel, Message, StoredMessage } from './entities.ts'
import { DiscordError, invalidForm, parseForm } from './errors.ts'
import { timestamp } from './forms.ts'
import {
  drawMessage,
  messageBody,
  type MessageBody,
  type MessageContext,
  type Upload,
} from './message-body.ts'
import { recallNonce, rememberNonce } from './nonces.ts'
import { bareMember, renderMessage } from './render.ts'
import type { World } from './world.ts'

function isEmpty(message: Message): boolean {
  return (
    message.content.trim() === '' &&
    message.embeds.length === 0 &&
    message.attachments.length === 0 &&
    message.components.length === 0 &&
    !message.poll
  )
}

function emptyMessage(): DiscordError {
  return new DiscordError(400, 50006, 'Cannot send an empty message')
}

function reference(
  world: World,
  context: MessageContext,
  body: MessageBody,
): Pick<Message, 'message_reference'> {
  const wanted = body.message_reference
  if (!wanted || wanted.type === 1) return {}
  const target = world.state.messages.get(context.channel.id)?.get(wanted.message_id)
  if (!target && wanted.fail_if_not_exists !== false)
    throw invalidForm([
      {
        path: ['message_reference'],
        code: 'MESSAGE_REFERENCE_UNKNOWN_MESSAGE',
        message: 'Unknown message',
      },
    ])
  const { guild_id } = context.channel
  return {
    message_reference: {
      type: 0,
      channel_id: context.channel.id,
      message_id: wanted.message_id,
      ...(guild_id === undefined ? {} : { guild_id }),
    },
  }
}

/** Tells everybody who may see a message about it: `MESSAGE_CREATE`, `MESSAGE_UPDATE`. */
function announce(world: World, t: string, stored: StoredMessage, channel: Channel): void {
  const { message, visible_to } = stored
  const guild = world.guildOf(channel)
  const member = guild?.members.get(message.author.id)
  world.dispatch({
    t,
    d: {
      ...renderMessage(world, stored),
      ...(guild ? { guild_id: guild.base.id } : {}),
      ...(member ? { member: bareMember(member) } : {}),
      channel_type: channel.type,
    },
    ...reach(channel),
    ...(visible_to === null ? {} : { users: [visible_to] }),
  })
}

/** Where dispatches about messages of a channel go. */
export function reach(channel: Channel): { channel_id: string; guild_id?: string; intent: number } {
  const { id, guild_id } = channel
  return guild_id === undefined
    ? { channel_id: id, intent: GatewayIntentBits.DirectMessages }
    : { channel_id: id, guild_id, intent: GatewayIntentBits.GuildMessages }
}

/**
 * Says something in a channel and tells everybody who sees it. Checks the form of the message and the limits of its
 * parts, not whether the author may write there. With `enforce_nonce` a repeated nonce gives back the first message.
 * Throws 400 50035 or 50006.
 */
export function createMessage(world: World, context: MessageContext, body: unknown): StoredMessage {
  const parsed = parseForm(messageBody, body)
  const known = parsed.enforce_nonce
    ? recallNonce(world, context.author_id, parsed.nonce)
    : undefined
  if (known) return known
  const { message, files } = drawMessage(world, context, parsed)
  const replied = reference(world, context, parsed)
  const { flags: _given, ...fields } = context.fields ?? {}
  const stored: StoredMessage = {
    message: {
      ...message,
      ...replied,
      ...fields,
      tts: parsed.tts ?? false,
      type: fields.type ?? (replied.message_reference ? MessageType.Reply : MessageType.Default),
      ...(parsed.nonce === null || parsed.nonce === undefined ? {} : { nonce: parsed.nonce }),
    },
    visible_to: context.visible_to ?? null,
    reactions: [],
    files,
  }
  if (!context.may_be_empty && isEmpty(stored.message)) throw emptyMessage()
  addMessage(world, context.channel, stored)
  if (parsed.enforce_nonce) rememberNonce(world, context.author_id, stored.message)
  return stored
}

function addMessage(world: World, channel: Channel, stored: StoredMessage): void {
  const { message } = stored
  const here = world.state.messages.get(channel.id) ?? new Map<string, StoredMessage>()
  world.state.messages.set(channel.id, here.set(message.id, stored))
  if (stored.visible_to === null) {
    channel.last_message_id = message.id
    if (channel.thread_metadata) {
      channel.message_count = (channel.message_count ?? 0) + 1
      channel.total_message_sent = (channel.total_message_sent ?? 0) + 1
    }
  }
  announce(world, 'MESSAGE_CREATE', stored, channel)
}

/**
 * Edits a message and tells everybody who sees it. `fields` may change the flags the service keeps (such as LOADING
 * being lifted) through `flags`, which then replace all flags. Does not check who edits. Throws 400 50035 or 50006.
 */
export function editMessage(
  world: World,
  stored: StoredMessage,
  body: unknown,
  options: { uploads?: readonly Upload[]; flags?: number; mentions?: 'all' | 'users' } = {},
): StoredMessage {
  const channel = world.channel(stored.message.channel_id)
  const from = options.flags === undefined ? stored : withFlags(stored, options.flags)
  const context: MessageContext = {
    channel,
    author_id: stored.message.author.id,
    ...(options.uploads ? { uploads: options.uploads } : {}),
    ...(options.mentions ? { mentions: options.mentions } : {}),
    fields: { flags: 0 },
  }
  const { message, files } = drawMessage(world, context, parseForm(messageBody, body), from)
  if (isEmpty(message)) throw emptyMessage()
  const edited = {
    ...from,
    message: { ...message, edited_timestamp: timestamp(world.clock.now()) },
    files,
  }
  replaceMessage(world, edited)
  return edited
}

function withFlags(stored: StoredMessage, flags: number): StoredMessage {
  return { ...stored, message: { ...stored.message, flags } }
}

/** Puts a changed message in the place of the old one and tells everybody who sees it. */
export function replaceMessage(world: World, stored: StoredMessage): void {
  const { channel_id, id } = stored.message
  world.state.messages.get(channel_id)?.set(id, stored)
  announce(world, 'MESSAGE_UPDATE', stored, world.channel(channel_id))
}

/** Removes messages of one channel and tells everybody who saw them; unknown ids are passed over. */
export function deleteMessages(world: World, channel: Channel, ids: readonly string[]): void {
  const here = world.state.messages.get(channel.id)
  const gone = ids.map((id) => here?.get(id)).filter((one) => one !== undefined)
  for (const { message } of gone) here?.delete(message.id)
  if (channel.thread_metadata)
    channel.message_count = Math.max((channel.message_count ?? 0) - gone.length, 0)
  const place = {
    channel_id: channel.id,
    ...(channel.guild_id === undefined ? {} : { guild_id: channel.guild_id }),
  }
  const shown = gone.filter((one) => one.visible_to === null).map((one) => one.message.id)
  for (const one of gone.filter(({ visible_to }) => visible_to !== null))
    world.dispatch({
      t: 'MESSAGE_DELETE',
      d: { id: one.message.id, ...place },
      ...reach(channel),
      users: [one.visible_to ?? ''],
    })
  const [first, ...others] = shown
  if (first !== undefined && others.length === 0)
    world.dispatch({ t: 'MESSAGE_DELETE', d: { id: first, ...place }, ...reach(channel) })
  else if (first !== undefined)
    world.dispatch({ t: 'MESSAGE_DELETE_BULK', d: { ids: shown, ...place }, ...reach(channel) })
}

/** Removes one message. */
export function deleteMessage(world: World, stored: StoredMessage): void {
  deleteMessages(world, world.channel(stored.message.channel_id), [stored.message.id])
}
