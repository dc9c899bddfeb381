import { monotonicClock, wait } from '#core/clock.ts'
import type { Services } from '#core/context.ts'
import { coreError } from '#core/errors.ts'
import { hashRequest } from '#core/inbox.ts'
import { refuse } from '../errors.ts'
import {
  answerRequest,
  beginRequest,
  continueRequest,
  dropRequest,
  loadRequest,
  type StoredRequest,
} from '../store/requests.ts'
import { engineOf } from './engine.ts'

/** A request that takes effect once. */
export type OnceKey = { key: string; parts: readonly string[] }

/** How long a second request waits for the first. */
const patienceMs = 20_000
const lookEveryMs = 100

/** A process that works on a request for longer than this is gone. */
const deadMs = 40_000

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
  const isGone = database.dialect === 'sqlite' || clock.now() - request.created_at > deadMs
  if (!isGone) return false
  const owners = { from: request.owner, to: owner }
  return database.write((tx) => continueRequest(tx, request.key, owners, clock.now()))
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
 * is taken before, the answer kept after. Work that throws gives the key back; work whose process
 * died is done again and must find what it has done. A second request with the same content gets the
 * same answer, waiting for it if need be; another content throws `idempotency_conflict`.
 */
export async function once(
  services: Services,
  { key, parts }: OnceKey,
  work: () => Promise<string>,
): Promise<{ answer: string; isReplay: boolean }> {
  const hash = hashRequest(...parts)
  const { owner } = engineOf(services)
  const created_at = services.clock.now()
  const isFirst = await services.database.write((tx) =>
    beginRequest(tx, { key, request_hash: hash, owner, created_at }),
  )
  const known = isFirst ? null : await waitFor(services, key, hash)
  if (known !== null) return { answer: known, isReplay: true }
  try {
    const answer = await work()
    await services.database.write((tx) => answerRequest(tx, key, answer))
    return { answer, isReplay: false }
  } catch (error) {
    await services.database.write((tx) => dropRequest(tx, key))
    throw error
  }
}
