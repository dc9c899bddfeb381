import { createHash } from 'node:crypto'
import { z } from 'zod'
import { systemActor } from '../access/actor.ts'
import { createContext, type Services, type Unit } from '../context.ts'
import { randomFraction } from '../ids.ts'
import { RetryLater, type JobKind, type NewJob } from '../jobs/jobs.ts'
import {
  addAttempt,
  findDelivery,
  forgetDeliveries,
  headOf,
  saveDelivery,
  type Delivery,
} from './deliveries.ts'
import { decide, type Decision, type Outcome } from './retry.ts'
import { send, type SendOptions } from './send.ts'
import { secretsOf } from './secrets.ts'
import { signedHeaders } from './signature.ts'
import { findEndpoint, saveEndpoint, takeEndpoint, type Endpoint } from './store.ts'

/** How long messages and their attempts are kept. */
export const retentionMs = 30 * 24 * 3_600_000
/** Characters of an answer that are kept. */
const snippetLength = 1_000

const streamPayload = z.object({ webhook_id: z.string(), stream: z.string() })
type Stream = z.infer<typeof streamPayload>

const deliverKind = 'webhooks.deliver'
const forgetKind = 'webhooks.forget'

/** Sendings to one endpoint at a time, at most: a receiver that hangs must not fill all places. */
const lanes = 4

/** The lane of a stream: always the same one, so that a stream stays in order. */
function laneOf(stream: string): number {
  return createHash('sha1').update(stream).digest().readUInt8() % lanes
}

/**
 * The job that sends what waits in one stream of an endpoint, in order. A waiting one is left alone
 * unless `now` says that its wait is over.
 */
export function streamJob(
  { webhook_id, stream }: Stream,
  guildId: string | null,
  when: 'now' | 'keep' = 'keep',
): NewJob {
  return {
    kind: deliverKind,
    payload: { webhook_id, stream },
    key: `${deliverKind}:${webhook_id}:${stream}`,
    group: `${deliverKind}:${webhook_id}:${laneOf(stream)}`,
    onConflict: when === 'now' ? 'replace' : 'keep',
    ...(guildId !== null && { guild_id: guildId }),
  }
}

/** Once a day old messages are forgotten. */
export const forgetSchedule = {
  name: forgetKind,
  everyMs: 24 * 3_600_000,
  kind: forgetKind,
  payload: {},
} as const

/** The topic of facts about endpoints themselves. */
export const endpointTopic = 'webhook'

/** The fact that something became of an endpoint; every change records one. */
export function endpointFact(endpoint: Endpoint, type: string) {
  const { id, guild_id, version, url, disabled_reason } = endpoint
  const data = { host: new URL(url).host, disabled_reason }
  return { topic: endpointTopic, type, object_id: id, guild_id, version, data }
}

/** A message after an attempt. */
function after(one: Delivery, decision: Decision, now: number): Delivery {
  const attempts = one.attempts + 1
  const tried_since = one.tried_since ?? now
  if (decision.next !== 'again') {
    return { ...one, attempts, tried_since, status: decision.next, next_try_at: null }
  }
  const failures = one.failures + (decision.counts ? 1 : 0)
  return { ...one, attempts, failures, tried_since, next_try_at: now + decision.delayMs }
}

/** Turns an endpoint off, or holds it back, where the decision says so. */
async function affectEndpoint(unit: Unit, id: string, decision: Decision, now: number) {
  if (decision.next === 'delivered') return
  const isPause = decision.next === 'again'
  if (isPause ? !decision.pause : decision.disable === null) return
  const endpoint = await takeEndpoint(unit, id, now)
  if (!endpoint) return
  if (decision.next === 'again') {
    const paused_until = Math.max(endpoint.paused_until, now + decision.delayMs)
    return saveEndpoint(unit, { ...endpoint, paused_until })
  }
  const disabled = { ...endpoint, enabled: false, disabled_reason: decision.disable }
  await saveEndpoint(unit, disabled)
  if (endpoint.enabled) await unit.fact(endpointFact(disabled, 'disabled'))
}

/** Makes the kinds of job that send messages and forget old ones. */
export function deliveryJobs(services: Services, options: Omit<SendOptions, 'clock'>): JobKind[] {
  const { database, clock, log, random, secretBox } = services
  const context = createContext(services, { actor: systemActor, locale: 'en' })

  async function post(endpoint: Endpoint, one: Delivery, signal: AbortSignal): Promise<Outcome> {
    const { id, body } = one
    const timestamp = Math.floor(clock.now() / 1_000)
    const headers = {
      ...signedHeaders(secretsOf(endpoint, secretBox, clock.now()), { id, timestamp, body }),
      'content-type': 'application/json; charset=utf-8',
      'user-agent': 'Muster-Webhooks/1',
    }
    return send({ ...options, clock }, { url: endpoint.url, headers, body, signal })
  }

  async function attempt(endpoint: Endpoint, one: Delivery, signal: AbortSignal): Promise<void> {
    const at = clock.now()
    const outcome = await post(endpoint, one, signal)
    // Nobody knows what the receiver made of a sending that was cut off by our own end.
    if (signal.aborted && outcome.kind === 'failure') throw new RetryLater(0, 'the work stopped')
    const now = clock.now()
    const answered = outcome.kind === 'answer'
    await context.write(async (unit) => {
      const stored = await findDelivery(unit, one.id)
      if (!stored || stored.status !== 'pending') return
      const attempts = stored.failures + 1
      const ageMs = now - (stored.tried_since ?? now)
      const luck = randomFraction(random)
      const decision = decide(outcome, { attempts, ageMs, once: stored.once, luck })
      const next = after(stored, decision, now)
      await saveDelivery(unit, next)
      await addAttempt(unit, one.id, {
        attempt: next.attempts,
        at,
        duration_ms: Math.max(0, Math.round(now - at)),
        response_status: answered ? outcome.status : null,
        response_body: answered ? snippet(outcome.text) : '',
        error: answered ? null : outcome.reason,
      })
      await affectEndpoint(unit, endpoint.id, decision, now)
      if (decision.next === 'failed' && decision.disable) {
        const { id: webhook, url } = endpoint
        const fields = { webhook, host: new URL(url).host, reason: decision.disable }
        unit.afterCommit(() => log.warn(fields, 'a webhook was turned off'))
      }
    })
  }

  async function deliver({ webhook_id, stream }: Stream, signal: AbortSignal): Promise<void> {
    for (;;) {
      const one = await headOf(database, webhook_id, stream)
      const endpoint = await findEndpoint(database, webhook_id)
      if (!one || !endpoint || !(endpoint.enabled || one.once)) return
      const due = one.once ? 0 : Math.max(one.next_try_at ?? 0, endpoint.paused_until)
      const waitMs = due - clock.now()
      if (waitMs > 0) throw new RetryLater(waitMs, 'The receiver did not take the last message.')
      await attempt(endpoint, one, signal)
    }
  }

  const deliverJob: JobKind<Stream> = {
    kind: deliverKind,
    payload: streamPayload,
    run: (payload, { signal }) => deliver(payload, signal),
  }
  const forgetJob: JobKind = {
    kind: forgetKind,
    payload: z.unknown(),
    run: () => database.write((tx) => forgetDeliveries(tx, clock.now() - retentionMs)),
  }
  return [deliverJob, forgetJob]
}

/** The beginning of an answer as it can be stored and shown. */
function snippet(text: string): string {
  return text.replaceAll('\0', '').toWellFormed().slice(0, snippetLength).toWellFormed()
}
