import { decimal, roundTo, zero, type Decimal } from '#core/money.ts'
import type { Side } from '../contract/values.ts'
import { parseAmount, parseExact, shareOf, type Amount } from './amounts.ts'
import { feeOn, spendable, volumeFor } from './books.ts'
import type { OrderWish } from './order.ts'
import { no, type Refused } from './refusals.ts'
import { toTick, volumePlaces, type LiveTick } from './ticks.ts'

/** What somebody typed. */
export type TypedOrder = {
  side: Side
  /** KRW to spend when buying, coins to sell when selling; `10%` and `all` too. */
  amount?: string | undefined
  /** Coins, instead of an amount. */
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

/** What the size of an order hangs on. */
export type SizeInput = {
  typed: TypedOrder
  market: MarketRules
  price: { value: Decimal; at: number }
  /** Average price that the book would give for this order; null when it was not looked at. */
  bookPrice: Decimal | null
  free: { krw: Decimal; coin: Decimal; lockedCoin: Decimal }
}

const slippageLimit = decimal('0.01')
const collar = decimal('0.02')
const one = decimal('1')

/** A wish as it would be sent, and what it will come to. */
export type Sized = {
  wish: OrderWish
  /** Before fees. */
  est: { price: Decimal; volume: Decimal; krw: Decimal; fee: Decimal }
  /** Things to say beside. */
  notes: readonly ('partly_locked' | 'collared' | 'rounded_price')[]
}

function priceOf(input: SizeInput): { price: Decimal | null; rounded: boolean } | Refused {
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

function tifOf(input: SizeInput, price: Decimal | null): OrderWish['time_in_force'] | Refused {
  const { tif } = input.typed
  if (tif === undefined || tif === '') return null
  const known = tifs.find((name) => name === tif.toLowerCase())
  if (!known || (known === 'post_only' && !price))
    return no('invalid_tif', { tif: tif.slice(0, 20) })
  return known
}

/** The price that an order without one will get. */
function expectedPrice(input: SizeInput): Decimal {
  return input.bookPrice ? roundTo(input.bookPrice, 8, 'half_even') : input.price.value
}

/**
 * A market order that would walk far through the book becomes one with a limit 2 % from the last
 * price, and what is not to be had there is left.
 */
function collared(wish: OrderWish, input: SizeInput): OrderWish | null {
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
function boughtAmount({ typed }: SizeInput): { volume: Decimal } | { spend: Amount } | Refused {
  if (typed.volume !== undefined) {
    const volume = parseExact(typed.volume)
    return volume ? { volume } : no('invalid_amount', { amount: typed.volume.slice(0, 40) })
  }
  const spend = parseAmount(typed.amount ?? '')
  return spend ? { spend } : no('invalid_amount', { amount: (typed.amount ?? '').slice(0, 40) })
}

function buySize(
  input: SizeInput,
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

function sizeBuy(input: SizeInput): Sized | Refused {
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
  input: SizeInput,
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
function saleVolume(input: SizeInput): { volume: Decimal; amount: Amount } | Refused {
  const text = input.typed.amount ?? input.typed.volume
  const amount: Amount | null =
    text === undefined || text === '' ? { kind: 'all' } : parseAmount(text)
  if (!amount) return no('invalid_amount', { amount: (text ?? '').slice(0, 40) })
  return {
    amount,
    volume: roundTo(shareOf(amount, input.free.coin, volumePlaces), volumePlaces, 'down'),
  }
}

function sizeSell(input: SizeInput): Sized | Refused {
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

/** What was typed, in volumes, prices and money; a refusal where it means nothing, or two things. */
export function sizeOf(input: SizeInput): Sized | Refused {
  const { side, amount, volume } = input.typed
  if (amount && volume) return no('amount_and_volume')
  return side === 'buy' ? sizeBuy(input) : sizeSell(input)
}
