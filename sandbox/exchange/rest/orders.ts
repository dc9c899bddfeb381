import { z } from 'zod'
import type { Desk } from '../desk.ts'
import { refusal } from '../errors.ts'
import { draftOrder, readRequest } from '../orders/request.ts'
import { listedOrderJson, orderJson, orderWithTradesJson } from '../orders/views.ts'
import { openOrders, type Order } from '../state.ts'
import type { Call, Route } from './call.ts'
import { groups } from './limits.ts'

const dayMs = 86_400_000

/** Where asked for, the order is only checked and looks as it would. */
function newOrder(desk: Desk, value: unknown, isTest: boolean): Order {
  const { state, clock } = desk
  const request = readRequest(value)
  const market = desk.market(request.market)
  if (!market) throw refusal(400, 'notfoundmarket')
  if (market.state.state !== 'active') throw refusal(403, 'market_offline')
  const { identifier } = request
  if (identifier) {
    if (state.identifiers.has(identifier)) throw refusal(400, 'duplicated_identifier')
    // Used up, also when the order fails below.
    if (!isTest) state.identifiers.set(identifier, null)
  }
  return draftOrder(state, market, request, { uuid: desk.uuid(), now: clock.now() })
}

function place(desk: Desk, value: unknown): Order {
  const order = newOrder(desk, value, false)
  if (!desk.engine.place(order)) throw refusal(400, `insufficient_funds_${order.side}`)
  if (order.identifier !== null) desk.state.identifiers.set(order.identifier, order.uuid)
  return order
}

function test(desk: Desk, value: unknown): Order {
  const order = newOrder(desk, value, true)
  const currency = order.side === 'bid' ? 'KRW' : order.market.replace(/^.*-/, '')
  const { balance = 0n } = desk.state.holdings.get(currency) ?? {}
  if (balance < order.reserved) throw refusal(400, `insufficient_funds_${order.side}`)
  return order
}

function find(
  desk: Desk,
  by: { uuid?: string | undefined; identifier?: string | undefined },
): Order {
  const { uuid, identifier } = by
  if (uuid === undefined && identifier === undefined) throw refusal(400, 'validation_error')
  const { orders, identifiers } = desk.state
  const order = orders.get(uuid ?? identifiers.get(identifier ?? '') ?? '')
  if (!order) throw refusal(404, 'order_not_found')
  return order
}

const asked = (call: Call): Parameters<typeof find>[1] => ({
  uuid: call.one('uuid'),
  identifier: call.one('identifier'),
})

function cancel(desk: Desk, order: Order): Order {
  if (order.state !== 'wait') throw refusal(404, 'order_not_found')
  desk.engine.cancel(order)
  return order
}

/** The orders of a list call in the asked-for order; the newest first unless asked otherwise. */
function sorted(call: Call, orders: readonly Order[]): Order[] {
  const direction = call.one('order_by') === 'asc' ? 1 : -1
  // Made in this order, also within one millisecond.
  return direction === 1 ? [...orders] : orders.toReversed()
}

function listed(call: Call, orders: readonly Order[], states: readonly string[]): Order[] {
  const market = call.one('market')
  const wanted = [...call.all('states'), ...call.all('state')]
  return sorted(call, orders)
    .filter((order) => market === undefined || order.market === market)
    .filter((order) => (wanted.length > 0 ? wanted : states).includes(order.state))
}

function limitOf(call: Call, largest: number): number {
  const limit = Number(call.one('limit') ?? '100')
  if (!Number.isInteger(limit) || limit < 1) throw refusal(400, 'validation_error')
  return Math.min(limit, largest)
}

function timeOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const at = /^\d{10,13}$/.test(text) ? Number(text.padEnd(13, '0')) : Date.parse(text)
  if (Number.isNaN(at)) throw refusal(400, 'validation_error')
  return at
}

function closed(desk: Desk, call: Call): Order[] {
  const end = timeOf(call.one('end_time'))
  const start = timeOf(call.one('start_time'))
  const to = end ?? (start === undefined ? call.now + 1 : start + 7 * dayMs)
  const from = start ?? to - 7 * dayMs
  if (to - from > 7 * dayMs + 1) throw refusal(400, 'validation_error')
  return listed(call, [...desk.state.orders.values()], ['done', 'cancel'])
    .filter(({ state }) => state !== 'wait')
    .filter(({ created_at }) => created_at >= from && created_at <= to)
    .slice(0, limitOf(call, 1000))
}

/** The orders that a list of uuids or of identifiers names. */
function named(
  desk: Desk,
  call: Call,
  largest: number,
): { found: Order[]; unknown: Record<string, string>[] } {
  const uuids = call.all('uuids')
  const identifiers = call.all('identifiers')
  if ((uuids.length === 0) === (identifiers.length === 0)) throw refusal(400, 'validation_error')
  if (uuids.length + identifiers.length > largest) throw refusal(400, 'validation_error')
  const { orders, identifiers: used } = desk.state
  const found = new Set<Order>()
  const unknown: Record<string, string>[] = []
  for (const uuid of uuids) {
    const order = orders.get(uuid)
    if (order) found.add(order)
    else unknown.push({ uuid })
  }
  for (const identifier of identifiers) {
    const order = orders.get(used.get(identifier) ?? '')
    if (order) found.add(order)
    else unknown.push({ identifier })
  }
  const all = [...found].sort((a, b) => a.created_at - b.created_at)
  return { found: sorted(call, all), unknown }
}

