import { GatewayIntentBits, MessageFlags, MessageType } from 'discord-api-types/v10'
import type { APIAttachment } from 'discord-api-types/v10'
import { z } from 'zod'
import { eachComponent, type Component } from './components.ts'
import { embedList, isBlankEmbed, renderEmbed } from './embeds.ts'
import type { Channel, Message, StoredMessage } from './entities.ts'
import { DiscordError, invalidForm, parseForm } from './errors.ts'
import { int, snowflake, timestamp } from './forms.ts'
import { parseComponents, resolveMedia } from './layout.ts'
import { allowedMentions, findMentions } from './mentions.ts'
import { recallNonce, rememberNonce } from './nonces.ts'
import { bareMember, renderMessage } from './render.ts'
import type { World } from './world.ts'

/** A file that came with a multipart request; `index` is the n of `files[n]`. */
export type Upload = { index: string; filename: string; content_type: string; data: Buffer }

/** Where a message goes, from whom, and what the service itself decides about it. */
export type MessageContext = {
  channel: Channel
  author_id: string
  uploads?: readonly Upload[]
  /** Fields that a sender cannot set. `flags` are added to those that were sent. */
  fields?: Partial<
    Pick<
      Message,
      | 'type'
      | 'interaction_metadata'
      | 'interaction'
      | 'application_id'
      | 'webhook_id'
      | 'message_reference'
    >
  > & { flags?: number }
  /** The only reader, for ephemeral messages. */
  visible_to?: string
  /** What pings when `allowed_mentions` is not sent: all in plain messages, users in interaction answers. */
  mentions?: 'all' | 'users'
  /** A deferred answer or a notice of the service may be empty. */
  may_be_empty?: boolean
}

const attachmentBody = z.object({
  id: z.union([snowflake, z.number()]).transform(String),
  filename: z.string().max(1024).nullish(),
  description: z.string().max(1024).nullish(),
})
const messageBody = z.object({
  content: z
    .preprocess(
      (value) => (typeof value === 'number' ? String(value) : value),
      z.string().max(2000),
    )
    .nullish(),
  tts: z.boolean().nullish(),
  nonce: z.union([z.string().max(25), z.number().int()]).nullish(),
  enforce_nonce: z.boolean().nullish(),
  embeds: embedList.nullish(),
  allowed_mentions: allowedMentions.nullish(),
  components: z.array(z.unknown()).nullish(),
  flags: int.nullish(),
  attachments: z.array(attachmentBody).max(10).nullish(),
  message_reference: z
    .object({
      type: int.optional(),
      message_id: snowflake,
      channel_id: snowflake.nullish(),
      guild_id: snowflake.nullish(),
      fail_if_not_exists: z.boolean().nullish(),
    })
    .nullish(),
  sticker_ids: z.array(snowflake).max(3).nullish(),
  poll: z.never().nullish(),
})
type MessageBody = z.output<typeof messageBody>

const settable =
  MessageFlags.SuppressEmbeds |
  MessageFlags.Ephemeral |
  MessageFlags.SuppressNotifications |
  MessageFlags.IsVoiceMessage |
  MessageFlags.IsComponentsV2
const mostUploadBytes = 10 * 1024 * 1024

function attach(
  world: World,
  channel: Channel,
  uploads: readonly Upload[],
  described: MessageBody['attachments'],
): { attachments: APIAttachment[]; files: Map<string, string> } {
  const files = new Map<string, string>()
  if (uploads.length > 10)
    throw invalidForm([
      {
        path: ['attachments'],
        code: 'BASE_TYPE_MAX_LENGTH',
        message: 'Must be 10 or fewer in length.',
      },
    ])
  const attachments = uploads.map((upload) => {
    if (upload.data.length > mostUploadBytes)
      throw new DiscordError(413, 40005, 'Request entity too large')
    const id = world.nextId()
    const about = described?.find((one) => one.id === upload.index)
    const filename = (about?.filename ?? upload.filename).replaceAll(/[^\p{L}\p{N}._-]/gu, '_')
    const url = `${world.origin()}/attachments/${channel.id}/${id}/${encodeURIComponent(filename)}`
    files.set(id, upload.data.toString('base64'))
    return {
      id,
      filename,
      size: upload.data.length,
      url,
      proxy_url: url,
      content_type: upload.content_type,
      ...(about?.description ? { description: about.description } : {}),
    }
  })
  return { attachments, files }
}

