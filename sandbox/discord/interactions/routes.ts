import type { FastifyInstance, FastifyRequest } from 'fastify'
import { InteractionResponseType, MessageFlags } from 'discord-api-types/v10'
import { z } from 'zod'
import type { SandboxContext } from '../../context.ts'
import type { StoredMessage } from '../entities.ts'
import { DiscordError, parseForm } from '../errors.ts'
import { renderMessage } from '../render.ts'
import { authenticate } from '../rest/auth.ts'
import type { World } from '../world.ts'
import { answerInteraction } from './answer.ts'
import { createCourier } from './deliver.ts'
import { deleteByToken, editByToken, followUp, interactionByToken, messageOf } from './follow-up.ts'
import { inspect } from './inspector.ts'
import { discordWaitsMs } from './lifecycle.ts'
import { mayUseCommand } from './invoke.ts'
import { botId } from './payload.ts'
import { personBody } from './person-body.ts'
import type { InteractionRecord } from './record.ts'
import { startInteraction } from './start.ts'
import { createInteractions } from './store.ts'
import type { Interactions } from './store.ts'

const callbackParams = z.object({ interaction_id: z.string(), interaction_token: z.string() })
const tokenParams = z.object({ webhook_id: z.string(), webhook_token: z.string() })
const messageParams = tokenParams.extend({ message_id: z.string() })
const callbackQuery = z.object({
  with_response: z.enum(['true', 'True', '1', 'false', 'False', '0']).optional(),
})
const sinceQuery = z.object({ since: z.coerce.number().int().default(0) })

// The official description knows a resource for these only.
const withResource: readonly InteractionResponseType[] = [
  InteractionResponseType.ChannelMessageWithSource,
  InteractionResponseType.UpdateMessage,
]

/** What the callback route tells with `with_response=true`. */
function callbackResponse(
  world: World,
  record: InteractionRecord,
  stored: StoredMessage | undefined,
): object {
  const type = record.answer?.type
  const flags = stored?.message.flags ?? 0
  return {
    interaction: {
      id: record.id,
      type: record.type,
      ...(stored === undefined
        ? {}
        : {
            response_message_id: stored.message.id,
            response_message_loading: (flags & MessageFlags.Loading) !== 0,
            response_message_ephemeral: stored.visible_to !== null,
          }),
    },
    ...(stored !== undefined && type !== undefined && withResource.includes(type)
      ? { resource: { type, message: renderMessage(world, stored, botId(world)) } }
      : {}),
  }
}

function registerPeople(
  app: FastifyInstance,
  context: SandboxContext,
  interactions: Interactions,
): void {
  const { world } = context
  const courier = createCourier(context, interactions)
  app.addHook('onClose', async () => courier.close())
  app.post('/api/v10/interactions', async (request, reply) => {
    const actor = authenticate(world, request.headers.authorization)
    if (actor.kind !== 'person') throw new DiscordError(403, 20001, 'Bots cannot use this endpoint')
    const body = parseForm(personBody, request.body)
    courier.deliver(startInteraction(world, interactions, actor.user_id, body))
    return reply.code(204).send()
  })
  app.get('/api/v10/channels/:channel_id/application-command-index', async (request) => {
    const actor = authenticate(world, request.headers.authorization)
    const params = z.object({ channel_id: z.string() }).parse(request.params)
    const place = { channel: world.channel(params.channel_id), user_id: actor.user_id }
    const commands = [...world.state.commands.values()]
    const { id, name, description } = world.state.application
    return {
      applications: [{ id, name, description }],
      application_commands: commands.filter((command) => mayUseCommand(world, command, place)),
    }
  })
}

function registerCallback(app: FastifyInstance, world: World, interactions: Interactions): void {
  app.post(
    '/api/v10/interactions/:interaction_id/:interaction_token/callback',
    async (request, reply) => {
      const params = callbackParams.parse(request.params)
      const { with_response: withResponse = 'false' } = parseForm(callbackQuery, request.query)
      const record = interactions.byId(params.interaction_id)
      if (record === undefined || record.token !== params.interaction_token)
        throw new DiscordError(404, 10062, 'Unknown interaction')
      const answer = { body: request.body, uploads: request.uploads }
      const stored = answerInteraction(world, interactions, record, answer)
      if (!['true', 'True', '1'].includes(withResponse)) return reply.code(204).send()
      return callbackResponse(world, record, stored)
    },
  )
}

function registerByToken(app: FastifyInstance, world: World, interactions: Interactions): void {
  const url = '/api/v10/webhooks/:webhook_id/:webhook_token'
  const show = (stored: StoredMessage): object => renderMessage(world, stored, botId(world))
  const find = (request: FastifyRequest): { record: InteractionRecord; stored: StoredMessage } => {
    const params = messageParams.parse(request.params)
    const record = interactionByToken(world, interactions, params)
    return { record, stored: messageOf(world, record, params.message_id) }
  }
  app.post(url, async (request) => {
    const record = interactionByToken(world, interactions, tokenParams.parse(request.params))
    return show(
      followUp(world, interactions, record, { body: request.body, uploads: request.uploads }),
    )
  })
  app.get(`${url}/messages/:message_id`, async (request) => show(find(request).stored))
  app.patch(`${url}/messages/:message_id`, async (request) => {
    const { record, stored } = find(request)
    const edit = { stored, body: request.body, uploads: request.uploads }
    return show(editByToken(world, interactions, record, edit))
  })
  app.delete(`${url}/messages/:message_id`, async (request, reply) => {
    const { record, stored } = find(request)
    deleteByToken(world, interactions, record, stored)
    return reply.code(204).send()
  })
}

/**
 * Adds what people's clients send to use an application, what applications answer, and the inspector's list. The
 * returned store is for those who watch interactions.
 */
export function registerInteractionRoutes(
  app: FastifyInstance,
  context: SandboxContext,
  answerWithinMs: number = discordWaitsMs,
): Interactions {
  const { world } = context
  const interactions = createInteractions(world, answerWithinMs)
  registerPeople(app, context, interactions)
  registerCallback(app, world, interactions)
  registerByToken(app, world, interactions)
  app.get('/_control/interactions', async (request) => {
    const { since } = sinceQuery.parse(request.query)
    return interactions.since(since).map((record) => inspect(world, record))
  })
  return interactions
}
