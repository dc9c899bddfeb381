import { decimal, type Decimal } from '#core/money.ts'
import { finalStates, type OrderState, type Side } from '../contract/values.ts'
import { volumeStep } from './ticks.ts'

/** What is wanted of the exchange; of `krw`, `volume` and `price` those that the type needs. */
export type OrderWish = {
  market: string
  side: Side
  type: 'market' | 'limit' | 'best'
  time_in_force: 'ioc' | 'fok' | 'post_only' | null
  krw: Decimal | null
  volume: Decimal | null
  price: Decimal | null
}

/** An order as the exchange shows it. */
export type RemoteOrder = {
  uuid: string
  state: 'wait' | 'watch' | 'done' | 'cancel'
  executed_volume: Decimal
  paid_fee: Decimal
  /** What is left; null for orders by amount. */
  remaining_volume: Decimal | null
  /** What is locked for it still. */
  locked: Decimal
  /** The trades so far; null where the answer carries none. */
  trades: readonly RemoteTrade[] | null
}

/** A trade as the exchange shows it. */
export type RemoteTrade = {
  uuid: string
  price: Decimal
  volume: Decimal
  funds: Decimal
  at: number
}

/** What the state of an order hangs on. */
export type OrderFacts = Pick<OrderWish, 'side' | 'type' | 'krw' | 'volume'> & {
  state: OrderState
  exchange_uuid: string | null
  /** Look-ups that found nothing, since the outcome is unknown. */
  not_found: number
  first_lookup_at: number | null
}

/** Something that happens to an order. Times are epoch milliseconds. */
export type OrderEvent =
  | { kind: 'confirmed'; needsApproval: boolean }
  | { kind: 'approved' }
  | { kind: 'withdrawn' }
  | { kind: 'expired' }
  | { kind: 'refused'; code: string }
  | { kind: 'send_started' }
  /** Certain: nothing was sent, or the exchange did nothing at all. It may be sent again. */
  | { kind: 'not_sent'; reason: string }
  /** Certain: the exchange refused it. */
  | { kind: 'remote_refused'; code: string }
  | { kind: 'outcome_unknown'; reason: string }
  | { kind: 'seen'; remote: RemoteOrder }
  /** The exchange knows no such order; `absent` when its lists do not show it either. */
  | { kind: 'not_found'; at: number; absent: boolean }
  | { kind: 'cancel_asked' }

/** What an event leads to. */
export type Transition = {
  state: OrderState
  reason: string
  not_found?: number
  first_lookup_at?: number
}

/** Look-ups that must have found nothing, and over how long, before an order counts as not placed. */
export const proofOfAbsence = { lookups: 3, overMs: 30_000 }

/** An order whose outcome is unknown for so long is in doubt, and people are told of it. */
export const doubtMs = 5_000

const onExchange: ReadonlySet<OrderState> = new Set<OrderState>([
  'sending',
  'open',
  'partial',
  'cancel_requested',
  'unknown',
])

/** Whether the exchange may have the order still: it is to be looked at. */
export function isUnderWay(state: OrderState): boolean {
  return onExchange.has(state)
}

/** Whether nothing can happen to it any more. */
export function isFinal(state: OrderState): boolean {
  return finalStates.has(state)
}

/** The average price of what was executed, from its trades. */
function executedFunds(remote: RemoteOrder): Decimal {
  return (remote.trades ?? []).reduce((total, { funds }) => total.plus(funds), decimal('0'))
}

/**
 * Whether a purchase by amount got all that could be had for it: it ends as `cancel` at the exchange
 * with a rest that is too small for one step of volume.
 */
function spentAll(order: Pick<OrderFacts, 'krw'>, remote: RemoteOrder): boolean {
  const last = remote.trades?.at(-1)
  if (!order.krw || !last) return false
  return order.krw.minus(executedFunds(remote)).lt(last.price.times(volumeStep))
}

