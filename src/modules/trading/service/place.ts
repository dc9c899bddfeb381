import type { Context, Services, Unit } from '#core/context.ts'
import { sum, zero, type Decimal } from '#core/money.ts'
import type { BookLevel, Chance, Outcome } from '../clients/exchange.ts'
import type { Side } from '../contract/values.ts'
import { askedText, findMarket, parseAmount } from '../rules/amounts.ts'
import { walkBook } from '../rules/book.ts'
import { dayStart } from '../rules/days.ts'
import { gate, type GateInput, type Passed } from '../rules/gate.ts'
import { clientIdOf } from '../rules/order.ts'
import { rememberedMs } from '../rules/requests.ts'
import { storedRefusal, type Refusal } from '../rules/refusals.ts'
import type { LiveTick } from '../rules/ticks.ts'
import type { TypedOrder } from '../rules/sizing.ts'
import { ulid } from '../rules/ulid.ts'
import { loadAccount, lockAccount, openAccount } from '../store/accounts.ts'
import { hasBooks, loadPositions } from '../store/books.ts'
import {
  comingOrders,
  forgetOrderOfRequest,
  hasTwin,
  insertOrder,
  loadOrderOfRequest,
  ordersSince,
  type StoredOrder,
} from '../store/orders.ts'
import { accountOf, currentAccount, engineOf, modeNow, modeProblem } from './engine.ts'
import { compareBooks } from './recover.ts'
import { keepWatch, sendOrder } from './send.ts'
import {
  haltReason,
  loadHalt,
  loadLimits,
  lookAtAccount,
  resultToday,
  valueOf,
  type Worth,
} from './state.ts'
import { quietContext, tellOrder } from './transition.ts'
import { followBriefly, lookAt } from './watch.ts'

/** Where an order comes from. */
export type OrderSource = Pick<
  StoredOrder,
  'source_kind' | 'user_id' | 'strategy_id' | 'strategy' | 'channel_id' | 'guild_id'
>

/** A wish for an order. */
export type PlaceRequest = {
  ticker: string
  typed: TypedOrder
  source: OrderSource
  by: GateInput['by']
  mayTrade: boolean
  /** No idempotency key says whether the same order twice is meant. */
  checksDuplicates: boolean
  /** Names the request over repetitions; null where nothing does. */
  idempotencyKey: string | null
}

/** What became of the wish. */
export type Placed =
  | { kind: 'refused'; refusal: Refusal; order: StoredOrder | null }
  | { kind: 'asked'; order: StoredOrder; est: Passed['est']; notes: Passed['notes'] }
  | { kind: 'placed'; order: StoredOrder; notes: Passed['notes'] }

/** How long somebody has to confirm. */
export const confirmMs = 60_000

/** What the exchange said that a decision needs. */
export type Facts = {
  market: GateInput['market']
  price: GateInput['price']
  book: readonly BookLevel[] | null
  free: GateInput['free']
  worth: Worth | null
}

const noFree = { krw: zero, coin: zero, lockedCoin: zero }
const nothing: Facts = { market: null, price: null, book: null, free: noFree, worth: null }

function rulesOf(
  market: { market: string; warning: boolean },
  chance: Chance,
  tick: LiveTick | null,
): GateInput['market'] {
  return {
    market: market.market,
    base: market.market.slice(4),
    active: chance.active,
    warning: market.warning,
    min_total: chance.minTotal,
    max_total: chance.maxTotal,
    bid_fee: chance.bidFee,
    ask_fee: chance.askFee,
    tick,
  }
}

/** What is asked of the exchange before an order is decided on. A failure is passed on. */
export async function gatherFacts(services: Services, ticker: string): Promise<Outcome<Facts>> {
  const { exchange, prices } = engineOf(services)
  const markets = await prices.markets()
  if (markets.kind !== 'ok') return markets
  const market = findMarket(ticker, markets.value)
  if (!market) return { kind: 'ok', value: nothing }
  const [chance, quote, book, worth] = await Promise.all([
    exchange.chance(market.market),
    prices.quote(market.market),
    exchange.book(market.market),
    lookAtAccount(services),
  ])
  if (chance.kind !== 'ok') return chance
  if (quote.kind !== 'ok' && quote.kind !== 'not_found') return quote
  if (worth.kind !== 'ok') return worth
  const { bid, ask } = chance.value
  const tick = (await prices.ticks([market.market])).get(market.market) ?? null
  return {
    kind: 'ok',
    value: {
      market: rulesOf(market, chance.value, tick),
      price: quote.kind === 'ok' ? { value: quote.value.price, at: quote.value.heardAt } : null,
      book: book.kind === 'ok' ? book.value : null,
      free: { krw: bid.balance, coin: ask.balance, lockedCoin: ask.locked },
      worth: worth.value,
    },
  }
}

