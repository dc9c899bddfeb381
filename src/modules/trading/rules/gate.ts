import { decimal, greatest, least, plainText, roundTo, zero, type Decimal } from '#core/money.ts'
import type { LimitsJson } from '../contract/data.ts'
import type { Side } from '../contract/values.ts'
import { parseAmount, parseExact, shareOf, type Amount } from './amounts.ts'
import { feeOn, spendable, volumeFor } from './books.ts'
import type { OrderWish } from './order.ts'
import type { Refusal, RefusalCode } from './refusals.ts'
import { toTick, volumePlaces, type LiveTick } from './ticks.ts'

/** What somebody typed. */
export type TypedOrder = {
  side: Side
  /** KRW to spend when buying, coins to sell when selling; `10%` and `all` too. */
  amount?: string | undefined
  volume?: string | undefined
  price?: string | undefined
  tif?: string | undefined
}

/** A market's rules, as the exchange told them last. */
export type MarketRules = {
  market: string
  base: string
  active: boolean
  warning: boolean
  min_total: Decimal
  max_total: Decimal
  bid_fee: Decimal
  ask_fee: Decimal
  /** The step of prices by the exchange's own word; null when it did not say. */
  tick: LiveTick | null
}

/** All that the decision on an order hangs on; read in the transaction that stores it. */
export type GateInput = {
  now: number
  typed: TypedOrder
  /** A stop is the sale that a strategy's position carries with it. */
  by: 'person' | 'strategy' | 'stop'
  halt: { scope: 'all' | 'buys'; reason: string } | null
  /** Why this mode cannot trade now. */
  modeProblem: RefusalCode | null
  degraded: boolean
  mayTrade: boolean
  market: MarketRules | null
  allowWarning: boolean
  price: { value: Decimal; at: number } | null
  /** Average price that the book would give for this order; null when it was not looked at. */
  bookPrice: Decimal | null
  free: { krw: Decimal; coin: Decimal; lockedCoin: Decimal }
  equity: Decimal
  limits: LimitsJson
  used: {
    today: Decimal
    /** The same of the one person alone. */
    todayByPerson: Decimal
    /** What is held, and what purchases under way may add. */
    position: Decimal
    exposure: Decimal
    openOrders: number
    lastMinute: number
    /** Realised and unrealised since 09:00 in Seoul, deposits left out. */
    result: Decimal
  }
  duplicate: boolean
  /** Somebody has confirmed it: the threshold does not ask again. */
  confirmed: boolean
}

/** An order that may go, or must be confirmed first. */
export type Passed = {
  ok: true
  wish: OrderWish
  /** What it will come to, before fees. */
  est: { price: Decimal; volume: Decimal; krw: Decimal; fee: Decimal }
  needsConfirm: boolean
  needsApproval: boolean
  /** Things to say beside. */
  notes: readonly ('partly_locked' | 'collared' | 'rounded_price')[]
}
/** A refused order. */
export type Refused = { ok: false; refusal: Refusal }

/** A price that is older counts for nothing, in milliseconds. */
export const freshMs = 10_000
const slippageLimit = decimal('0.01')
const collar = decimal('0.02')
const one = decimal('1')
const hundred = decimal('100')

function no(code: RefusalCode, params: Record<string, Decimal | string | number> = {}): Refused {
  const texts = Object.entries(params).map(([name, value]) => [
    name,
    typeof value === 'object' ? plainText(value) : String(value),
  ])
  return { ok: false, refusal: { code, params: Object.fromEntries(texts) } }
}

/** A limit that is set, as a number; null for no limit. */
function limit(text: string | null): Decimal | null {
  return text === null ? null : decimal(text)
}

type Ready = GateInput & { market: MarketRules; price: { value: Decimal; at: number } }

/** Whether a stop of trading holds an order: a person may always sell, a stop while only buying is stopped. */
export function isHeld(
  halt: GateInput['halt'],
  { side, by }: { side: Side; by: GateInput['by'] },
): boolean {
  if (!halt) return false
  return side === 'buy' || by === 'strategy' || (by === 'stop' && halt.scope === 'all')
}

