import type { Context, Services } from '#core/context.ts'
import { decimal } from '#core/money.ts'
import type { TypedOrder } from '../rules/sizing.ts'
import { gate, type Passed } from '../rules/gate.ts'
import { clientIdOf } from '../rules/order.ts'
import type { Refusal } from '../rules/refusals.ts'
import { loadOrder, type StoredOrder, updateOrder } from '../store/orders.ts'
import { announce } from './announce.ts'
import {
  afterSending,
  confirmMs,
  expireLater,
  gateInput,
  gatherFacts,
  unavailable,
  type Facts,
  type Placed,
} from './place.ts'
import { rightsOfUser } from './rights.ts'
import { keepWatch, sendOrder } from './send.ts'
import { change, Outdated, quietContext, step, tellOrder } from './transition.ts'
import { followBriefly } from './watch.ts'

/** The person who presses, with the rights that he or she has at this moment. */
export type Confirming = { user_id: string; mayTrade: boolean; isAdmin: boolean }

/** What became of a confirmation. */
export type Confirmed =
  | Placed
  /** Confirmed by the one who ordered; somebody else must agree too. */
  | { kind: 'waits'; order: StoredOrder }

/** A price that has moved further asks again. */
const movedBy = decimal('0.01')

const no = (code: Refusal['code'], order: StoredOrder | null = null): Confirmed => ({
  kind: 'refused',
  refusal: { code, params: {} },
  order,
})

/** The order as it would have been typed, to be decided on anew. */
function retyped(order: StoredOrder): TypedOrder {
  const text = (value: StoredOrder['krw']) => value?.toFixed()
  const amount = order.side === 'buy' ? text(order.krw) : text(order.volume)
  return {
    side: order.side,
    ...(amount !== undefined && { amount }),
    ...(order.side === 'buy' && order.krw === null && { volume: text(order.volume) }),
    ...(order.price && { price: text(order.price) }),
    ...(order.time_in_force && { tif: order.time_in_force }),
  }
}

function mayPress(order: StoredOrder, who: Confirming, now: number): Confirmed | null {
  const isWaiting = order.state === 'pending_confirm' || order.state === 'pending_approval'
  if (!isWaiting)
    return no(order.state === 'expired' ? 'confirmation_expired' : 'not_pending', order)
  if ((order.expires_at ?? 0) <= now) return no('confirmation_expired', order)
  if (!who.mayTrade) return no('not_allowed', order)
  const isOwn = order.user_id === who.user_id
  if (order.state === 'pending_confirm') return isOwn ? null : no('not_your_order', order)
  return isOwn ? no('second_person', order) : null
}

/** An order as it stands; null when there is none. */
export function orderById(services: Services, id: string): Promise<StoredOrder | null> {
  return loadOrder(services.database, id)
}

/** Asks for the other person's agreement, in time to find one. */
const approvalMs = 15 * 60_000

type Step = { result: Confirmed } | { order: StoredOrder; go: true; notes: Passed['notes'] }

