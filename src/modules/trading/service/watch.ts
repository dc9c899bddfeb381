import { wait, monotonicClock } from '#core/clock.ts'
import type { Context, Services } from '#core/context.ts'
import { RetryLater } from '#core/jobs/jobs.ts'
import type { Outcome, ListedOrder } from '../clients/exchange.ts'
import { doubtMs, isFinal, isUnderWay, proofOfAbsence } from '../rules/order.ts'
import { loadOrder, type StoredOrder } from '../store/orders.ts'
import { announceOrder } from './announce.ts'
import { engineOf } from './engine.ts'
import { sendOrder } from './send.ts'
import { change, quietContext, see, step } from './transition.ts'

/** A request that is older than this has ended, one way or another. */
const requestMs = 15_000
/** Lists are asked from so long before the order was sent: clocks differ. */
const marginMs = 120_000

/** How long to the next look, by how long the order waits already. */
function pauseMs(order: StoredOrder, now: number): number {
  const age = now - (order.sent_at ?? order.created_at)
  if (age < 5_000) return 400
  if (age < 60_000) return 2_000
  return age < 600_000 ? 10_000 : 30_000
}

async function isAbsent(context: Context, order: StoredOrder): Promise<boolean | null> {
  const { exchange } = engineOf(context)
  const since = (order.sent_at ?? order.created_at) - marginMs
  const [open, closed] = await Promise.all([exchange.open(), exchange.closed(since, order.market)])
  if (open.kind !== 'ok' || closed.kind !== 'ok') return null
  return [...open.value, ...closed.value].every(({ identifier }) => identifier !== order.client_id)
}

async function notFound(context: Context, order: StoredOrder): Promise<void> {
  const now = context.clock.now()
  const since = order.first_lookup_at ?? now
  const nearlyProven =
    order.not_found + 1 >= proofOfAbsence.lookups && now - since >= proofOfAbsence.overMs
  const absent = nearlyProven ? await isAbsent(context, order) : false
  // A list that cannot be had proves nothing.
  if (absent === null) return
  await change(context, order.id, async (unit, fresh, at) => {
    const stored = await step({ unit, now: at }, fresh, { kind: 'not_found', at, absent })
    if (stored && isFinal(stored.state)) await announceOrder(unit, stored)
    return stored
  })
}

async function take(
  context: Context,
  order: StoredOrder,
  outcome: Outcome<ListedOrder>,
): Promise<void> {
  if (outcome.kind === 'not_found') return notFound(context, order)
  if (outcome.kind !== 'ok') return
  await change(context, order.id, (unit, fresh, now) => see(unit, now, fresh, outcome.value))
}

/** A process that died while it was sending has left an order whose outcome nobody knows. */
async function ownUp(context: Context, order: StoredOrder): Promise<void> {
  await change(context, order.id, async (unit, fresh, now) => {
    const isOld = now - (fresh.sent_at ?? 0) > requestMs
    if (fresh.state !== 'sending' || !isOld) return null
    return step({ unit, now }, fresh, { kind: 'outcome_unknown', reason: 'process_died' })
  })
}

/** Looks once at what the exchange has of an order, and stores it. */
export async function lookAt(context: Context, id: string): Promise<StoredOrder | null> {
  const order = await loadOrder(context.database, id)
  if (!order || order.client_id === null || !isUnderWay(order.state)) return order
  if (order.state === 'sending') await ownUp(context, order)
  const { exchange } = engineOf(context)
  const by =
    order.exchange_uuid === null ? { identifier: order.client_id } : { uuid: order.exchange_uuid }
  await take(context, order, await exchange.get(by))
  return loadOrder(context.database, id)
}

/**
 * Looks at many orders together, by our own names for them; false when the exchange could not be asked.
 * A list shows no trades: an order that has some we do not know is looked at by itself.
 */
export async function lookAtAll(
  context: Context,
  orders: readonly StoredOrder[],
): Promise<boolean> {
  const named = orders.flatMap((order) =>
    order.client_id !== null && isUnderWay(order.state) ? [{ order, name: order.client_id }] : [],
  )
  if (named.length === 0) return true
  const { exchange } = engineOf(context)
  const answer = await exchange.byIdentifiers(named.map(({ name }) => name))
  if (answer.kind !== 'ok') return false
  const found = new Map(answer.value.map((remote) => [remote.identifier, remote]))
  for (const { order, name } of named) {
    const remote = found.get(name)
    if (!remote) await notFound(context, order)
    else if (remote.executed_volume.isZero())
      await take(context, order, { kind: 'ok', value: remote })
    else await lookAt(context, order.id)
  }
  return true
}

/** Follows an order for a moment, so that the answer can tell what became of it. */
export async function followBriefly(context: Context, order: StoredOrder): Promise<StoredOrder> {
  let now: StoredOrder = order
  for (const ms of [60, 120, 250, 400]) {
    if (isFinal(now.state) || !isUnderWay(now.state) || now.state === 'unknown') return now
    if (now.type === 'limit' && now.time_in_force === null && ms > 120) return now
    await wait(monotonicClock, ms)
    now = (await lookAt(context, now.id)) ?? now
  }
  return now
}

/**
 * The job that looks after an order until it is over. An order that was stored but never sent, because
 * the process ended in between, is sent now if it is still young.
 */
export async function watch(services: Services, id: string): Promise<void> {
  const context = quietContext(services)
  const order = await loadOrder(services.database, id)
  if (!order || isFinal(order.state)) return
  if (order.state === 'intent') await sendOrder(context, order)
  // The wish to cancel may have been lost on the way; asking twice does no harm.
  if (order.state === 'cancel_requested' && order.exchange_uuid !== null) {
    await engineOf(context).exchange.cancel({ uuid: order.exchange_uuid })
  }
  const after = await lookAt(context, id)
  if (!after || isFinal(after.state) || after.state.startsWith('pending')) return
  if (after.state === 'unknown' && services.clock.now() - (after.sent_at ?? 0) >= doubtMs)
    await context.write((unit) => announceOrder(unit, after))
  throw new RetryLater(pauseMs(after, services.clock.now()), `the order is ${after.state}`)
}