/** Switches, mode and rights: what has nothing to do with the market. */
function switchedOff(input: GateInput): Refused | null {
  const { halt, typed, by } = input
  if (halt && isHeld(halt, { side: typed.side, by })) return no('halted', { reason: halt.reason })
  if (input.modeProblem) return no(input.modeProblem)
  if (input.degraded && by !== 'person') return no('degraded')
  return input.mayTrade ? null : no('not_allowed')
}

/** Everything before the amount: switches, rights, the market and its price. */
function mayBegin(input: GateInput): Ready | Refused {
  const { typed, market, price } = input
  const off = switchedOff(input)
  if (off) return off
  if (!market) return no('unknown_market')
  const { market: name } = market
  if (!market.active) return no('market_suspended', { market: name })
  const isWarned = market.warning && !input.allowWarning && typed.side === 'buy'
  if (isWarned) return no('market_warning', { market: name })
  if (!price) return no('no_price', { market: name })
  const age = input.now - price.at
  if (age > freshMs) return no('stale_price', { seconds: Math.round(age / 1_000) })
  return { ...input, market, price }
}

type Sized = { wish: OrderWish; est: Passed['est']; notes: Passed['notes'] }

function priceOf(input: Ready): { price: Decimal | null; rounded: boolean } | Refused {
  const { typed } = input
  if (typed.price === undefined) return { price: null, rounded: false }
  const price = parseExact(typed.price)
  if (!price) return no('invalid_price', { price: typed.price.slice(0, 40) })
  // Never worse than what was asked for.
  const onTick = toTick(price, typed.side === 'buy' ? 'down' : 'up', input.market.tick)
  if (onTick.isZero()) return no('invalid_price', { price: typed.price.slice(0, 40) })
  return { price: onTick, rounded: !onTick.eq(price) }
}

const tifs = ['ioc', 'fok', 'post_only'] as const

function tifOf(input: Ready, price: Decimal | null): OrderWish['time_in_force'] | Refused {
  const { tif } = input.typed
  if (tif === undefined || tif === '') return null
  const known = tifs.find((name) => name === tif.toLowerCase())
  if (!known || (known === 'post_only' && !price))
    return no('invalid_tif', { tif: tif.slice(0, 20) })
  return known
}

/** The price that an order without one will get. */
function expectedPrice(input: Ready): Decimal {
  return input.bookPrice ? roundTo(input.bookPrice, 8, 'half_even') : input.price.value
}

/**
 * A market order that would walk far through the book becomes one with a limit 2 % from the last
 * price, and what is not to be had there is left.
 */
function collared(wish: OrderWish, input: Ready): OrderWish | null {
  const last = input.price.value
  const expected = expectedPrice(input)
  if (wish.type !== 'market' || expected.minus(last).abs().div(last).lte(slippageLimit)) return null
  const isBuy = wish.side === 'buy'
  const price = toTick(
    last.times(isBuy ? one.plus(collar) : one.minus(collar)),
    isBuy ? 'down' : 'up',
    input.market.tick,
  )
  const volume = wish.volume ?? volumeFor(wish.krw ?? zero, price)
  return { ...wish, type: 'limit', time_in_force: 'ioc', krw: null, volume, price }
}

/** What a purchase is to be: a volume of coins at a price, or KRW to spend. */
function boughtAmount({ typed }: Ready): { volume: Decimal } | { spend: Amount } | Refused {
  if (typed.volume !== undefined) {
    const volume = parseExact(typed.volume)
    return volume ? { volume } : no('invalid_amount', { amount: typed.volume.slice(0, 40) })
  }
  const spend = parseAmount(typed.amount ?? '')
  return spend ? { spend } : no('invalid_amount', { amount: (typed.amount ?? '').slice(0, 40) })
}

