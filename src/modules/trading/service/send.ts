import { monotonicClock, wait } from '#core/clock.ts'
import type { Context, Unit } from '#core/context.ts'
import type { Outcome } from '../clients/exchange.ts'
import { isHeld } from '../rules/gate.ts'
import { clientIdOf, isFinal, type OrderEvent, type RemoteOrder } from '../rules/order.ts'
import { takeLease } from '../store/accounts.ts'
import { loadOrder, type Reader, type StoredOrder } from '../store/orders.ts'
import { announceOrder } from './announce.ts'
import { engineOf } from './engine.ts'
import { loadHalt, type Halt } from './state.ts'
import { change, see, step } from './transition.ts'

/** How long a process may take for one request before another one may think it dead. */
const leaseMs = 15_000
/** An order that could not be sent for so long is not sent any more: the price has moved on. */
const patienceMs = 60_000
/** Attempts at once when it is certain that nothing was done. */
const attempts = 3
const longestPauseMs = 1_000
/** When an order's fate is looked at for the first time, if nobody does so before. */
const firstLookMs = 1_000

/** An order's fate is looked after until it is over, whatever becomes of this process. */
export async function keepWatch(unit: Unit, order: StoredOrder, runAt: number): Promise<void> {
  await unit.job({
    kind: 'trading.watch',
    payload: { id: order.id },
    key: `trading.watch:${order.id}`,
    onConflict: 'keep',
    run_at: runAt,
  })
}

/** What an answer to a new order means for it. */
function eventOf(outcome: Outcome<RemoteOrder>): OrderEvent {
  switch (outcome.kind) {
    case 'ok':
      return { kind: 'seen', remote: outcome.value }
    case 'rejected':
      // "Received before" is not "placed": it is looked for.
      return outcome.code === 'duplicated_identifier'
        ? { kind: 'outcome_unknown', reason: outcome.code }
        : { kind: 'remote_refused', code: outcome.code }
    case 'throttled':
    case 'blocked':
    case 'unavailable':
      return { kind: 'not_sent', reason: outcome.kind }
    case 'not_found':
      return { kind: 'outcome_unknown', reason: 'not_found' }
    case 'unknown':
      return { kind: 'outcome_unknown', reason: outcome.reason }
  }
}

/** Who stands behind an order: a stop belongs to no strategy any more. */
function sourceOf({ source_kind, strategy_id }: StoredOrder): 'person' | 'strategy' | 'stop' {
  if (source_kind !== 'strategy') return 'person'
  return strategy_id === null ? 'stop' : 'strategy'
}

/** What keeps an order from being sent now: trading was halted meanwhile. */
async function haltOf(db: Reader, order: StoredOrder, now: number): Promise<Halt | null> {
  const halt = await loadHalt(db, now)
  return halt && isHeld(halt, { side: order.side, by: sourceOf(order) }) ? halt : null
}

/** Marks an order as being sent, unless trading was halted meanwhile, by the one process that may; null when it is not to be sent here. */
async function begin(context: Context, id: string): Promise<StoredOrder | null> {
  const { owner } = engineOf(context)
  return change(context, id, async (unit, order, now) => {
    if (order.state !== 'intent') return null
    const halt = await haltOf(unit, order, now)
    if (halt) {
      const changes = { error: 'halted', error_text: halt.reason }
      const stored = await step({ unit, now }, order, { kind: 'refused', code: 'halted' }, changes)
      if (stored) await announceOrder(unit, stored)
      return null
    }
    const until = now + leaseMs
    // Nobody else uses an embedded database: whoever held the lease is gone.
    const sinceWhen = unit.dialect === 'sqlite' ? Number.MAX_SAFE_INTEGER : now
    const fence = await takeLease(unit, order.account_id, owner, { now: sinceWhen, until })
    if (fence === null) {
      await keepWatch(unit, order, now + firstLookMs)
      return null
    }
    const attempt =
      order.client_id === null || order.sent_at !== null ? order.attempt + 1 : order.attempt
    const client_id = clientIdOf(order.mode, order.id, attempt)
    const sent = await step(
      { unit, now },
      order,
      { kind: 'send_started' },
      { attempt, client_id, fence, sent_at: now },
    )
    if (sent) await keepWatch(unit, sent, now + firstLookMs)
    return sent
  })
}

/** Stores what became of an attempt. */
async function settle(
  context: Context,
  order: StoredOrder,
  outcome: Outcome<RemoteOrder>,
): Promise<StoredOrder> {
  const event = eventOf(outcome)
  const error =
    outcome.kind === 'rejected' ? { error: outcome.code, error_text: outcome.message } : {}
  const after = await change(context, order.id, async (unit, now_, now) => {
    if (event.kind === 'seen') return see(unit, now, now_, event.remote)
    const stored = await step({ unit, now }, now_, event, error)
    if (stored && isFinal(stored.state)) await announceOrder(unit, stored)
    if (stored?.state === 'unknown') await keepWatch(unit, stored, now)
    return stored
  })
  return after ?? (await loadOrder(context.database, order.id)) ?? order
}

/** It was certainly not placed and is not tried again. */
async function giveUp(context: Context, order: StoredOrder, reason: string): Promise<StoredOrder> {
  const event: OrderEvent = { kind: 'refused', code: 'exchange_unavailable' }
  const changes = { error: 'exchange_unavailable', error_text: reason }
  const after = await change(context, order.id, async (unit, now_, now) => {
    const stored = await step({ unit, now }, now_, event, changes)
    if (stored) await announceOrder(unit, stored)
    return stored
  })
  return after ?? order
}

async function tryOnce(
  context: Context,
  id: string,
): Promise<{ order: StoredOrder; outcome: Outcome<RemoteOrder> } | null> {
  const { exchange } = engineOf(context)
  const order = await begin(context, id)
  if (!order || order.client_id === null) return null
  // It may wait for its turn longer than a stop of trading may take.
  const isWanted = async () => (await haltOf(context.database, order, context.clock.now())) === null
  const outcome = await exchange.place(order, order.client_id, isWanted)
  return { order: await settle(context, order, outcome), outcome }
}

async function sendNow(context: Context, order: StoredOrder): Promise<StoredOrder> {
  const { clock } = context
  if (clock.now() - order.state_at > patienceMs) return giveUp(context, order, 'too_late')
  for (let tries = 1; ; tries += 1) {
    const result = await tryOnce(context, order.id)
    if (!result) return (await loadOrder(context.database, order.id)) ?? order
    if (result.order.state !== 'intent') return result.order
    const { outcome } = result
    // Beginning again says that trading was halted, or that this is over already.
    if (outcome.kind === 'unavailable' && outcome.reason === 'withdrawn') continue
    const isThrottled = outcome.kind === 'throttled' && outcome.retryAfterMs <= longestPauseMs
    if (!isThrottled || tries >= attempts) return giveUp(context, result.order, outcome.kind)
    await wait(monotonicClock, outcome.retryAfterMs)
  }
}

/**
 * Sends an order that is stored as an intent, once: it is marked as being sent before anything
 * leaves, under an identifier of its own, by the one process that holds the account. Returns the
 * order as it is then; when its outcome is unknown, only looking for it decides.
 */
export async function sendOrder(context: Context, order: StoredOrder): Promise<StoredOrder> {
  const engine = engineOf(context)
  if (!engine.accepting) return order
  const work = sendNow(context, order)
  engine.sending.add(work)
  try {
    return await work
  } finally {
    engine.sending.delete(work)
  }
}
