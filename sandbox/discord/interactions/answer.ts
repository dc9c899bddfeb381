import {
  InteractionResponseType as Callback,
  InteractionType,
  MessageFlags,
  MessageType,
} from 'discord-api-types/v10'
import { z } from 'zod'
import type { StoredMessage } from '../entities.ts'
import { DiscordError, invalidForm, parseForm } from '../errors.ts'
import { createMessage, editMessage } from '../messages.ts'
import type { Upload } from '../message-body.ts'
import { renderMessage } from '../render.ts'
import type { World } from '../world.ts'
import { acknowledge, tellPerson } from './lifecycle.ts'
import { modalSchema } from './modal-schema.ts'
import { botId } from './payload.ts'
import type { InteractionRecord, ShownResponse } from './record.ts'
import type { Interactions } from './store.ts'

/** An answer as it comes in by either door. */
export type Answer = {
  body: unknown
  uploads?: readonly Upload[] | undefined
  by?: 'inline' | 'callback'
}

const callbackBody = z.object({ type: z.number().int(), data: z.unknown().optional() })
const flagged = z.object({ flags: z.number().int() })
const deferredData = z.object({ flags: z.number().int().default(0) }).nullish()
const localizations = z.record(z.string(), z.string().max(100).nullable()).nullish()
const choicesData = z.object({
  choices: z
    .array(
      z.object({
        name: z.string().min(1).max(100),
        name_localizations: localizations,
        value: z.union([z.string().max(100), z.number()]),
      }),
    )
    .max(25),
})

// Type 10 is retired.
type Supported = Exclude<Callback, 10>

const answersBy: Readonly<Record<InteractionType, readonly Supported[]>> = {
  [InteractionType.Ping]: [Callback.Pong],
  [InteractionType.ApplicationCommand]: [
    Callback.ChannelMessageWithSource,
    Callback.DeferredChannelMessageWithSource,
    Callback.Modal,
  ],
  [InteractionType.MessageComponent]: [
    Callback.ChannelMessageWithSource,
    Callback.DeferredChannelMessageWithSource,
    Callback.DeferredMessageUpdate,
    Callback.UpdateMessage,
    Callback.Modal,
  ],
  [InteractionType.ApplicationCommandAutocomplete]: [Callback.ApplicationCommandAutocompleteResult],
  [InteractionType.ModalSubmit]: [
    Callback.ChannelMessageWithSource,
    Callback.DeferredChannelMessageWithSource,
  ],
}
const updates: readonly Supported[] = [Callback.DeferredMessageUpdate, Callback.UpdateMessage]

function checkType(record: InteractionRecord, type: number): Supported {
  const { type: kind, source_message_id: source } = record
  const updatable = kind === InteractionType.ModalSubmit && source !== undefined
  const allowed = [...answersBy[kind], ...(updatable ? updates : [])]
  const found = allowed.find((one) => one === type)
  if (found !== undefined) return found
  throw invalidForm([
    {
      path: ['type'],
      code: 'INTERACTION_CALLBACK_INVALID_TYPE',
      message: `Callback type ${type} cannot answer an interaction of type ${kind}`,
    },
  ])
}

// Older clients read who used which command from this field; Discord still sends it.
function usedCommand(world: World, record: InteractionRecord): object {
  const { id, type, command_name: name, user_id: userId } = record
  if (type !== InteractionType.ApplicationCommand) return {}
  return { interaction: { id, type, name, user: world.person(userId).user } }
}

/** What messages that answer this interaction carry besides what the application sends. */
export function answerContext(
  world: World,
  record: InteractionRecord,
  options: { ephemeral: boolean; reply_to?: string | undefined },
): Omit<Parameters<typeof createMessage>[1], 'uploads'> {
  const { application } = world.state
  const channel = world.channel(record.channel_id)
  const isCommand = record.command_name !== undefined && record.source_message_id === undefined
  const { reply_to: replyTo } = options
  const guild = channel.guild_id === undefined ? {} : { guild_id: channel.guild_id }
  const type = isCommand ? MessageType.ChatInputCommand : MessageType.Default
  return {
    channel,
    author_id: botId(world),
    mentions: 'users',
    fields: {
      application_id: application.id,
      webhook_id: application.id,
      interaction_metadata: record.metadata,
      ...usedCommand(world, record),
      type: replyTo === undefined ? type : MessageType.Reply,
      ...(replyTo === undefined
        ? {}
        : {
            message_reference: { type: 0, channel_id: channel.id, message_id: replyTo, ...guild },
          }),
    },
    ...(options.ephemeral ? { visible_to: record.user_id } : {}),
  }
}

/** The `flags` of message data as sent. */
export function flagsOf(data: unknown): number {
  const parsed = flagged.safeParse(data)
  return parsed.success ? parsed.data.flags : 0
}

function shownMessage(
  world: World,
  record: InteractionRecord,
  type: ShownResponse['type'],
  stored: StoredMessage,
): ShownResponse {
  return {
    type,
    message_id: stored.message.id,
    ephemeral: stored.visible_to !== null,
    data: renderMessage(world, stored, record.user_id),
  }
}