/** The whole decision once more, at the present price, inside one unit of work. */
function press(
  context: Context,
  id: string,
  who: Confirming,
  { facts, ordererMayTrade }: { facts: Facts; ordererMayTrade: boolean },
): Promise<Step> {
  return context.write(async (unit): Promise<Step> => {
    const now = context.clock.now()
    const order = await loadOrder(unit, id)
    if (!order) return { result: no('not_pending') }
    const refused = mayPress(order, who, now)
    if (refused) return { result: refused }
    if (!ordererMayTrade) {
      const code = 'orderer_not_allowed'
      const event = { kind: 'refused', code } as const
      const ended = await step({ unit, now }, order, event, { error: code })
      return { result: no(code, ended ?? order) }
    }
    const asking = { user_id: order.user_id, order_id: order.id }
    const { mayTrade } = who
    const request = { typed: retyped(order), by: 'person', mayTrade, asking } as const
    const input = await gateInput(context, unit, request, facts)
    if (input.account.id !== order.account_id) return { result: no('not_pending', order) }
    const passed = gate({ ...input, confirmed: true })
    if (!passed.ok) return { result: { kind: 'refused', refusal: passed.refusal, order } }
    const moved = passed.est.price.minus(order.est_price).abs().div(order.est_price)
    if (moved.gt(movedBy)) {
      const est = {
        est_krw: passed.est.krw,
        est_price: passed.est.price,
        expires_at: now + confirmMs,
      }
      const again: StoredOrder = {
        ...order,
        ...passed.wish,
        ...est,
        state: 'pending_confirm',
        updated_at: now,
      }
      if (!(await updateOrder(unit, order, again, { reason: 'price_moved', payload: {} })))
        throw new Outdated()
      const stored = { ...again, version: order.version + 1 }
      await tellOrder(unit, stored)
      await expireLater(unit, stored)
      return { result: { kind: 'asked', order: stored, est: passed.est, notes: passed.notes } }
    }
    const needsApproval = order.state === 'pending_confirm' && passed.needsApproval
    const isApproval = order.state === 'pending_approval'
    const client_id = clientIdOf(order.mode, order.id, order.attempt)
    const stored = await step(
      { unit, now },
      order,
      isApproval ? { kind: 'approved' } : { kind: 'confirmed', needsApproval },
      needsApproval
        ? { expires_at: now + approvalMs }
        : { expires_at: null, client_id, ...(isApproval && { approved_by: who.user_id }) },
    )
    if (!stored) return { result: no('not_pending', order) }
    if (stored.state === 'pending_approval') {
      await expireLater(unit, stored)
      // Asked for again at another price it is another question.
      const once = `approval:${stored.version}`
      await announce(unit, { type: 'approval_wanted', id: order.id, once })
      return { result: { kind: 'waits', order: stored } }
    }
    await keepWatch(unit, stored, now + 2_000)
    return { order: stored, go: true, notes: passed.notes }
  })
}

/**
 * Confirms an order that waits for it: rights, kill switch, limits and price are looked at again, and
 * exactly one press makes it an intent, however often and wherever it is pressed.
 */
export async function confirmOrder(
  context: Context,
  id: string,
  who: Confirming,
): Promise<Confirmed> {
  const own = quietContext(context, context)
  const order = await loadOrder(own.database, id)
  if (!order) return no('not_pending')
  const refused = mayPress(order, who, own.clock.now())
  if (refused) return refused
  const facts = await gatherFacts(own, order.market)
  if (facts.kind !== 'ok') return { kind: 'refused', refusal: unavailable(facts), order }
  // Who confirms the own order has shown the right just now.
  const orderer = order.user_id ?? who.user_id
  const ordererMayTrade = orderer === who.user_id || (await rightsOfUser(own, orderer)).trade
  for (let tries = 0; ; tries += 1) {
    try {
      const pressed = await press(own, id, who, { facts: facts.value, ordererMayTrade })
      if ('result' in pressed) return pressed.result
      const sent = await followBriefly(own, await sendOrder(own, pressed.order))
      return afterSending(sent, pressed.notes)
    } catch (error) {
      if (!(error instanceof Outdated) || tries >= 5) throw error
    }
  }
}

/** Takes an order back that waits to be confirmed. Null when it does not wait any more. */
export async function rejectOrder(
  context: Context,
  id: string,
  who: Confirming,
): Promise<StoredOrder | Refusal> {
  const own = quietContext(context, context)
  const order = await loadOrder(own.database, id)
  if (!order) return { code: 'not_pending', params: {} }
  const mayReject =
    order.user_id === who.user_id || who.isAdmin || order.state === 'pending_approval'
  if (!mayReject || !who.mayTrade) return { code: 'not_your_order', params: {} }
  const after = await change(own, id, (unit, fresh, now) =>
    fresh.state === 'pending_confirm' || fresh.state === 'pending_approval'
      ? step({ unit, now }, fresh, { kind: 'withdrawn' })
      : Promise.resolve(null),
  )
  return after ?? { code: 'not_pending', params: {} }
}

/** Ends an order that nobody confirmed in time. */
export async function expireOrder(context: Context, id: string): Promise<void> {
  await change(context, id, async (unit, order, now) => {
    if ((order.expires_at ?? 0) > now) return null
    const isWaiting = order.state === 'pending_confirm' || order.state === 'pending_approval'
    return isWaiting ? step({ unit, now }, order, { kind: 'expired' }) : null
  })
}
