import { InteractionType } from 'discord-api-types/v10'
import type { APIMessageInteractionMetadata } from 'discord-api-types/v10'
import { DiscordError, missingAccess } from '../errors.ts'
import { canView } from '../permissions.ts'
import { randomText } from '../random-text.ts'
import type { World } from '../world.ts'
import { invokeCommand } from './invoke.ts'
import type { Place, Prepared } from './invoke.ts'
import { tellPerson } from './lifecycle.ts'
import { buildPayload, integrationOwners } from './payload.ts'
import type { PersonBody } from './person-body.ts'
import { pressComponent } from './press.ts'
import type { InteractionRecord } from './record.ts'
import type { Interactions } from './store.ts'
import { fillModal } from './submit.ts'

function placeOf(world: World, userId: string, body: PersonBody): Place {
  if (body.application_id !== world.state.application.id)
    throw new DiscordError(404, 10002, 'Unknown Application')
  const channel = world.channel(body.channel_id)
  if (typeof body.guild_id === 'string' && body.guild_id !== channel.guild_id)
    throw new DiscordError(404, 10003, 'Unknown Channel')
  if (!canView(world, channel, userId)) throw missingAccess()
  return { channel, user_id: userId }
}

function prepare(
  world: World,
  place: Place,
  body: PersonBody,
  opener: InteractionRecord | undefined,
): Prepared {
  switch (body.type) {
    case InteractionType.ApplicationCommand:
      return invokeCommand(world, place, body.data, false)
    case InteractionType.ApplicationCommandAutocomplete:
      return invokeCommand(world, place, body.data, true)
    case InteractionType.MessageComponent:
      return pressComponent(world, place, body)
    case InteractionType.ModalSubmit:
      return fillModal(world, place, body.data, opener)
  }
}

function metadataOf(
  world: World,
  place: Place,
  interaction: { id: string; type: InteractionType; prepared: Prepared },
  opener: InteractionRecord | undefined,
): APIMessageInteractionMetadata {
  const base = {
    id: interaction.id,
    user: world.person(place.user_id).user,
    authorizing_integration_owners: integrationOwners(place.channel),
  }
  if (interaction.type === InteractionType.MessageComponent)
    return {
      ...base,
      type: InteractionType.MessageComponent,
      interacted_message_id: interaction.prepared.source_message_id ?? '',
    }
  const opening = opener?.metadata
  if (opening !== undefined && opening.type !== InteractionType.ModalSubmit)
    return { ...base, type: InteractionType.ModalSubmit, triggering_interaction_metadata: opening }
  return { ...base, type: InteractionType.ApplicationCommand }
}

/**
 * Makes an interaction of what a person's client sends, without delivering it. Throws what Discord answers to the
 * client when this person cannot do this here.
 */
export function startInteraction(
  world: World,
  interactions: Interactions,
  userId: string,
  body: PersonBody,
): InteractionRecord {
  const place = placeOf(world, userId, body)
  const opener =
    body.type === InteractionType.ModalSubmit ? interactions.byId(body.data.id) : undefined
  const prepared = prepare(world, place, body, opener)
  const id = world.nextId()
  // Unguessable, as everyone who holds it may answer; real tokens hold the id in the same way.
  const token = Buffer.from(`interaction:${id}:${randomText(world, 96)}`).toString('base64url')
  const parts = { id, token, type: body.type, user_id: userId, channel: place.channel }
  const record = interactions.add({
    id,
    token,
    type: body.type,
    at: world.clock.now(),
    user_id: userId,
    channel_id: place.channel.id,
    guild_id: place.channel.guild_id,
    nonce: body.nonce,
    command_name: prepared.command_name,
    source_message_id: prepared.source_message_id,
    opened_by: opener?.id,
    metadata: metadataOf(world, place, { id, type: body.type, prepared }, opener),
    payload: buildPayload(world, { ...parts, data: prepared.data, message: prepared.message }),
    door: world.state.application.interactions_endpoint_url === null ? 'gateway' : 'http',
    state: 'waiting',
    message_ids: [],
    follow_ups: 0,
    responses: [],
  })
  tellPerson(world, record, 'INTERACTION_CREATE')
  return record
}
