import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { SandboxContext } from '../../context.ts'
import { ControlError } from '../../control/errors.ts'
import { findPerson } from '../../control/names.ts'
import type { Person } from '../entities.ts'
import { googleAct, performAtGoogle } from '../../google/acts.ts'
import { DiscordError } from '../errors.ts'
import type { ShownResponse } from './record.ts'
import type { Interactions } from './store.ts'
import { actBody, requestBody, stateBody, useBody } from './act/act-body.ts'
import type { Act, RequestAct, UseAct } from './act/act-body.ts'
import { inboxOf } from './act/inbox.ts'
import { addPeople } from './act/people.ts'
import type { PersonRequest } from './act/request-acts.ts'
import { requestOf } from './act/request-acts.ts'
import { doState } from './act/state-acts.ts'
import { useOf } from './act/use-acts.ts'
import { hearingIntents, waitForAnswer, watchReplies } from './act/waiting.ts'

/** What POST /_control/act answers. */
type ActResult = {
  ok: boolean
  elapsed_ms: number
  door: 'gateway' | 'http'
  responses: ShownResponse[]
  modal?: object
  choices?: object[]
  /** What REST answered to the person's request. */
  result?: unknown
  error?: string
  /** How Discord refused: status and JSON error. */
  refusal?: { status: number; body: unknown }
}

/** Says whether any connected bot asked for one of these intents; without it, nobody can answer a plain message. */
export type Listening = { hears(intents: number): boolean }

type Acting = {
  app: FastifyInstance
  context: SandboxContext
  interactions: Interactions
  listening: Listening | undefined
}
type Outcome = Partial<ActResult>

const refused = z.looseObject({ message: z.string().optional(), code: z.number().optional() })
const messageResult = z.object({ channel_id: z.string() })

function refusal(status: number, body: unknown): Outcome {
  const parsed = refused.safeParse(body)
  const { message = 'Refused', code = 0 } = parsed.success ? parsed.data : {}
  return { ok: false, error: `${code}: ${message}`, refusal: { status, body } }
}

async function send(
  app: FastifyInstance,
  person: Person,
  wanted: PersonRequest,
): Promise<{ status: number; body: unknown }> {
  const answer = await app.inject({
    method: wanted.method,
    url: `/api/v10${wanted.path}`,
    headers: { authorization: person.user.bot ? `Bot ${person.token}` : person.token },
    ...(wanted.body === undefined ? {} : { payload: wanted.body }),
  })
  return { status: answer.statusCode, body: answer.body === '' ? undefined : answer.json() }
}

async function use(acting: Acting, person: Person, act: UseAct): Promise<Outcome> {
  const { app, context, interactions } = acting
  const { world } = context
  const nonce = world.nextId()
  const body = {
    application_id: world.state.application.id,
    session_id: 'control',
    nonce,
    ...useOf(world, interactions, person.user.id, act),
  }
  const { status, body: answer } = await send(app, person, {
    method: 'POST',
    path: '/interactions',
    body,
  })
  if (status !== 204) return refusal(status, answer)
  const record = interactions.byNonce(nonce)
  if (record === undefined) return { ok: false, error: 'timeout' }
  await waitForAnswer(world, interactions, record, act.wait_ms ?? 0)
  const late = record.state === 'waiting' || (record.elapsed_ms ?? 0) >= interactions.answerWithinMs
  return {
    ok: record.state === 'answered',
    door: record.door,
    responses: record.responses,
    ...(record.elapsed_ms === undefined ? {} : { elapsed_ms: record.elapsed_ms }),
    ...(record.modal === undefined ? {} : { modal: { id: record.id, ...record.modal.modal } }),
    ...(record.choices === undefined ? {} : { choices: record.choices }),
    ...(record.state === 'answered'
      ? {}
      : { error: late ? 'timeout' : (record.reason ?? 'timeout') }),
  }
}

async function request(acting: Acting, person: Person, act: RequestAct): Promise<Outcome> {
  const { app, context, interactions, listening } = acting
  const { world } = context
  const wanted = requestOf(world, person.user.id, act)
  const place = messageResult.safeParse({ channel_id: /^\/channels\/(\d+)/.exec(wanted.path)?.[1] })
  const channelId = place.success ? place.data.channel_id : ''
  const watch = watchReplies(world, { channel_id: channelId, user_id: person.user.id })
  try {
    const { status, body } = await send(app, person, wanted)
    if (status >= 400) return refusal(status, body)
    const mayReply = act.do === 'message' && (listening?.hears(hearingIntents) ?? true)
    if (act.wait_ms !== undefined) await watch.wait(act.wait_ms, false)
    else if (mayReply) await watch.wait(interactions.answerWithinMs, true)
    return { responses: watch.replies, ...(body === undefined ? {} : { result: body }) }
  } finally {
    watch.stop()
  }
}

function dispatchAct(acting: Acting, person: Person, act: Act): Outcome | Promise<Outcome> {
  const used = useBody.safeParse(act)
  if (used.success) return use(acting, person, used.data)
  const requested = requestBody.safeParse(act)
  if (requested.success) return request(acting, person, requested.data)
  doState(acting.context.world, person.user.id, stateBody.parse(act))
  return {}
}

async function perform(acting: Acting, person: Person, act: Act): Promise<Outcome> {
  try {
    return await dispatchAct(acting, person, act)
  } catch (error) {
    if (error instanceof DiscordError) return refusal(error.status, error.toJSON())
    throw error
  }
}

const inboxQuery = z.object({ as: z.string() })
const peopleBody = z.object({ count: z.number().int().min(1).max(10_000) })

/** Adds the short cuts by which tests and pages let people act, and look at what those were shown. */
export function registerAct(
  app: FastifyInstance,
  context: SandboxContext,
  interactions: Interactions,
  listening?: Listening,
): void {
  const acting: Acting = { app, context, interactions, listening }
  void app.register(async (scope) => {
    scope.setErrorHandler(async (error, _request, reply) => {
      const status = error instanceof ControlError ? error.status : 400
      const text = error instanceof z.ZodError ? z.prettifyError(error) : errorText(error)
      return reply.code(status).send({ error: text })
    })
    addActRoutes(scope, acting)
  })
}

function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function addActRoutes(scope: FastifyInstance, acting: Acting): void {
  const { interactions } = acting
  const { world } = acting.context
  scope.post('/_control/act', async (incoming): Promise<ActResult | object> => {
    const atGoogle = googleAct.safeParse(incoming.body)
    if (atGoogle.success) return performAtGoogle(acting.context, atGoogle.data)
    const act = actBody.parse(incoming.body)
    const person = findPerson(world, act.as)
    const begun = world.clock.now()
    const outcome = await perform(acting, person, act)
    const door = world.state.application.interactions_endpoint_url === null ? 'gateway' : 'http'
    return { ok: true, elapsed_ms: world.clock.now() - begun, door, responses: [], ...outcome }
  })
  scope.get('/_control/inbox', async (incoming) => {
    const query = inboxQuery.parse(incoming.query)
    return inboxOf(world, interactions, findPerson(world, query.as).user.id)
  })
  scope.post('/_control/people', async (incoming) =>
    addPeople(world, peopleBody.parse(incoming.body).count),
  )
}
