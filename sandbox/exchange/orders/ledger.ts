import { amount, dividedBy, smaller, times, type Amount } from '../amounts.ts'
import {
  currenciesOf,
  feeRate,
  holdingOf,
  type ExchangeState,
  type Fill,
  type Holding,
  type Order,
} from '../state.ts'

/** The fee on top of an amount of KRW. */
export function feeOn(funds: Amount): Amount {
  return times(funds, feeRate)
}

function lockedIn(state: ExchangeState, { market, side }: Order): Holding {
  const { quote, base } = currenciesOf(market)
  return holdingOf(state, side === 'bid' ? quote : base)
}

/** Whether the account has what an order needs. */
export function canReserve(state: ExchangeState, order: Order): boolean {
  return lockedIn(state, order).balance >= order.reserved
}

/** Takes what an order needs out of the balance. */
export function reserve(state: ExchangeState, order: Order): void {
  const holding = lockedIn(state, order)
  holding.balance -= order.reserved
  holding.locked += order.reserved
}

/** Gives back what an order did not use. Its own numbers stay, as the service shows them. */
export function release(state: ExchangeState, order: Order): void {
  const holding = lockedIn(state, order)
  holding.locked -= order.locked
  holding.balance += order.locked
}

function addBought(holding: Holding, volume: Amount, funds: Amount): void {
  const held = holding.balance + holding.locked
  const paid = times(holding.avg_buy_price, held) + funds
  holding.balance += volume
  holding.avg_buy_price = dividedBy(paid, held + volume, 8)
}

/** Books one trade of an order and returns the fee. */
export function settle(
  state: ExchangeState,
  order: Order,
  trade: Omit<Fill, 'funds' | 'fee'>,
): Fill {
  const { quote, base } = currenciesOf(order.market)
  const { price, volume } = trade
  const funds = times(price, volume)
  const fee = feeOn(funds)
  const cash = holdingOf(state, quote)
  const coins = holdingOf(state, base)
  if (order.side === 'bid') {
    cash.locked -= funds + fee
    order.locked -= funds + fee
    addBought(coins, volume, funds)
  } else {
    coins.locked -= volume
    order.locked -= volume
    cash.balance += funds - fee
    if (coins.balance + coins.locked === 0n) coins.avg_buy_price = 0n
  }
  order.paid_fee += fee
  order.executed_volume += volume
  order.executed_funds += funds
  const fill = { ...trade, funds, fee }
  order.fills.push(fill)
  return fill
}

/** The volume that an order still wants at a price; for one that spends an amount of KRW, what the rest of it buys. */
export function wanted(order: Order, price: Amount): Amount {
  if (order.volume !== null) return order.volume - order.executed_volume - order.prevented_volume
  const rest = (order.price ?? 0n) - order.executed_funds
  return rest <= 0n ? 0n : dividedBy(rest, price, 8)
}

/** Takes a volume away from an order without trading it, and gives back what was locked for it. */
export function prevent(state: ExchangeState, order: Order, volume: Amount): void {
  const funds = times(order.price ?? 0n, volume)
  const freed = smaller(order.side === 'bid' ? funds + feeOn(funds) : volume, order.locked)
  const holding = lockedIn(state, order)
  holding.locked -= freed
  holding.balance += freed
  order.locked -= freed
  order.prevented_volume += volume
  order.prevented_locked += freed
}

/** A payment into the account, or out of it when negative. */
export function pay(state: ExchangeState, currency: string, text: string): boolean {
  const paid = amount(text)
  const holding = holdingOf(state, currency)
  if (holding.balance + paid < 0n) return false
  holding.balance += paid
  state.deposited.set(currency, (state.deposited.get(currency) ?? 0n) + paid)
  return true
}
