import { MessageFlags } from 'discord-api-types/v10'
import type { APIAttachment } from 'discord-api-types/v10'
import { z } from 'zod'
import { eachComponent, type Component } from './components.ts'
import { embedList, isBlankEmbed, renderEmbed, type Embed } from './embeds.ts'
import type { Channel, Message, StoredMessage } from './entities.ts'
import { DiscordError, invalidForm } from './errors.ts'
import { int, snowflake, timestamp } from './forms.ts'
import { parseComponents, resolveMedia, type ResolvedMedia } from './layout.ts'
import { allowedMentions, findMentions } from './mentions.ts'
import { makeMessage } from './objects.ts'
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
/** What a sender may say about a message, when sending or editing. */
export const messageBody = z.object({
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
/** A parsed `messageBody`. */
export type MessageBody = z.output<typeof messageBody>

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

function embedsOf(
  body: MessageBody,
  old: Message | undefined,
  resolve: (url: string) => string,
): Embed[] {
  if (body.embeds === undefined) return old?.embeds ?? []
  const shown = (body.embeds ?? []).filter((one) => !isBlankEmbed(one))
  return shown.map((one) => renderEmbed(one, resolve))
}

function contentOf(body: MessageBody, old: Message | undefined): string {
  return (body.content === undefined ? old?.content : body.content)?.trim() ?? ''
}

function componentsOf(
  body: MessageBody,
  old: Message | undefined,
  v2: boolean,
  resolve: (url: string) => ResolvedMedia,
): Component[] {
  if (body.components === undefined) return old?.components ?? []
  return resolveMedia(parseComponents(body.components ?? [], v2), resolve)
}

/** Finds what an address leads to: `attachment://name` is one of the message's files, others stay. */
function resolver(
  world: World,
  attachments: readonly APIAttachment[],
): (url: string) => ResolvedMedia {
  const scheme = 'attachment://'
  return (url) => {
    const name = url.startsWith(scheme) ? url.slice(scheme.length) : undefined
    const found = attachments.find((one) => one.filename === name)
    const shown = found?.url ?? url
    return {
      media: { id: found?.id ?? world.nextId(), url: shown, proxy_url: shown },
      ...(found ? { file: { name: found.filename, size: found.size } } : {}),
    }
  }
}

function keptAttachments(body: MessageBody, old: Message | undefined): APIAttachment[] {
  const listed = body.attachments?.map((one) => one.id)
  return (old?.attachments ?? []).filter((one) => listed?.includes(one.id) ?? true)
}

function blank(world: World, context: MessageContext): Message {
  return makeMessage({
    id: world.nextId(),
    channel_id: context.channel.id,
    author: world.person(context.author_id).user,
    timestamp: timestamp(world.clock.now()),
    content: '',
  })
}

/** By an edit only SUPPRESS_EMBEDS can be set and lifted, and layout components be switched on. */
function nextFlags(old: number, sent: number | null | undefined): number {
  if (typeof sent !== 'number') return old
  const lifted = old & ~MessageFlags.SuppressEmbeds
  return lifted | (sent & (MessageFlags.SuppressEmbeds | MessageFlags.IsComponentsV2))
}

/** The message that a body makes: a new one, or `before` with the changes that the body asks for. */
export function drawMessage(
  world: World,
  context: MessageContext,
  body: MessageBody,
  before?: StoredMessage,
): Pick<StoredMessage, 'files' | 'message'> {
  const old = before?.message
  const flags = old
    ? nextFlags(old.flags, body.flags)
    : (context.fields?.flags ?? 0) | ((body.flags ?? 0) & settable)
  const v2 = Boolean(flags & MessageFlags.IsComponentsV2)
  if (v2) checkLayout(body)
  const fresh = attach(world, context.channel, context.uploads ?? [], body.attachments)
  const attachments = [...keptAttachments(body, old), ...fresh.attachments]
  const resolve = resolver(world, attachments)
  const content = v2 ? '' : contentOf(body, old)
  const components = componentsOf(body, old, v2, resolve)
  const mentioned = findMentions(world, {
    text: textOf(content, components),
    channel: context.channel,
    author_id: context.author_id,
    allowed: body.allowed_mentions ?? undefined,
    fallback: context.mentions ?? 'all',
  })
  const embeds = v2 ? [] : embedsOf(body, old, (url) => resolve(url).media.url)
  const base = old ?? blank(world, context)
  return {
    message: { ...base, ...mentioned, content, embeds, components, attachments, flags },
    files: new Map([...(before?.files ?? []), ...fresh.files]),
  }
}