function buySize(
  input: Ready,
  asked: { volume: Decimal } | { spend: Amount },
  price: Decimal | null,
): { krw: Decimal; volume: Decimal } | Refused {
  const { free, market } = input
  if ('volume' in asked) {
    if (!price) return no('price_needed')
    const rounded = roundTo(asked.volume, volumePlaces, 'down')
    return { volume: rounded, krw: rounded.times(price) }
  }
  const krw = roundTo(shareOf(asked.spend, spendable(free.krw, market.bid_fee), 0), 8, 'down')
  return { krw, volume: volumeFor(krw, price ?? expectedPrice(input)) }
}

function sizeBuy(input: Ready): Sized | Refused {
  const asked = boughtAmount(input)
  if ('ok' in asked) return asked
  const limitPrice = priceOf(input)
  if ('ok' in limitPrice) return limitPrice
  const tif = tifOf(input, limitPrice.price)
  if (tif !== null && typeof tif === 'object') return tif
  const size = buySize(input, asked, limitPrice.price)
  return 'ok' in size ? size : sizedBuy(input, { ...limitPrice, tif, size })
}

function sizedBuy(
  input: Ready,
  {
    price,
    rounded,
    tif,
    size,
  }: {
    price: Decimal | null
    rounded: boolean
    tif: OrderWish['time_in_force']
    size: { krw: Decimal; volume: Decimal }
  },
): Sized {
  const plain: OrderWish = {
    market: input.market.market,
    side: 'buy',
    type: price ? 'limit' : tif ? 'best' : 'market',
    time_in_force: tif,
    krw: price ? null : size.krw,
    volume: price ? size.volume : null,
    price,
  }
  const safe = collared(plain, input)
  const wish = safe ?? plain
  const at = wish.price ?? expectedPrice(input)
  const volume = wish.volume ?? size.volume
  const krw = wish.krw ?? volume.times(at)
  return {
    wish,
    est: { price: at, volume, krw, fee: feeOn(krw, input.market.bid_fee) },
    notes: [
      ...(rounded ? (['rounded_price'] as const) : []),
      ...(safe ? (['collared'] as const) : []),
    ],
  }
}

/** The coins that a sale means; without an amount all that are free. */
function saleVolume(input: Ready): { volume: Decimal; amount: Amount } | Refused {
  const text = input.typed.amount ?? input.typed.volume
  const amount: Amount | null =
    text === undefined || text === '' ? { kind: 'all' } : parseAmount(text)
  if (!amount) return no('invalid_amount', { amount: (text ?? '').slice(0, 40) })
  return {
    amount,
    volume: roundTo(shareOf(amount, input.free.coin, volumePlaces), volumePlaces, 'down'),
  }
}

function sizeSell(input: Ready): Sized | Refused {
  const sale = saleVolume(input)
  if ('ok' in sale) return sale
  const limitPrice = priceOf(input)
  if ('ok' in limitPrice) return limitPrice
  const { price, rounded } = limitPrice
  const tif = tifOf(input, price)
  if (tif !== null && typeof tif === 'object') return tif
  const { volume, amount } = sale
  if (volume.isZero()) return no('nothing_to_sell', { currency: input.market.base })
  const { market } = input.market
  const type = price ? 'limit' : tif ? 'best' : 'market'
  const plain: OrderWish = {
    market,
    side: 'sell',
    type,
    time_in_force: tif,
    krw: null,
    volume,
    price,
  }
  const safe = collared(plain, input)
  const wish = safe ?? plain
  const at = wish.price ?? expectedPrice(input)
  const krw = volume.times(at)
  const isPart = amount.kind === 'all' && input.free.lockedCoin.gt(zero)
  return {
    wish,
    est: { price: at, volume, krw, fee: feeOn(krw, input.market.ask_fee) },
    notes: [
      ...(isPart ? (['partly_locked'] as const) : []),
      ...(rounded ? (['rounded_price'] as const) : []),
      ...(safe ? (['collared'] as const) : []),
    ],
  }
}