/** The state that volumes say, whatever the exchange's word for it. */
function stateOf(order: OrderFacts, remote: RemoteOrder): OrderState {
  const { executed_volume: executed } = remote
  const isOver = remote.state === 'done' || remote.state === 'cancel'
  if (order.volume && executed.gte(order.volume)) return 'filled'
  if (!isOver) {
    if (order.state === 'cancel_requested') return 'cancel_requested'
    return executed.isZero() ? 'open' : 'partial'
  }
  if (remote.state === 'done' && !executed.isZero()) return 'filled'
  if (!executed.isZero() && spentAll(order, remote)) return 'filled'
  return 'cancelled'
}

function seen(order: OrderFacts, remote: RemoteOrder): Transition | null {
  if (!isUnderWay(order.state)) return null
  const state = stateOf(order, remote)
  return { state, reason: `exchange:${remote.state}`, not_found: 0 }
}

function absent(order: OrderFacts, event: OrderEvent & { kind: 'not_found' }): Transition | null {
  if (!isUnderWay(order.state)) return null
  // An order that was seen once cannot have been no order.
  if (order.exchange_uuid !== null) return null
  const since = order.first_lookup_at ?? event.at
  const count = order.not_found + 1
  const isProven =
    event.absent && count >= proofOfAbsence.lookups && event.at - since >= proofOfAbsence.overMs
  const state = isProven ? 'not_placed' : 'unknown'
  return { state, reason: 'order_not_found', not_found: count, first_lookup_at: since }
}

const fromPending: Partial<Record<OrderEvent['kind'], OrderState>> = {
  approved: 'intent',
  withdrawn: 'withdrawn',
  expired: 'expired',
  refused: 'rejected_local',
}

function pending(state: OrderState, event: OrderEvent): Transition | null {
  if (event.kind === 'confirmed') {
    if (state !== 'pending_confirm') return null
    const next = event.needsApproval ? 'pending_approval' : 'intent'
    return { state: next, reason: 'confirmed' }
  }
  if (event.kind === 'approved' && state !== 'pending_approval') return null
  const next = fromPending[event.kind]
  if (!next) return null
  return { state: next, reason: event.kind === 'refused' ? event.code : event.kind }
}

function sent(state: OrderState, event: OrderEvent): Transition | null {
  if (event.kind === 'cancel_asked') {
    const isThere = state === 'open' || state === 'partial'
    return isThere ? { state: 'cancel_requested', reason: 'cancel_asked' } : null
  }
  // An order whose outcome is unknown is decided by looking alone.
  if (state !== 'sending') return null
  if (event.kind === 'not_sent') return { state: 'intent', reason: event.reason }
  if (event.kind === 'remote_refused') return { state: 'rejected', reason: event.code }
  return event.kind === 'outcome_unknown' ? { state: 'unknown', reason: event.reason } : null
}

/**
 * What an event does to an order; null when it does nothing in this state. An order whose outcome is
 * unknown leaves that state by being looked for alone.
 */
export function advance(order: OrderFacts, event: OrderEvent): Transition | null {
  const { state } = order
  if (isFinal(state)) return null
  if (event.kind === 'seen') return seen(order, event.remote)
  if (event.kind === 'not_found') return absent(order, event)
  if (state === 'pending_confirm' || state === 'pending_approval') return pending(state, event)
  if (state === 'intent') {
    if (event.kind === 'send_started') return { state: 'sending', reason: 'sending' }
    if (event.kind === 'withdrawn') return { state: 'withdrawn', reason: 'withdrawn' }
    if (event.kind === 'refused') return { state: 'rejected_local', reason: event.code }
    return null
  }
  return sent(state, event)
}

/** The identifier of an attempt; unique for ever at the exchange, at most 64 characters. */
export function clientIdOf(mode: 'paper' | 'live', id: string, attempt: number): string {
  return `m${mode === 'live' ? 'l' : 'p'}-${id}-${attempt}`
}
