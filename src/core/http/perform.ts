import { createContext, type Context, type Services } from '../context.ts'
import { AppError, coreError } from '../errors.ts'
import { hashRequest, refuseRepetition, Replay, storeAnswer, type InboxEntry } from '../inbox.ts'
import type { Texts } from '../i18n/texts.ts'
import type { Caller } from './caller.ts'
import { contentTag, tagMatches } from './etag.ts'
import { answerAgain, keepAnswer, keepRefusal } from './kept-answer.ts'
import { inShapeOf, parseInput, type RawInput } from './input.ts'
import type { AnyRoute, RouteAnswer, RouteInput } from './route.ts'

/** One request of a route, before it is checked. */
export type RouteCall = RawInput & {
  caller: Caller
  /** Who repeats a request: a person, a key or an address. */
  callerKey: string
}

/** Whether a repetition must be refused in the same way; what passes by itself may be tried again. */
function isFinal({ status, code }: AppError): boolean {
  const passes = status === 401 || status === 429 || status >= 500
  return !passes && !code.startsWith('idempotency_')
}

type Input = RouteInput<unknown, unknown, unknown>

function idempotencyKey(route: AnyRoute, headers: Input['headers']): string | undefined {
  const key = headers['idempotency-key']
  if (key === undefined || route.method === 'GET' || route.ownIdempotency) return undefined
  if (!/^[\x20-\x7e]{1,255}$/.test(key)) {
    const message = 'Must have 1 to 255 visible characters.'
    throw coreError('validation_error', {
      fields: { 'Idempotency-Key': [message] },
      loc: ['header'],
    })
  }
  return key
}

/**
 * Writes a body as JSON once, tags the answer of a GET by its content where the route gave no tag of
 * its own, and answers 304 when the caller holds it already.
 */
function finish(route: AnyRoute, held: string | undefined, answer: RouteAnswer): RouteAnswer {
  const { status, headers = {}, body } = answer
  const isReady = typeof body === 'string' || Buffer.isBuffer(body)
  if (isReady || body === undefined || body === null) return answer
  const text = JSON.stringify(body)
  const json = { 'content-type': 'application/json; charset=utf-8', ...headers }
  if (route.method !== 'GET' || status !== 200) return { status, headers: json, body: text }
  const own = headers['etag']
  const etag = typeof own === 'string' ? own : contentTag(text)
  const fresh = held !== undefined && tagMatches(held, etag)
  return fresh
    ? { status: 304, headers: { ...headers, etag } }
    : { status, headers: { ...json, etag }, body: text }
}

/** Keeps a refusal, so that a repetition gets it again; a twin that was faster has the say. */
async function refuseOnce(
  { database, clock, secretBox }: Pick<Services, 'database' | 'clock' | 'secretBox'>,
  inbox: InboxEntry | undefined,
  refusal: AppError,
): Promise<RouteAnswer> {
  if (!inbox || !isFinal(refusal)) throw refusal
  const own = keepRefusal(refusal)
  const counts = await storeAnswer(database, clock.now(), inbox, own)
  if (counts !== own) return answerAgain(secretBox, inbox.key, counts)
  throw refusal
}

/** Runs a use case and returns its answer, or the answer that was given the first time. */
async function answerOf(
  route: AnyRoute,
  context: Context,
  input: Input,
  inbox: InboxEntry | undefined,
): Promise<RouteAnswer> {
  try {
    return route.respond(await route.perform(context, input), context, input)
  } catch (error) {
    if (error instanceof Replay && inbox) {
      return answerAgain(context.secretBox, inbox.key, error.response)
    }
    if (!(error instanceof AppError)) throw error
    return refuseOnce(context, inbox, error)
  }
}

/** Serves work of several steps: whoever repeats it later gets the answer of the first time. */
async function inSteps(
  services: Services,
  route: AnyRoute,
  input: Input,
  request: Caller & { inbox: InboxEntry },
): Promise<RouteAnswer> {
  const { inbox, ...caller } = request
  const { database, clock, secretBox } = services
  const context = createContext(services, caller)
  try {
    await refuseRepetition(database, inbox)
  } catch (error) {
    if (error instanceof Replay) {
      return finish(route, undefined, answerAgain(secretBox, inbox.key, error.response))
    }
    throw error
  }
  const answer = await answerOf(route, context, input, inbox)
  const own = keepAnswer(secretBox, inbox.key, answer)
  const counts = await storeAnswer(database, clock.now(), inbox, own)
  const first = counts === own ? answer : answerAgain(secretBox, inbox.key, counts)
  return finish(route, undefined, first)
}

async function answered(
  services: Services,
  texts: Texts,
  route: AnyRoute,
  call: RouteCall,
): Promise<RouteAnswer> {
  const { actor, locale } = call.caller
  const key = idempotencyKey(route, call.headers)
  await route.authorise?.(createContext(services, { actor, locale }), call)
  const parts = [call.params, call.query, call.body].map((part) => JSON.stringify(part) ?? '')
  const inboxKey = `http:${call.callerKey}:${key}`
  const inbox: InboxEntry | undefined =
    key === undefined
      ? undefined
      : {
          key: inboxKey,
          requestHash: hashRequest(route.method, route.path, ...parts),
          // The context exists before any unit of work can ask for its rendering.
          render: (result) =>
            keepAnswer(services.secretBox, inboxKey, route.respond(result, context, input)),
        }
  let input: Input
  try {
    input = parseInput(route, call, { texts, locale })
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return finish(route, undefined, await refuseOnce(services, inbox, error))
  }
  if (inbox && route.inSteps) return inSteps(services, route, input, { ...call.caller, inbox })
  const context = createContext(services, { actor, locale, inbox })
  return finish(route, input.headers['if-none-match'], await answerOf(route, context, input, inbox))
}

/**
 * Serves one request of a route: checks its parts, runs the use case (once per `Idempotency-Key` and
 * caller) and returns the answer. Throws `AppError` for refusals.
 */
export async function performRoute(
  services: Services,
  texts: Texts,
  route: AnyRoute,
  call: RouteCall,
): Promise<RouteAnswer> {
  try {
    return await answered(services, texts, route, call)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const { locale } = call.caller
    throw inShapeOf(route.validation, error, (refusal) => texts.error(locale, refusal))
  }
}
