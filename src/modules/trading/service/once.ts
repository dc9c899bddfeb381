import { monotonicClock, systemClock, wait } from '#core/clock.ts'
import type { Services } from '#core/context.ts'
import { coreError } from '#core/errors.ts'
import { hashRequest } from '#core/inbox.ts'
import { refuse } from '../errors.ts'
import {
  answerRequest,
  beginRequest,
  continueRequest,
  dropRequest,
  keepRequest,
  loadRequest,
  type StoredRequest,
} from '../store/requests.ts'
import { engineOf } from './engine.ts'

/** A request that takes effect once. */
export type OnceKey = { key: string; parts: readonly string[] }

/** How long a second request waits for the first. */
const patienceMs = 20_000
const lookEveryMs = 100

/** A process that gave no sign of life for so long is gone. */
const leaseMs = 5_000
/** How often it gives one. */
const beatMs = 1_000

async function find(services: Services, key: string, hash: string): Promise<StoredRequest | null> {
  const known = await loadRequest(services.database, key)
  if (known && known.request_hash !== hash) throw refuse('idempotency_conflict')
  return known
}

/** Takes over what a process left that is gone: nobody else uses an embedded database. */
async function inherit(services: Services, request: StoredRequest): Promise<boolean> {
  const { owner } = engineOf(services)
  const { clock, database } = services
  if (request.owner === owner) return false
  const isGone = database.dialect === 'sqlite' || clock.now() > request.lease_until
  if (!isGone) return false
  const next = { owner, lease_until: clock.now() + leaseMs }
  return database.write((tx) => continueRequest(tx, request, next))
}

/** Does work while saying again and again that this process lives. */
async function alive<T>(services: Services, key: string, work: () => Promise<T>): Promise<T> {
  const { owner } = engineOf(services)
  const over = new AbortController()
  const beat = async () => {
    for (;;) {
      await wait(systemClock, beatMs, over.signal)
      if (over.signal.aborted) return
      const lease_until = services.clock.now() + leaseMs
      // A sign that could not be given is no failure of the work: the lease outlasts a few.
      await services.database
        .write((tx) => keepRequest(tx, { key, owner, lease_until }))
        .catch((error: unknown) => services.log.warn({ err: error }, 'a request could not be kept'))
    }
  }
  const beating = beat()
  try {
    return await work()
  } finally {
    over.abort()
    await beating
  }
}

/** The answer of whoever works on the same request; null when that is this process now. */
async function waitFor(services: Services, key: string, hash: string): Promise<string | null> {
  const until = monotonicClock.now() + patienceMs
  while (monotonicClock.now() < until) {
    const known = await find(services, key, hash)
    if (!known) return null
    if (known.answer !== null) return known.answer
    if (await inherit(services, known)) return null
    await wait(monotonicClock, lookEveryMs)
  }
  throw coreError('busy')
}

/**
 * Runs a piece of work once per key, however many transactions and requests it consists of: the key
 * is taken before, the answer kept after. Work that throws, or says that its answer is not the last
 * word, gives the key back; work whose process died is done again and must find what it has done. A second request with the same content gets the
 * same answer, waiting for it if need be; another content throws `idempotency_conflict`.
 */
export async function once(
  services: Services,
  { key, parts }: OnceKey,
  work: () => Promise<{ answer: string; isLast: boolean }>,
): Promise<{ answer: string; isReplay: boolean }> {
  const hash = hashRequest(...parts)
  const { owner } = engineOf(services)
  const created_at = services.clock.now()
  const isFirst = await services.database.write((tx) =>
    beginRequest(tx, {
      key,
      request_hash: hash,
      owner,
      lease_until: created_at + leaseMs,
      created_at,
    }),
  )
  const known = isFirst ? null : await waitFor(services, key, hash)
  if (known !== null) return { answer: known, isReplay: true }
  try {
    const { answer, isLast } = await alive(services, key, work)
    await services.database.write((tx) =>
      isLast ? answerRequest(tx, key, answer) : dropRequest(tx, key, owner),
    )
    return { answer, isReplay: false }
  } catch (error) {
    await services.database.write((tx) => dropRequest(tx, key, owner))
    throw error
  }
}