/** The average price that the book gives for what was typed; null when that cannot be said. */
function bookPrice(facts: Facts, typed: TypedOrder): Decimal | null {
  if (!facts.book || typed.price !== undefined) return null
  const amount = parseAmount(typed.amount ?? typed.volume ?? 'all')
  const whole = typed.side === 'buy' ? facts.free.krw : facts.free.coin
  const wanted = amount?.kind === 'exact' ? amount.value : whole
  return walkBook(facts.book, typed.side, wanted)
}

type Account = { id: string; mode: StoredOrder['mode'] }

async function usedOf(
  services: Services,
  unit: Unit,
  facts: Facts,
  { account, asking }: { account: Account; asking: Asking },
) {
  const now = services.clock.now()
  // The order that is decided on once more is no other order.
  const today = dayStart(now)
  const minute = now - 60_000
  const orders = (await ordersSince(unit, account.id, Math.min(today, minute))).filter(
    ({ id }) => id !== asking.order_id,
  )
  const bought = orders.filter(({ side, created_at }) => side === 'buy' && created_at >= today)
  const underWay = await comingOrders(unit, account.id)
  const coming = underWay.filter(({ side }) => side === 'buy')
  const held = (await loadPositions(unit, account.id)).filter(({ market }) => market !== 'KRW')
  const market = facts.market?.market ?? ''
  const worthOf = (list: typeof held) =>
    sum(
      list.map((one) =>
        one.volume.isZero() ? zero : (valueOf(services, one.market, one.volume) ?? one.cost),
      ),
    )
  return {
    today: sum(bought.map(({ krw }) => krw)),
    todayByPerson: sum(
      bought.filter(({ user_id }) => user_id === asking.user_id).map(({ krw }) => krw),
    ),
    position: worthOf(held.filter((one) => one.market === market)).plus(
      sum(coming.filter((one) => one.market === market).map(({ krw }) => krw)),
    ),
    exposure: worthOf(held).plus(sum(coming.map(({ krw }) => krw))),
    openOrders: underWay.length,
    lastMinute: orders.filter(({ created_at }) => created_at > minute).length,
    result: facts.worth
      ? await resultToday(services, unit, { id: account.id, equity: facts.worth.equity })
      : zero,
  }
}

/** Whose order it is, and which one when it is decided on once more. */
type Asking = { user_id: string | null; order_id: string | null }

/** Everything that the gate looks at, read in the unit of work that stores the order. */
export async function gateInput(
  services: Context,
  unit: Unit,
  request: Pick<PlaceRequest, 'typed' | 'by' | 'mayTrade'> & { asking: Asking },
  facts: Facts,
): Promise<GateInput & { account: Account }> {
  const engine = engineOf(services)
  const now = services.clock.now()
  const mode = await modeNow(services, unit)
  const account = accountOf(engine, mode)
  await openAccount(unit, account, now)
  await lockAccount(unit, account.id)
  const stored = await loadAccount(unit, account.id)
  const halt = await loadHalt(unit, now)
  return {
    account: { id: account.id, mode },
    now,
    typed: request.typed,
    by: request.by,
    halt: halt && { scope: halt.scope, reason: haltReason(halt, services.locale) },
    modeProblem: modeProblem(engine, mode),
    degraded: (stored?.degraded ?? null) !== null,
    mayTrade: request.mayTrade,
    market: facts.market,
    allowWarning: engine.settings.TRADING_ALLOW_WARNING,
    price: facts.price,
    bookPrice: bookPrice(facts, request.typed),
    free: facts.free,
    equity: facts.worth?.equity ?? zero,
    limits: await loadLimits(services, unit),
    used: await usedOf(services, unit, facts, {
      account: { id: account.id, mode },
      asking: request.asking,
    }),
    duplicate: false,
    confirmed: false,
  }
}

function draft(
  services: Services,
  account: Account,
  request: PlaceRequest,
  passed: Passed,
): StoredOrder {
  const now = services.clock.now()
  const id = ulid(now, services.random(10))
  const state = passed.needsConfirm ? 'pending_confirm' : 'intent'
  return {
    ...passed.wish,
    ...request.source,
    idempotency_key: request.idempotencyKey,
    id,
    account_id: account.id,
    mode: account.mode,
    attempt: 1,
    client_id: state === 'intent' ? clientIdOf(account.mode, id, 1) : null,
    exchange_uuid: null,
    est_krw: passed.est.krw,
    est_price: passed.est.price,
    asked: askedText(request.typed),
    state,
    state_at: now,
    expires_at: passed.needsConfirm ? now + confirmMs : null,
    approved_by: null,
    fence: null,
    sent_at: null,
    not_found: 0,
    first_lookup_at: null,
    filled_volume: zero,
    filled_krw: zero,
    fee_krw: zero,
    error: null,
    error_text: null,
    message_id: null,
    version: 1,
    created_at: now,
    updated_at: now,
  }
}

type Decision = { refusal: Refusal } | { order: StoredOrder; passed: Passed }

