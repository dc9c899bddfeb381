import { createHash } from 'node:crypto'
import { Routes } from 'discord-api-types/v10'
import { z } from 'zod'
import type { MessageBody } from '../message.ts'
import type { DiscordRest, RestCall } from './rest.ts'
import type { Lane } from './lanes.ts'

/** What we keep of a message that Discord shows us. */
export const postedMessage = z.object({ id: z.string(), channel_id: z.string() })
/** A message that exists. */
export type PostedMessage = z.infer<typeof postedMessage>

/** A nonce of at most 25 characters from any key: equal keys, equal nonces. */
export function nonceOf(...key: string[]): string {
  return createHash('sha256').update(key.join('\n')).digest('base64url').slice(0, 22)
}

/** A message's JSON and its files, which travel beside it. */
export function apart<Body extends object>(
  whole: Body & Pick<MessageBody, 'files'>,
): { body: Omit<Body, 'files'>; files: Pick<RestCall, 'files'> } {
  const { files, ...body } = whole
  return { body, files: files && files.length > 0 ? { files: [...files] } : {} }
}

/**
 * Posts a message. Discord answers a second post with the same nonce within some minutes with the
 * first message, so that an unknown outcome may be repeated.
 */
export function createMessage(
  rest: DiscordRest,
  channelId: string,
  message: { body: MessageBody; nonce: string; lane?: Lane },
): Promise<PostedMessage> {
  const { body: whole, nonce, lane = 'bulk' } = message
  const { body, files } = apart(whole)
  return rest.call(
    {
      method: 'POST',
      path: Routes.channelMessages(channelId),
      lane,
      repeatable: true,
      body: { ...body, nonce, enforce_nonce: true },
      ...files,
    },
    postedMessage,
  )
}

/** Replaces a message of the bot; what the body leaves out is emptied. */
export async function editMessage(
  rest: DiscordRest,
  at: { channelId: string; messageId: string },
  body: MessageBody,
): Promise<void> {
  const path = Routes.channelMessage(at.channelId, at.messageId)
  await rest.send({ method: 'PATCH', path, lane: 'edits', body: wholeBody(body) })
}

/** A body in which every part is named, so that an edit never keeps an old part. */
export function wholeBody(body: MessageBody): MessageBody {
  return { content: '', embeds: [], components: [], ...body }
}

/** Sends a direct message; throws the refusal 50007 when the person does not accept any. */
export async function sendDirectMessage(
  rest: DiscordRest,
  userId: string,
  message: { body: MessageBody; nonce: string },
): Promise<PostedMessage> {
  const channel = await rest.call(
    {
      method: 'POST',
      path: Routes.userChannels(),
      lane: 'bulk',
      repeatable: true,
      body: { recipient_id: userId },
    },
    z.object({ id: z.string() }),
  )
  return createMessage(rest, channel.id, message)
}
