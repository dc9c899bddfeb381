import { decimal, least, roundTo, sum, zero, type Decimal } from '#core/money.ts'
import type { Side } from '../contract/values.ts'
import type { RemoteOrder } from './order.ts'
import { volumePlaces } from './ticks.ts'

/**
 * A line of the books: a trade; a correction of an order's fee; what the account held before Muster
 * came (`opening`); what came in or went out from outside (`flow`). Fills are the truth; positions and
 * the ledger follow from them.
 */
export type Fill = {
  trade_uuid: string
  kind: 'trade' | 'fee' | 'opening' | 'flow'
  /** `KRW` for what is about money alone. */
  market: string
  side: Side
  price: Decimal
  volume: Decimal
  funds: Decimal
  fee: Decimal
  fee_estimated: boolean
  strategy: string | null
  at: number
}

/** What is held of a market's coin, and what has come of it. */
export type Position = {
  volume: Decimal
  /** What was paid for it, with fees. */
  cost: Decimal
  realised: Decimal
  fees: Decimal
  opened_at: number | null
  strategy: string | null
}

/** Nothing, ever. */
export const noPosition: Position = {
  volume: zero,
  cost: zero,
  realised: zero,
  fees: zero,
  opened_at: null,
  strategy: null,
}

/** Cost is kept with so many digits after the point. */
const costPlaces = 8

/** A part of an amount; all of it with the last piece, so that nothing stays. */
function partOf(whole: Decimal, part: Decimal, of: Decimal): Decimal {
  return part.eq(of) ? whole : roundTo(whole.times(part).div(of), costPlaces, 'half_even')
}

/** KRW that a fill cost or brought, with its fee. */
function moneyOf({ kind, side, funds, fee }: Fill): Decimal {
  const paid = kind === 'trade' ? fee : zero
  return side === 'buy' ? funds.plus(paid) : funds.minus(paid)
}

/** What of a position a fill closes: how much of the fill's money that takes, and what is realised. */
function closing(position: Position, fill: Fill, money: Decimal) {
  const held = position.volume
  const isBuy = fill.side === 'buy'
  const isOpposite = isBuy ? held.lt(zero) : held.gt(zero)
  if (!isOpposite) return { share: zero, cost: zero, realised: zero }
  const closed = least(held.abs(), fill.volume)
  const cost = partOf(position.cost, closed, held.abs())
  const share = partOf(money, closed, fill.volume)
  // What leaves the account from outside is no sale: it leaves at cost.
  const leaves = fill.kind === 'flow' && !isBuy
  const realised = leaves ? zero : (isBuy ? share.negated() : share).minus(cost)
  return { share, cost, realised }
}

/**
 * Adds to a position or takes from it. Fills of several orders become known in any order, so a sale may
 * be known before the purchase that it sells: the volume is then below zero for a moment and its cost is
 * what the sale brought, until the purchase closes it.
 */
function moved(position: Position, fill: Fill): Position {
  const held = position.volume
  const sign = fill.side === 'buy' ? 1 : -1
  const money = moneyOf(fill)
  const { share, cost, realised } = closing(position, fill, money)
  const volume = held.plus(fill.volume.times(sign))
  const isSame = !held.isZero() && held.isNegative() === volume.isNegative()
  const { opened_at, strategy } = isSame ? position : { ...fill, opened_at: fill.at }
  return {
    volume,
    cost: position.cost.minus(cost).plus(money.minus(share).times(sign)),
    realised: position.realised.plus(realised),
    fees: position.fees.plus(fill.fee),
    opened_at: volume.isZero() ? null : opened_at,
    strategy: volume.isZero() ? null : strategy,
  }
}

function corrected(position: Position, fill: Fill): Position {
  const fees = position.fees.plus(fill.fee)
  return fill.side === 'buy' && !position.volume.isZero()
    ? { ...position, fees, cost: position.cost.plus(fill.fee) }
    : { ...position, fees, realised: position.realised.minus(fill.fee) }
}

/** The position after a fill of its market. */
export function applyFill(position: Position, fill: Fill): Position {
  if (fill.kind === 'fee') return corrected(position, fill)
  return moved(position, fill)
}