async function isDuplicate(
  services: Services,
  unit: Unit,
  request: PlaceRequest,
  { accountId, market, side }: { accountId: string; market: string; side: Side },
): Promise<boolean> {
  const { TRADING_DUPLICATE_WINDOW_MS: windowMs } = engineOf(services).settings
  const { user_id: userId } = request.source
  if (!request.checksDuplicates || windowMs === 0 || userId === null) return false
  const asked = askedText(request.typed)
  const after = services.clock.now() - windowMs
  return hasTwin(unit, { accountId, userId }, { market, side, asked }, after)
}

async function decide(context: Context, request: PlaceRequest, facts: Facts): Promise<Decision> {
  return context.write(async (unit): Promise<Decision> => {
    const asking = { user_id: request.source.user_id, order_id: null }
    const input = await gateInput(context, unit, { ...request, asking }, facts)
    const first = gate(input)
    if (!first.ok) return { refusal: first.refusal }
    const duplicate = await isDuplicate(context, unit, request, {
      accountId: input.account.id,
      market: first.wish.market,
      side: first.wish.side,
    })
    const passed = duplicate ? gate({ ...input, duplicate }) : first
    if (!passed.ok) return { refusal: passed.refusal }
    const order = draft(context, input.account, request, passed)
    const { idempotency_key: key } = order
    if (key !== null) await forgetOrderOfRequest(unit, key, input.now - rememberedMs)
    await insertOrder(unit, order, passed.needsConfirm ? 'asked' : 'accepted')
    await tellOrder(unit, order)
    if (order.state === 'intent') await keepWatch(unit, order, input.now + 2_000)
    else await expireLater(unit, order)
    return { order, passed }
  })
}

/** An order that nobody confirms is over by itself. */
export async function expireLater(unit: Unit, order: StoredOrder): Promise<void> {
  await unit.job({
    kind: 'trading.expire',
    payload: { id: order.id },
    key: `trading.expire:${order.id}`,
    run_at: (order.expires_at ?? 0) + 1_000,
  })
}

/** A refusal because the exchange could not be asked. */
export function unavailable(outcome: Exclude<Outcome<unknown>, { kind: 'ok' }>): Refusal {
  const reason =
    'reason' in outcome ? outcome.reason : 'code' in outcome ? outcome.code : outcome.kind
  return reason === 'no_keys'
    ? { code: 'no_keys', params: {} }
    : { code: 'exchange_unavailable', params: { reason } }
}

/**
 * Decides on an order, stores it, and sends it unless it must be confirmed first. Nothing is sent
 * that is not stored.
 */
export async function placeOrder(context: Context, request: PlaceRequest): Promise<Placed> {
  const own = quietContext(context, context)
  const { idempotencyKey: key } = request
  const earlier = key === null ? null : await loadOrderOfRequest(own.database, key)
  if (earlier && earlier.created_at >= own.clock.now() - rememberedMs)
    return afterSending((await lookAt(own, earlier.id)) ?? earlier)
  const facts = await gatherFacts(own, request.ticker)
  if (facts.kind !== 'ok') return { kind: 'refused', refusal: unavailable(facts), order: null }
  // What was there before must be in the books before anything changes.
  const { id } = await currentAccount(own)
  if (!(await hasBooks(own.database, id))) await compareBooks(own)
  const decision = await decide(own, request, facts.value)
  if ('refusal' in decision) return { kind: 'refused', refusal: decision.refusal, order: null }
  const { order, passed } = decision
  const { est, notes } = passed
  if (order.state === 'pending_confirm') return { kind: 'asked', order, est, notes }
  return afterSending(await followBriefly(own, await sendOrder(own, order)), notes)
}

/** How an order that was sent is answered. */
export function afterSending(order: StoredOrder, notes: Passed['notes'] = []): Placed {
  if (order.state === 'rejected') {
    const params = { reason: order.error ?? '', detail: order.error_text ?? '' }
    return { kind: 'refused', refusal: { code: 'exchange_refused', params }, order }
  }
  if (order.state === 'rejected_local')
    return { kind: 'refused', refusal: storedRefusal(order), order }
  return { kind: 'placed', order, notes }
}

/** What an order would come to; nothing is stored. */
export async function quoteOrder(
  context: Context,
  request: Pick<PlaceRequest, 'ticker' | 'typed' | 'mayTrade'> & { user_id: string | null },
): Promise<{ passed: Passed; market: string; side: Side } | { refusal: Refusal }> {
  const own = quietContext(context, context)
  const facts = await gatherFacts(own, request.ticker)
  if (facts.kind !== 'ok') return { refusal: unavailable(facts) }
  const asking = { user_id: request.user_id, order_id: null }
  const input = await own.write((unit) =>
    gateInput(own, unit, { ...request, asking, by: 'person' }, facts.value),
  )
  const passed = gate(input)
  if (!passed.ok) return { refusal: passed.refusal }
  return { passed, market: passed.wish.market, side: passed.wish.side }
}