function cancelAll(
  desk: Desk,
  orders: readonly Order[],
  unknown: readonly Record<string, string>[] = [],
): unknown {
  const open = orders.filter(({ state }) => state === 'wait')
  const over = orders.filter(({ state }) => state !== 'wait')
  for (const order of open) desk.engine.cancel(order)
  const short = ({ uuid, market, identifier }: Order) => ({
    uuid,
    market,
    ...(identifier !== null && { identifier }),
  })
  const failed = [...over.map(short), ...unknown]
  return {
    success: { count: open.length, orders: open.map(short) },
    failed: { count: failed.length, orders: failed },
  }
}

function cancelOpen(desk: Desk, call: Call): unknown {
  const list = (name: string): string[] => (call.one(name) ?? '').split(',').filter(Boolean)
  const [pairs, excluded, quotes] = [
    list('pairs'),
    list('excluded_pairs'),
    list('quote_currencies'),
  ]
  const side = call.one('cancel_side') ?? 'all'
  const count = Math.min(Number(call.one('count') ?? '20'), 300)
  const orders = sorted(call, openOrders(desk.state))
    .filter(({ market }) => pairs.length === 0 || pairs.includes(market))
    .filter(({ market }) => quotes.length === 0 || quotes.includes(market.split('-')[0] ?? ''))
    .filter(({ market }) => !excluded.includes(market))
    .filter((order) => side === 'all' || order.side === side)
    .slice(0, count)
  return cancelAll(desk, orders)
}

const replacement = z.object({
  prev_order_uuid: z.string().optional(),
  prev_order_identifier: z.string().optional(),
  new_ord_type: z.string(),
  new_price: z.union([z.string(), z.number()]).optional(),
  new_volume: z.union([z.string(), z.number()]).optional(),
  new_identifier: z.string().optional(),
  new_time_in_force: z.string().optional(),
  new_smp_type: z.string().optional(),
})

function replace(desk: Desk, value: unknown): unknown {
  const parsed = replacement.safeParse(value)
  if (!parsed.success) throw refusal(400, 'validation_error')
  const { data } = parsed
  const order = find(desk, { uuid: data.prev_order_uuid, identifier: data.prev_order_identifier })
  if (order.state !== 'wait') throw refusal(404, 'order_not_found')
  const { market, side } = order
  const rest = order.volume === null ? undefined : listedOrderJson(order)['remaining_volume']
  const next = newOrder(
    desk,
    {
      market,
      side,
      ord_type: data.new_ord_type,
      price: data.new_price,
      volume: data.new_volume === 'remain_only' ? rest : data.new_volume,
      identifier: data.new_identifier,
      time_in_force: data.new_time_in_force,
      smp_type: data.new_smp_type,
    },
    false,
  )
  if (next.identifier !== null) desk.state.identifiers.set(next.identifier, next.uuid)
  order.successor = next
  desk.engine.cancel(order)
  return {
    ...orderJson(order),
    new_order_uuid: next.uuid,
    ...(next.identifier !== null && { new_order_identifier: next.identifier }),
  }
}

/** Adds the calls about the account's orders. */
export function addOrders(route: Route, desk: Desk): void {
  const view = { group: groups.default, needs: 'order_view' } as const
  const act = { group: groups.default, needs: 'order' } as const
  const create = { group: groups.order, needs: 'order' } as const
  route('POST', '/orders', { ...create, status: 201 }, ({ body }) => orderJson(place(desk, body)))
  route('POST', '/orders/test', { group: groups.test, needs: 'order', status: 201 }, ({ body }) =>
    orderJson(test(desk, body)),
  )
  route('POST', '/orders/cancel_and_new', create, ({ body }) => replace(desk, body))
  route('GET', '/order', view, (call) => orderWithTradesJson(find(desk, asked(call))))
  route('DELETE', '/order', act, (call) => orderJson(cancel(desk, find(desk, asked(call)))))
  route('GET', '/orders/open', view, (call) => {
    const page = Number(call.one('page') ?? '1')
    const limit = limitOf(call, 100)
    const orders = listed(call, openOrders(desk.state), ['wait', 'watch'])
    return orders.slice((page - 1) * limit, page * limit).map(listedOrderJson)
  })
  route('GET', '/orders/closed', view, (call) => closed(desk, call).map(listedOrderJson))
  route('GET', '/orders/uuids', view, (call) => named(desk, call, 100).found.map(listedOrderJson))
  route('DELETE', '/orders/uuids', act, (call) => {
    const { found, unknown } = named(desk, call, 20)
    return cancelAll(desk, found, unknown)
  })
  route('DELETE', '/orders/open', { group: groups.cancelAll, needs: 'order' }, (call) =>
    cancelOpen(desk, call),
  )
}