type Applied = { shown?: ShownResponse; stored?: StoredMessage }

function sayMessage(
  world: World,
  record: InteractionRecord,
  { body: data, uploads }: Answer,
): Applied {
  const ephemeral = (flagsOf(data) & MessageFlags.Ephemeral) !== 0
  const context = answerContext(world, record, { ephemeral, reply_to: record.source_message_id })
  const stored = createMessage(world, { ...context, uploads: uploads ?? [] }, data ?? {})
  return { stored, shown: shownMessage(world, record, Callback.ChannelMessageWithSource, stored) }
}

function sayLater(world: World, record: InteractionRecord, data: unknown): Applied {
  const flags = parseForm(deferredData, data)?.flags ?? 0
  const ephemeral = (flags & MessageFlags.Ephemeral) !== 0
  const context = answerContext(world, record, { ephemeral, reply_to: record.source_message_id })
  const shown = MessageFlags.Loading | (flags & MessageFlags.Ephemeral)
  const stored = createMessage(
    world,
    { ...context, fields: { ...context.fields, flags: shown }, may_be_empty: true },
    {},
  )
  return {
    stored,
    shown: shownMessage(world, record, Callback.DeferredChannelMessageWithSource, stored),
  }
}

function sourceOf(world: World, record: InteractionRecord): StoredMessage {
  return world.message(record.channel_id, record.source_message_id ?? '')
}

function update(world: World, record: InteractionRecord, { body: data, uploads }: Answer): Applied {
  const stored = editMessage(world, sourceOf(world, record), data ?? {}, {
    uploads: uploads ?? [],
    mentions: 'users',
  })
  return { stored, shown: shownMessage(world, record, Callback.UpdateMessage, stored) }
}

function offerChoices(world: World, record: InteractionRecord, data: unknown): Applied {
  const { choices } = parseForm(choicesData, data)
  const { locale } = world.person(record.user_id)
  record.choices = choices.map(({ name, name_localizations: names, value }) => ({
    name: names?.[locale] ?? name,
    value,
  }))
  tellPerson(world, record, 'APPLICATION_COMMAND_AUTOCOMPLETE_RESPONSE', {
    choices: record.choices,
  })
  return {
    shown: {
      type: Callback.ApplicationCommandAutocompleteResult,
      ephemeral: true,
      data: { choices: record.choices },
    },
  }
}

function openModal(world: World, record: InteractionRecord, data: unknown): Applied {
  const modal = parseForm(modalSchema, data)
  record.modal = { id: record.id, at: world.clock.now(), modal, open: true }
  const { id, name } = world.state.application
  tellPerson(world, record, 'INTERACTION_MODAL_CREATE', {
    ...modal,
    channel_id: record.channel_id,
    application: { id, name },
  })
  return { shown: { type: Callback.Modal, ephemeral: true, data: modal } }
}

function apply(world: World, record: InteractionRecord, type: Supported, answer: Answer): Applied {
  switch (type) {
    case Callback.ChannelMessageWithSource:
      return sayMessage(world, record, answer)
    case Callback.DeferredChannelMessageWithSource:
      return sayLater(world, record, answer.body)
    case Callback.DeferredMessageUpdate:
      return { stored: sourceOf(world, record), shown: { type, ephemeral: false, data: null } }
    case Callback.UpdateMessage:
      return update(world, record, answer)
    case Callback.ApplicationCommandAutocompleteResult:
      return offerChoices(world, record, answer.body)
    case Callback.Modal:
      return openModal(world, record, answer.body)
    case Callback.Pong:
    case Callback.LaunchActivity:
      return {}
  }
}

/**
 * Takes an application's first answer. Throws 404 10062 when it comes late, 400 40060 when there was one, 50035 when
 * it does not fit; then the interaction still waits
 * (https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-response-object).
 */
export function answerInteraction(
  world: World,
  interactions: Interactions,
  record: InteractionRecord,
  answer: Answer,
): StoredMessage | undefined {
  if (record.state === 'answered')
    throw new DiscordError(400, 40060, 'Interaction has already been acknowledged.')
  if (record.state === 'failed' || world.clock.now() > record.at + interactions.answerWithinMs)
    throw new DiscordError(404, 10062, 'Unknown interaction')
  const { type: sent, data } = parseForm(callbackBody, answer.body)
  const type = checkType(record, sent)
  const { stored, shown } = apply(world, record, type, { ...answer, body: data })
  if (stored !== undefined) {
    record.original_id = stored.message.id
    if (!updates.includes(type)) record.message_ids.push(stored.message.id)
  }
  closeModal(interactions, record)
  record.answered_by = answer.by ?? 'callback'
  acknowledge(world, interactions, record, { type, data, shown })
  return stored
}

// A modal closes when its submission was answered; until then the person may try again.
function closeModal(interactions: Interactions, record: InteractionRecord): void {
  const opener = record.opened_by === undefined ? undefined : interactions.byId(record.opened_by)
  if (opener?.modal !== undefined) opener.modal.open = false
}