/** The position that all fills of a market make, in their order. */
export function positionOf(fills: Iterable<Fill>): Position {
  let position = noPosition
  for (const fill of fills) position = applyFill(position, fill)
  return position
}

/** One line of the ledger: what a fill did to the money and to the coin. */
export type LedgerLine = {
  cash: Decimal
  asset: Decimal
  fee: Decimal
  realised: Decimal
}

/** What a fill does to the account; `realised` is the difference of the positions around it. */
export function ledgerLine(fill: Fill, before: Position, after: Position): LedgerLine {
  const realised = after.realised.minus(before.realised)
  const isBuy = fill.side === 'buy'
  if (fill.market === 'KRW') {
    const cash = isBuy ? fill.funds : fill.funds.negated()
    return { cash, asset: zero, fee: zero, realised: zero }
  }
  const asset = isBuy ? fill.volume : fill.volume.negated()
  if (fill.kind === 'opening' || fill.kind === 'flow')
    return { cash: zero, asset, fee: zero, realised }
  const gross = isBuy ? fill.funds.negated() : fill.funds
  return { cash: gross.minus(fill.fee), asset, fee: fill.fee, realised }
}

/** What of an order is known already. */
export type KnownFills = { trade_uuids: ReadonlySet<string>; fees: Decimal }

type Of = { market: string; side: Side; strategy: string | null }

/** Fees are split with so many digits; the last one takes what is left, so the sum is exact. */
const feePlaces = 12

/** Shares of a fee by funds, their sum exactly the whole. */
function feeShares(whole: Decimal, funds: readonly Decimal[]): Decimal[] {
  const total = sum(funds)
  let left = whole
  return funds.map((one, index) => {
    const isLast = index === funds.length - 1
    const share = isLast ? left : roundTo(whole.times(one).div(total), feePlaces, 'down')
    left = left.minus(share)
    return share
  })
}

/**
 * The lines that an order's newest picture adds to the books. The exchange gives a fee for the whole
 * order only: new trades share what it has grown by, and once the order is over what is missing
 * still, or too much, becomes a line of its own, so that the sum is the exchange's to the last digit.
 */
export function newFills(
  of: Of,
  remote: RemoteOrder,
  known: KnownFills,
  { isOver, at }: { isOver: boolean; at: number },
): Fill[] {
  const trades = (remote.trades ?? []).filter(({ uuid }) => !known.trade_uuids.has(uuid))
  const grown = remote.paid_fee.minus(known.fees)
  const shares = feeShares(
    grown,
    trades.map(({ funds }) => funds),
  )
  const fills = trades.map((trade, index): Fill => {
    const { uuid: trade_uuid, price, volume, funds } = trade
    const fee = shares[index] ?? zero
    const shared = { kind: 'trade', trade_uuid, price, volume, funds, fee, at: trade.at } as const
    return { ...of, ...shared, fee_estimated: !isOver }
  })
  if (trades.length > 0 || !isOver || grown.isZero()) return fills
  const correction: Fill = {
    ...of,
    kind: 'fee',
    trade_uuid: `${remote.uuid}:fee`,
    price: zero,
    volume: zero,
    funds: zero,
    fee: grown,
    fee_estimated: false,
    at,
  }
  return known.trade_uuids.has(correction.trade_uuid) ? [] : [correction]
}

/** The average price of what was bought or sold. */
export function averagePrice(funds: Decimal, volume: Decimal): Decimal | null {
  return volume.isZero() ? null : roundTo(funds.div(volume), 8, 'half_even')
}

/** What a fee rate makes of an amount, as the exchange reserves it. */
export function feeOn(krw: Decimal, rate: Decimal): Decimal {
  return krw.times(rate)
}

/** The most KRW that can be spent when the fee comes on top. */
export function spendable(available: Decimal, rate: Decimal): Decimal {
  return roundTo(available.div(decimal('1').plus(rate)), 0, 'down')
}

/** The volume that an amount buys at a price. */
export function volumeFor(krw: Decimal, price: Decimal): Decimal {
  return roundTo(krw.div(price), volumePlaces, 'down')
}
