import type { Services } from '#core/context.ts'
import { RetryLater } from '#core/jobs/jobs.ts'
import { plainText, zero } from '#core/money.ts'
import { isFinal } from '../rules/order.ts'
import { loadPosition, loadPositions, type StoredPosition } from '../store/books.ts'
import { loadOrderOfRequest } from '../store/orders.ts'
import { loadStrategies } from '../store/strategies.ts'
import { krw } from '../views/numbers.ts'
import { t } from '../views/texts.ts'
import { announce } from './announce.ts'
import { guildLocale } from './announcements.ts'
import { currentAccount, engineOf } from './engine.ts'
import { benchmarkMarket } from './equity.ts'
import { placeOrder } from './place.ts'
import { quietContext } from './transition.ts'

/** Follows the prices of all that is held, watched by strategies or compared with. */
export async function followMarkets(services: Services): Promise<void> {
  const { id } = await currentAccount(services)
  const [positions, strategies] = await Promise.all([
    loadPositions(services.database, id),
    loadStrategies(services.database),
  ])
  const held = positions.filter(({ volume, market }) => market !== 'KRW' && !volume.isZero())
  const watched = strategies.filter(({ enabled }) => enabled)
  const markets = [
    ...new Set([
      benchmarkMarket,
      ...held.map(({ market }) => market),
      ...watched.map(({ market }) => market),
    ]),
  ]
  const engine = engineOf(services)
  engine.followed = markets
  engine.stops = new Map(
    held.flatMap(({ market, stop_price }) => (stop_price ? [[market, stop_price] as const] : [])),
  )
  engine.prices.follow(markets)
}

/**
 * Whether a position is worth too little for the exchange to buy it; that is said once, and it is left
 * alone until it is worth more or changes.
 */
async function isDust(
  services: Services,
  { market, volume, opened_at }: StoredPosition,
): Promise<boolean> {
  const { prices, terms, dust } = engineOf(services)
  const price = prices.known().get(market)?.price
  const least = (await terms(market))?.minTotal
  if (!price || !least) return false
  const worth = volume.times(price)
  if (worth.gte(least)) return false
  const once = `dust:${opened_at ?? 0}:${plainText(volume)}`
  const name = `${market}:${once}`
  if (dust.has(name)) return true
  dust.add(name)
  const locale = guildLocale(services)
  const text = t(locale, 'stop.dust', {
    market,
    worth: krw(worth, locale),
    minimum: krw(least, locale),
  })
  await quietContext(services).write((unit) =>
    announce(unit, { type: 'order_rejected', id: market, once, values: { text } }),
  )
  return true
}

/** Has positions sold whose price has fallen to their stop. */
export async function checkStops(services: Services, only?: string): Promise<void> {
  const { id } = await currentAccount(services)
  const known = engineOf(services).prices.known()
  const reached = (await loadPositions(services.database, id)).filter(
    ({ market, stop_price, volume }) => {
      const price = known.get(market)?.price
      const isMeant = only === undefined || market === only
      return (
        isMeant &&
        stop_price !== null &&
        volume.gt(zero) &&
        price !== undefined &&
        price.lte(stop_price)
      )
    },
  )
  for (const position of reached) {
    const { market } = position
    if (await isDust(services, position)) continue
    await services.database.write((tx) =>
      services.jobs.enqueue(tx, {
        kind: 'trading.stop',
        payload: { market },
        key: `trading.stop:${market}`,
        onConflict: 'keep',
      }),
    )
  }
}

/** A stop that came to nothing is tried again after so long, and more patiently each time. */
const againMs = 5_000
const longestAgainMs = 300_000

/** The next attempt of a stop: one that is over without a sale is followed by another. */
async function nextAttempt(
  services: Services,
  stop: string,
): Promise<{ key: string; nth: number }> {
  for (let nth = 1; ; nth += 1) {
    const key = nth === 1 ? stop : `${stop}:${nth}`
    const order = await loadOrderOfRequest(services.database, key)
    if (!order || !isFinal(order.state)) return { key, nth }
  }
}

/**
 * Sells what has reached its stop, with one order at a time until it is sold: what was refused, or
 * found no buyer, protects nobody.
 */
export async function runStop(services: Services, market: string): Promise<void> {
  const context = quietContext(services)
  const { id } = await currentAccount(services)
  const position = await loadPosition(services.database, id, market)
  const { stop_price, volume, opened_at } = position
  if (stop_price === null || volume.lte(zero)) return
  const quote = await engineOf(services).prices.quote(market)
  if (quote.kind !== 'ok' || quote.value.price.gt(stop_price)) return
  if (await isDust(services, position)) return
  const { key, nth } = await nextAttempt(
    services,
    `stop:${id}:${market}:${opened_at ?? 0}:${plainText(stop_price)}:${plainText(volume)}`,
  )
  const placed = await placeOrder(context, {
    ticker: market,
    // What an order of somebody holds cannot be sold; the rest can.
    typed: { side: 'sell', amount: 'all' },
    source: {
      source_kind: 'strategy',
      user_id: null,
      strategy_id: null,
      strategy: position.strategy,
      channel_id: null,
      guild_id: null,
    },
    by: 'stop',
    mayTrade: true,
    checksDuplicates: false,
    idempotencyKey: key,
  })
  const isSold = placed.kind !== 'refused' && placed.order.state === 'filled'
  const isUnderWay = placed.kind !== 'refused' && !isFinal(placed.order.state)
  if (isSold || isUnderWay) return
  const delayMs = Math.min(longestAgainMs, againMs * 2 ** (nth - 1))
  throw new RetryLater(delayMs, `the stop of ${market} has not sold everything`)
}
