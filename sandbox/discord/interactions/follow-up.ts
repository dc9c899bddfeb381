import { MessageFlags } from 'discord-api-types/v10'
import type { StoredMessage } from '../entities.ts'
import { DiscordError } from '../errors.ts'
import { createMessage, deleteMessage, editMessage } from '../messages.ts'
import { renderMessage } from '../render.ts'
import type { World } from '../world.ts'
import { answerContext, flagsOf } from './answer.ts'
import type { Answer } from './answer.ts'
import { tokenLivesMs } from './lifecycle.ts'
import { botId } from './payload.ts'
import type { InteractionRecord } from './record.ts'
import type { Interactions } from './store.ts'

// For an application that only the user has installed.
const followUpsWithoutBot = 5

/**
 * The interaction behind a by-token route. Throws 404 10015 before it was answered, and 401 50027 when the token is
 * older than 15 minutes.
 */
export function interactionByToken(
  world: World,
  interactions: Interactions,
  route: { webhook_id: string; webhook_token: string },
): InteractionRecord {
  const record = interactions.byToken(route.webhook_token)
  if (record === undefined || route.webhook_id !== world.state.application.id)
    throw new DiscordError(404, 10015, 'Unknown Webhook')
  if (world.clock.now() > record.at + tokenLivesMs)
    throw new DiscordError(401, 50027, 'Invalid Webhook Token')
  if (record.state !== 'answered') throw new DiscordError(404, 10015, 'Unknown Webhook')
  return record
}

/** A message that the token gives access to: `@original`, or one that it made. Throws 404 10008. */
export function messageOf(
  world: World,
  record: InteractionRecord,
  messageId: string,
): StoredMessage {
  const id = messageId === '@original' ? record.original_id : messageId
  const known = id !== undefined && (id === record.original_id || record.message_ids.includes(id))
  if (!known) throw new DiscordError(404, 10008, 'Unknown Message')
  return world.message(record.channel_id, id)
}

function noteResponse(
  world: World,
  interactions: Interactions,
  record: InteractionRecord,
  stored: StoredMessage,
): void {
  const data = renderMessage(world, stored, record.user_id)
  const known = record.responses.find((response) => response.message_id === stored.message.id)
  if (known !== undefined) known.data = data
  else
    record.responses.push({
      type: 0,
      message_id: stored.message.id,
      ephemeral: stored.visible_to !== null,
      data,
    })
  interactions.changed(record)
}

/** Edits a message by token; a deferred answer stops loading by it. */
export function editByToken(
  world: World,
  interactions: Interactions,
  record: InteractionRecord,
  edit: { stored: StoredMessage } & Answer,
): StoredMessage {
  const { stored, body, uploads } = edit
  const { flags } = stored.message
  const edited = editMessage(world, stored, body ?? {}, {
    uploads: uploads ?? [],
    mentions: 'users',
    ...(flags & MessageFlags.Loading ? { flags: flags & ~MessageFlags.Loading } : {}),
  })
  noteResponse(world, interactions, record, edited)
  return edited
}

/**
 * Says more after the first answer. The first follow-up of a deferred answer becomes that answer and stays as private
 * as it was announced (https://docs.discord.com/developers/interactions/receiving-and-responding#followup-messages).
 */
export function followUp(
  world: World,
  interactions: Interactions,
  record: InteractionRecord,
  answer: Answer,
): StoredMessage {
  const original = record.original_id
  const first =
    original === undefined ? undefined : world.state.messages.get(record.channel_id)?.get(original)
  if (first !== undefined && first.message.flags & MessageFlags.Loading)
    return editByToken(world, interactions, record, { stored: first, ...answer })
  const guild = record.guild_id === undefined ? undefined : world.state.guilds.get(record.guild_id)
  if (
    guild !== undefined &&
    !guild.members.has(botId(world)) &&
    record.follow_ups >= followUpsWithoutBot
  )
    throw new DiscordError(
      400,
      40094,
      'This interaction has reached the maximum number of follow up messages.',
    )
  const ephemeral = (flagsOf(answer.body) & MessageFlags.Ephemeral) !== 0
  const replyTo = first?.message.id
  const context = answerContext(world, record, { ephemeral, reply_to: replyTo })
  const stored = createMessage(
    world,
    { ...context, uploads: answer.uploads ?? [] },
    answer.body ?? {},
  )
  record.follow_ups += 1
  record.message_ids.push(stored.message.id)
  noteResponse(world, interactions, record, stored)
  return stored
}

/** Deletes a message by token. */
export function deleteByToken(
  world: World,
  interactions: Interactions,
  record: InteractionRecord,
  stored: StoredMessage,
): void {
  deleteMessage(world, stored)
  interactions.changed(record)
}
