import type { Context, Services } from '#core/context.ts'
import { decimal, sum, zero, type Decimal } from '#core/money.ts'
import type { Holding, Outcome } from '../clients/exchange.ts'
import { ulid } from '../rules/ulid.ts'
import { loadAccount, lockAccount, setDegraded } from '../store/accounts.ts'
import { enterFills, hasBooks, loadLedger, loadPositions, type StoredFill } from '../store/books.ts'
import { loadUnderWay, type Reader } from '../store/orders.ts'
import { announce } from './announce.ts'
import { engineOf, ensureAccount, modeProblem } from './engine.ts'
import { keepWatch, sendOrder } from './send.ts'
import { tellAccount } from './state.ts'
import { change, quietContext, step } from './transition.ts'
import { lookAtAll } from './watch.ts'

/** What books and exchange say of a currency, where they differ. */
export type Difference = { currency: string; books: Decimal; exchange: Decimal }

const marketOf = (currency: string) => (currency === 'KRW' ? 'KRW' : `KRW-${currency}`)

function entry(
  services: Services,
  accountId: string,
  kind: 'opening' | 'flow',
  what: { currency: string; volume: Decimal; price: Decimal },
): StoredFill {
  const { currency, volume, price } = what
  const size = volume.abs()
  const isKrw = currency === 'KRW'
  return {
    trade_uuid: `${kind}:${ulid(services.clock.now(), services.random(10))}`,
    account_id: accountId,
    order_id: null,
    kind,
    market: marketOf(currency),
    side: volume.isNegative() ? 'sell' : 'buy',
    price: isKrw ? zero : price,
    volume: isKrw ? zero : size,
    funds: isKrw ? size : size.times(price),
    fee: zero,
    fee_estimated: false,
    strategy: null,
    at: services.clock.now(),
  }
}

/** Opens the books of a new account with what it holds. */
async function openBooks(
  context: Context,
  accountId: string,
  holdings: readonly Holding[],
): Promise<void> {
  const entries = holdings
    .map((one) => ({ ...one, whole: one.balance.plus(one.locked) }))
    .filter(({ whole, currency }) => !whole.isZero() || currency === 'KRW')
    .map(({ currency, whole, avgBuyPrice }) =>
      entry(context, accountId, 'opening', { currency, volume: whole, price: avgBuyPrice }),
    )
  await context.write(async (unit) => {
    await lockAccount(unit, accountId)
    if (await hasBooks(unit, accountId)) return
    await enterFills(unit, entries, () => null)
  })
}

/** What the books say is there. */
async function booksOf(db: Reader, accountId: string): Promise<Map<string, Decimal>> {
  const lines = await loadLedger(db, accountId, 0)
  const positions = await loadPositions(db, accountId)
  const cash = sum(lines.map((line) => line.cash))
  const coins = positions.filter(({ market }) => market !== 'KRW')
  return new Map([
    ['KRW', cash],
    ...coins.map(({ market, volume }) => [market.slice(4), volume] as const),
  ])
}

/** The exchange shows eight digits of KRW, and fees have more: less than this is no money that moved. */
const krwRounding = decimal('0.01')

function isSame(currency: string, books: Decimal, exchange: Decimal): boolean {
  return currency === 'KRW' ? books.minus(exchange).abs().lt(krwRounding) : books.eq(exchange)
}

/** Where books and exchange differ. */
async function differences(
  db: Reader,
  accountId: string,
  holdings: readonly Holding[],
): Promise<Difference[]> {
  const books = await booksOf(db, accountId)
  const there = new Map(holdings.map((one) => [one.currency, one.balance.plus(one.locked)]))
  const currencies = new Set([...books.keys(), ...there.keys()])
  return [...currencies]
    .map((currency) => ({
      currency,
      books: books.get(currency) ?? zero,
      exchange: there.get(currency) ?? zero,
    }))
    .filter(({ currency, books: ours, exchange }) => !isSame(currency, ours, exchange))
}

function describe(list: readonly Difference[]): string {
  return list
    .slice(0, 5)
    .map(
      ({ currency, books, exchange }) => `${currency}: ${books.toFixed()} ≠ ${exchange.toFixed()}`,
    )
    .join(', ')
}

/** Prices of currencies in KRW; those that have none are worth nothing to us. */
async function pricesOf(
  services: Services,
  currencies: readonly string[],
): Promise<Outcome<ReadonlyMap<string, Decimal>>> {
  const { prices } = engineOf(services)
  const markets = await prices.markets()
  if (markets.kind !== 'ok') return markets
  const listed = new Set(markets.value.map(({ market }) => market))
  const wanted = currencies.map(marketOf).filter((market) => listed.has(market))
  const quotes = await prices.quotes(wanted)
  if (quotes.kind !== 'ok') return quotes
  const known = [...quotes.value].map(([market, { price }]) => [market.slice(4), price] as const)
  return { kind: 'ok', value: new Map([['KRW', decimal('1')], ...known]) }
}

/** What the exchange has more than the books, in KRW. */
async function worthOf(services: Services, list: readonly Difference[]): Promise<Decimal> {
  if (list.length === 0) return zero
  const prices = await pricesOf(
    services,
    list.map(({ currency }) => currency),
  )
  if (prices.kind !== 'ok') return zero
  return sum(
    list.map(({ currency, books, exchange }) =>
      exchange.minus(books).times(prices.value.get(currency) ?? zero),
    ),
  )
}