/** What the exchange would refuse: too little, too much, or more than there is. */
function fitsExchange(input: Ready, { wish, est }: Sized): Refused | null {
  const { market, free } = input
  const isSale = wish.side === 'sell'
  const shown = roundTo(est.krw, 0, 'down')
  if (est.krw.lt(market.min_total)) {
    const minimum = market.min_total
    return isSale
      ? no('dust', { value: shown, minimum })
      : no('below_minimum', { amount: shown, minimum })
  }
  if (est.krw.gt(market.max_total)) {
    return no('above_maximum', { amount: shown, maximum: market.max_total })
  }
  if (isSale) {
    return est.volume.gt(free.coin)
      ? no('insufficient_coin', { currency: market.base, free: free.coin, wanted: est.volume })
      : null
  }
  const needed = est.krw.plus(est.fee)
  return needed.gt(free.krw)
    ? no('insufficient_krw', {
        free: roundTo(free.krw, 0, 'down'),
        needed: roundTo(needed, 0, 'up'),
      })
    : null
}

/**
 * The account's own limits. A person's sale is held by those on a single order alone; one of a
 * strategy or a stop reduces risk and is held by none.
 */
function withinLimits(input: Ready, { wish, est }: Sized): Refused | null {
  const { limits, used } = input
  const isBuy = wish.side === 'buy'
  const isPerson = input.by === 'person'
  if (!isBuy && !isPerson) return null
  const { krw } = est
  const amounts: [isMeant: boolean, RefusalCode, most: string | null, value: Decimal][] = [
    [true, 'max_order', limits.max_order_krw, krw],
    [isPerson, 'max_order', limits.person_max_order_krw, krw],
    [isBuy, 'daily_order', limits.daily_order_krw, used.today.plus(krw)],
    [
      isBuy && isPerson,
      'person_daily_order',
      limits.person_daily_order_krw,
      used.todayByPerson.plus(krw),
    ],
    [isBuy, 'max_position', limits.max_position_krw, used.position.plus(krw)],
    [isBuy, 'max_exposure', limits.max_exposure_krw, used.exposure.plus(krw)],
  ]
  for (const [isMeant, code, text, value] of amounts) {
    const most = limit(text)
    if (isMeant && most && value.gt(most))
      return no(code, { limit: most, value: roundTo(value, 0, 'up') })
  }
  const counts: [RefusalCode, number | null, number][] = [
    ['max_open_orders', limits.max_open_orders, used.openOrders + 1],
    ['orders_per_minute', limits.orders_per_minute, used.lastMinute + 1],
  ]
  const tooMany = counts.find(([, most, value]) => most !== null && value > most)
  if (tooMany) return no(tooMany[0], { limit: tooMany[1] ?? 0, value: tooMany[2] })
  const loss = limit(limits.daily_loss_krw)
  return isBuy && loss && used.result.negated().gte(loss)
    ? no('daily_loss', { limit: loss, value: roundTo(used.result.negated(), 0, 'up') })
    : null
}

/** From how much on somebody has to confirm, in KRW. */
export function confirmAbove(limits: LimitsJson, equity: Decimal): Decimal {
  const share = greatest(equity, zero).times(decimal(limits.confirm_above_pct)).div(hundred)
  return least(decimal(limits.confirm_above_krw), share)
}

/**
 * The one gate that every order passes, from whatever source, inside the transaction that stores the
 * order. Checks stand in the order of the contract; the first that fails is the answer.
 */
export function gate(input: GateInput): Passed | Refused {
  const ready = mayBegin(input)
  if ('ok' in ready) return ready
  const sized = ready.typed.side === 'buy' ? sizeBuy(ready) : sizeSell(ready)
  if ('ok' in sized) return sized
  const refused = fitsExchange(ready, sized) ?? withinLimits(ready, sized)
  if (refused) return refused
  if (input.duplicate && !input.confirmed) return no('duplicate')
  const { krw } = sized.est
  const approval = limit(input.limits.approve_above_krw)
  const isPerson = input.by === 'person'
  const needsApproval = isPerson && approval !== null && krw.gt(approval)
  return {
    ok: true,
    ...sized,
    needsConfirm:
      isPerson &&
      !input.confirmed &&
      (needsApproval || krw.gt(confirmAbove(input.limits, input.equity))),
    needsApproval,
  }
}
