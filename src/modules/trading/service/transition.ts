import { systemActor } from '#core/access/actor.ts'
import { createContext, type Context, type Services, type Unit } from '#core/context.ts'
import { decimal, roundTo } from '#core/money.ts'
import { averagePrice, newFills, type Position } from '../rules/books.ts'
import { advance, doubtMs, isFinal, type OrderEvent, type RemoteOrder } from '../rules/order.ts'
import { toTick } from '../rules/ticks.ts'
import { closeFees, enterFills, knownFills, type StoredFill } from '../store/books.ts'
import { loadOrder, updateOrder, type StoredOrder } from '../store/orders.ts'
import { loadStrategy } from '../store/strategies.ts'
import { announceOrder } from './announce.ts'

/** A context for what happens after a request, of the program itself or of the same person. */
export function quietContext(services: Services, context?: Context): Context {
  const { actor, locale } = context ?? { actor: systemActor, locale: 'en' as const }
  // Without an inbox: an order's life is more than one unit of work.
  return createContext(services, { actor, locale })
}

/** What changes beside the state. */
type Changes = Partial<
  Pick<
    StoredOrder,
    | 'client_id'
    | 'attempt'
    | 'fence'
    | 'sent_at'
    | 'approved_by'
    | 'expires_at'
    | 'error'
    | 'error_text'
    | 'message_id'
    | 'exchange_uuid'
  >
>

/** An order changed under our hands: read it again. */
export class Outdated extends Error {
  constructor() {
    super('the order was changed meanwhile')
    this.name = 'Outdated'
  }
}

/** Tells everybody who follows orders. */
export async function tellOrder(unit: Unit, order: StoredOrder): Promise<void> {
  await unit.fact({
    topic: 'trading',
    type: 'order',
    object_id: order.id,
    guild_id: order.guild_id,
    version: order.version,
    data: { state: order.state, market: order.market, side: order.side },
  })
}

async function save(
  unit: Unit,
  before: StoredOrder,
  after: StoredOrder,
  done: { reason: string; payload?: Record<string, unknown> },
): Promise<StoredOrder> {
  if (!(await updateOrder(unit, before, after, done))) throw new Outdated()
  const stored = { ...after, version: before.version + 1 }
  await tellOrder(unit, stored)
  return stored
}

/**
 * Applies an event to an order inside a unit of work. Null when the event does nothing in the state
 * that the order is in by now.
 */
export async function step(
  { unit, now }: { unit: Unit; now: number },
  order: StoredOrder,
  event: OrderEvent,
  changes: Changes = {},
): Promise<StoredOrder | null> {
  const transition = advance(order, event)
  if (!transition) return null
  const { state, reason, not_found, first_lookup_at } = transition
  const after: StoredOrder = {
    ...order,
    ...changes,
    state,
    state_at: state === order.state ? order.state_at : now,
    not_found: not_found ?? order.not_found,
    first_lookup_at: first_lookup_at ?? order.first_lookup_at,
    updated_at: now,
  }
  return save(unit, order, after, { reason })
}

const hundred = decimal('100')

/** A purchase of a strategy carries its stop: so far below the cost of what is held. */
async function stopPrices(unit: Unit, order: StoredOrder) {
  const strategy =
    order.strategy_id === null || order.side === 'sell'
      ? null
      : await loadStrategy(unit, order.strategy_id)
  const pct = strategy?.stop_pct
  return (_: StoredFill, position: Position) => {
    const cost = averagePrice(position.cost, position.volume)
    if (!pct || !cost) return null
    return toTick(roundTo(cost.times(hundred.minus(pct)).div(hundred), 8, 'down'), 'down')
  }
}

/** Whoever was told that nobody knows what became of an order is told once somebody does. */
function wasInDoubt({ state, sent_at }: StoredOrder, now: number): boolean {
  return state === 'unknown' && now - (sent_at ?? now) >= doubtMs
}

/** The picture is whole when its trades make up what it says was executed. */
function isWhole(remote: RemoteOrder): boolean {
  const traded = (remote.trades ?? []).reduce((sum, { volume }) => sum.plus(volume), decimal('0'))
  return traded.eq(remote.executed_volume)
}

/**
 * Takes what the exchange shows of an order: new fills go into the books, and the state follows from
 * the volumes. All in the unit of work of the caller. A picture whose trades are still incomplete
 * ends nothing.
 */
export async function see(
  unit: Unit,
  now: number,
  order: StoredOrder,
  remote: RemoteOrder,
): Promise<StoredOrder | null> {
  const transition = advance(order, { kind: 'seen', remote })
  if (!transition) return null
  const isOver = isFinal(transition.state) && isWhole(remote)
  const state = isFinal(transition.state) && !isOver ? order.state : transition.state
  const known = await knownFills(unit, order.id)
  const { market, side, strategy, id: order_id, account_id } = order
  const fills = newFills({ market, side, strategy }, remote, known, { isOver, at: now })
  const entries = fills.map((fill) => ({ ...fill, order_id, account_id }))
  const fresh = await enterFills(unit, entries, await stopPrices(unit, order))
  if (isOver) await closeFees(unit, order.id)
  const visible = state === 'sending' || state === 'unknown' ? 'open' : state
  const after: StoredOrder = {
    ...order,
    exchange_uuid: remote.uuid,
    state: visible,
    state_at: visible === order.state ? order.state_at : now,
    not_found: 0,
    filled_volume: fresh.reduce((sum, { volume }) => sum.plus(volume), order.filled_volume),
    filled_krw: fresh.reduce((sum, { funds }) => sum.plus(funds), order.filled_krw),
    fee_krw: fresh.reduce((sum, { fee }) => sum.plus(fee), order.fee_krw),
    updated_at: now,
  }
  const isNews = fresh.length > 0 || visible !== order.state || order.exchange_uuid === null
  if (!isNews) return order
  const stored = await save(unit, order, after, { reason: transition.reason })
  if (isFinal(stored.state) || wasInDoubt(order, now)) await announceOrder(unit, stored)
  return stored
}

/** Runs a change of an order until nobody else changed it meanwhile. Null when it changes nothing. */
export async function change(
  context: Context,
  id: string,
  work: (unit: Unit, order: StoredOrder, now: number) => Promise<StoredOrder | null>,
): Promise<StoredOrder | null> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await context.write(async (unit) => {
        const order = await loadOrder(unit, id)
        return order ? work(unit, order, context.clock.now()) : null
      })
    } catch (error) {
      if (!(error instanceof Outdated) || tries >= 5) throw error
    }
  }
}