/**
 * Compares books and exchange while nothing is under way. A difference stops strategies until an
 * administrator has looked at it.
 */
export async function compareBooks(services: Services): Promise<Outcome<Difference[]>> {
  const context = quietContext(services)
  const { id } = await ensureAccount(services)
  const { exchange } = engineOf(services)
  const accounts = await exchange.accounts()
  if (accounts.kind !== 'ok') return accounts
  if (!(await hasBooks(services.database, id))) await openBooks(context, id, accounts.value)
  const underWay = await loadUnderWay(services.database, id)
  if (underWay.length > 0) return { kind: 'ok', value: [] }
  const found = await differences(services.database, id, accounts.value)
  // An order may have been placed while we looked.
  if ((await loadUnderWay(services.database, id)).length > 0) return { kind: 'ok', value: [] }
  const now = services.clock.now()
  const krw = await worthOf(services, found)
  await context.write(async (unit) => {
    const account = await loadAccount(unit, id)
    const reason = found.length === 0 ? null : describe(found)
    await setDegraded(unit, id, reason === null ? null : { reason, krw }, now)
    if (reason === null || account?.degraded === reason) return
    await tellAccount(unit, 'degraded', now, { reason })
    await announce(unit, { type: 'degraded', id, once: `degraded:${now}`, values: { reason } })
  })
  return { kind: 'ok', value: found }
}

/**
 * An administrator takes the exchange's word: differences become flows from outside. Null when they
 * cannot be told now: the exchange does not answer, or orders are under way.
 */
export async function acceptBooks(context: Context, userId: string): Promise<number | null> {
  const { id } = await ensureAccount(context)
  const accounts = await engineOf(context).exchange.accounts()
  if (accounts.kind !== 'ok') return null
  if (!(await hasBooks(context.database, id))) {
    await openBooks(context, id, accounts.value)
    return 0
  }
  const found = await differences(context.database, id, accounts.value)
  if ((await loadUnderWay(context.database, id)).length > 0) return null
  // What comes in is worth what it costs at that moment: a gift of coins is no profit.
  const prices = await pricesOf(
    context,
    found.map(({ currency }) => currency),
  )
  if (prices.kind !== 'ok') return null
  const entries = found.map(({ currency, books, exchange }) =>
    entry(context, id, 'flow', {
      currency,
      volume: exchange.minus(books),
      price: prices.value.get(currency) ?? zero,
    }),
  )
  return context.write(async (unit) => {
    // Somebody else may have accepted the same meanwhile.
    await lockAccount(unit, id)
    const now = describe(await differences(unit, id, accounts.value))
    if (now !== describe(found)) return null
    await enterFills(unit, entries, () => null)
    const data = { by: userId, differences: now }
    if (found.length > 0) await tellAccount(unit, 'accepted', context.clock.now(), data)
    return found.length
  })
}

/** Orders of the exchange that are not ours are told, never touched. */
async function reportStrangers(context: Context, accountId: string): Promise<void> {
  const open = await engineOf(context).exchange.open()
  if (open.kind !== 'ok') return
  const ours = new Set(
    (await loadUnderWay(context.database, accountId)).map(({ client_id }) => client_id),
  )
  const strangers = open.value.filter(
    ({ identifier }) => identifier === null || !ours.has(identifier),
  )
  if (strangers.length === 0) return
  const uuids = strangers.map(({ uuid }) => uuid)
  context.log.warn({ orders: uuids }, 'the exchange has open orders that Muster did not place')
  const now = context.clock.now()
  await context.write((unit) => tellAccount(unit, 'strangers', now, { orders: uuids.slice(0, 50) }))
}

async function lookAfterAll(services: Services): Promise<boolean> {
  const context = quietContext(services)
  const engine = engineOf(services)
  const { id, mode } = await ensureAccount(services)
  if (modeProblem(engine, mode) !== null) return true
  // The books are opened before anything can be traded, and compared once all is looked after.
  const first = await compareBooks(services)
  if (first.kind !== 'ok') return false
  const isAlone = services.database.dialect === 'sqlite'
  const left = await loadUnderWay(services.database, id)
  for (const order of left) {
    if (order.state === 'sending' && isAlone) {
      await change(context, order.id, (unit, fresh, now) =>
        step({ unit, now }, fresh, { kind: 'outcome_unknown', reason: 'process_died' }),
      )
    }
    await context.write((unit) => keepWatch(unit, order, services.clock.now() + 1_000))
  }
  if (!(await lookAtAll(context, await loadUnderWay(services.database, id)))) return false
  for (const order of left) if (order.state === 'intent') await sendOrder(context, order)
  await reportStrangers(context, id)
  return (await compareBooks(services)).kind === 'ok'
}

/**
 * After a start, before any strategy runs: every order whose fate is open is looked for by its
 * identifier, those that were stored but never sent are sent while they are young, and the books are
 * compared with the exchange. False when the exchange could not be asked.
 */
export async function recover(services: Services): Promise<boolean> {
  const isDone = await lookAfterAll(services)
  if (isDone) engineOf(services).isRecovered = true
  return isDone
}
