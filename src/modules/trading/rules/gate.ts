import { decimal, greatest, least, roundTo, zero, type Decimal } from '#core/money.ts'
import type { LimitsJson } from '../contract/data.ts'
import type { Side } from '../contract/values.ts'
import { no, type RefusalCode, type Refused } from './refusals.ts'
import { sizeOf, type MarketRules, type SizeInput, type Sized } from './sizing.ts'

/** All that the decision on an order hangs on; read in the transaction that stores it. */
export type GateInput = Pick<SizeInput, 'typed' | 'bookPrice' | 'free'> & {
  now: number
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
export type Passed = Sized & { ok: true; needsConfirm: boolean; needsApproval: boolean }

/** A price that is older counts for nothing, in milliseconds. */
export const freshMs = 10_000
const hundred = decimal('100')

/** A limit that is set, as a number; null for no limit. */
function limit(text: string | null): Decimal | null {
  return text === null ? null : decimal(text)
}

type Ready = GateInput & SizeInput

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
  const sized = sizeOf(ready)
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