function checkLayout(body: MessageBody): void {
  const refused = (['content', 'embeds', 'poll', 'sticker_ids'] as const).filter((key) => {
    const value = body[key]
    return typeof value === 'string' || Array.isArray(value) ? value.length > 0 : Boolean(value)
  })
  if (refused.length === 0) return
  throw invalidForm(
    refused.map((key) => ({
      path: [key],
      code: 'MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2',
      message: `The '${key}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2`,
    })),
  )
}

function textOf(content: string, components: readonly Component[]): string {
  const displays = [...eachComponent(components)].map((one) => one.content ?? '')
  return [content, ...displays].join('\n')
}

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

/** What a body says about a message, whether it is new or edited. */
function draw(
  world: World,
  context: MessageContext,
  body: MessageBody,
  before: StoredMessage | undefined,
): Pick<StoredMessage, 'files' | 'message'> {
  const sent = (body.flags ?? 0) & settable
  const flags = (context.fields?.flags ?? 0) | sent
  const v2 = Boolean((flags | (before?.message.flags ?? 0)) & MessageFlags.IsComponentsV2)
  if (v2) checkLayout(body)
  const { attachments, files } = attach(
    world,
    context.channel,
    context.uploads ?? [],
    body.attachments,
  )
  const old = before?.message
  const keep = old?.attachments.filter(
    (one) => !body.attachments || body.attachments.some((listed) => listed.id === one.id),
  )
  const all = [...(keep ?? []), ...attachments]
  const resolve = (url: string): string =>
    url.startsWith('attachment://')
      ? (all.find((one) => one.filename === url.slice('attachment://'.length))?.url ?? url)
      : url
  const parsed =
    body.components === undefined ? undefined : parseComponents(body.components ?? [], v2)
  const embeds = body.embeds?.filter((one) => !isBlankEmbed(one))
  const content = v2 ? '' : body.content === undefined ? (old?.content ?? '') : (body.content ?? '')
  const components = parsed ? resolveMedia(parsed, resolve) : (old?.components ?? [])
  const mentioned = findMentions(world, {
    text: textOf(content, components),
    channel: context.channel,
    author_id: context.author_id,
    allowed: body.allowed_mentions ?? undefined,
    fallback: context.mentions ?? 'all',
  })
  const message: Message = {
    ...(old ?? blank(world, context)),
    ...mentioned,
    content: content.trim(),
    embeds: v2
      ? []
      : body.embeds === undefined
        ? (old?.embeds ?? [])
        : (embeds ?? []).map((one) => renderEmbed(one, resolve)),
    components,
    attachments: all,
    flags: old ? nextFlags(old.flags, body.flags) : flags,
  }
  return { message, files: new Map([...(before?.files ?? []), ...files]) }
}

/** By an edit only SUPPRESS_EMBEDS can be set and lifted, and layout components be switched on. */
function nextFlags(old: number, sent: number | null | undefined): number {
  if (typeof sent !== 'number') return old
  const lifted = old & ~MessageFlags.SuppressEmbeds
  return lifted | (sent & (MessageFlags.SuppressEmbeds | MessageFlags.IsComponentsV2))
}

function blank(world: World, context: MessageContext): Message {
  return {
    id: world.nextId(),
    channel_id: context.channel.id,
    type: MessageType.Default,
    author: world.person(context.author_id).user,
    timestamp: timestamp(world.clock.now()),
    edited_timestamp: null,
    content: '',
    tts: false,
    mention_everyone: false,
    mentions: [],
    mention_roles: [],
    attachments: [],
    embeds: [],
    components: [],
    pinned: false,
    flags: 0,
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
  const { message, files } = draw(world, context, parsed, undefined)
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
  const { message, files } = draw(world, context, parseForm(messageBody, body), from)
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
