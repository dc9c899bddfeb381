import type { Services } from '#core/context.ts'
import type { Outcome, RawCandle } from '../clients/exchange.ts'
import type { Interval } from '../contract/values.ts'
import { candleAt, closedOnly, fillGaps, lengthOf, type Candle } from '../rules/candles.ts'
import { loadCandles, saveCandles } from '../store/candles.ts'
import { engineOf } from './engine.ts'

/** The exchange gives so many candles at once. */
const page = 200
/** Candles that are looked at for one backtest at most. */
const longest = 20_000

async function keep(
  services: Services,
  market: string,
  interval: Interval,
  candles: readonly RawCandle[],
): Promise<void> {
  const closed = closedOnly(candles, interval, services.clock.now())
  if (closed.length === 0) return
  await services.database.write((tx) => saveCandles(tx, market, interval, closed))
}

/** The newest candles, or those before an instant; oldest first, gaps filled, the last may be forming. */
export async function recentCandles(
  services: Services,
  market: string,
  interval: Interval,
  range: { count: number; to?: number | undefined },
): Promise<Outcome<Candle[]>> {
  const now = services.clock.now()
  const to = range.to ?? now
  const answer = await engineOf(services).exchange.candles(market, interval, {
    count: Math.min(range.count, page),
    to: range.to,
  })
  const from = candleAt(to, interval) - range.count * lengthOf(interval)
  if (answer.kind !== 'ok') {
    const kept = await loadCandles(services.database, market, interval, { from, to })
    // Of what came after nobody knows whether there was a trade: it is left out, not filled.
    const end = kept.at(-1)?.at
    return end === undefined ? answer : { kind: 'ok', value: fillGaps(kept, interval, end) }
  }
  await keep(services, market, interval, answer.value)
  const whole = fillGaps(answer.value, interval, Math.min(to, candleAt(now, interval)))
  return { kind: 'ok', value: whole.slice(-range.count) }
}

/** Why a list of candles begins later than was asked for. */
export type Cut = 'limit' | 'history'

/** All closed candles between two instants, as far as the exchange has them and we look. */
export async function candlesBetween(
  services: Services,
  market: string,
  interval: Interval,
  { from, to }: { from: number; to: number },
): Promise<Outcome<{ candles: Candle[]; cut: Cut | null }>> {
  const { exchange } = engineOf(services)
  const pages: RawCandle[][] = []
  let until = to
  let isAll = false
  for (let seen = 0; seen < longest && until > from; seen += page) {
    // With the one in which the range begins.
    const count = Math.min(page, Math.ceil((until - from) / lengthOf(interval)) + 1)
    const answer = await exchange.candles(market, interval, { count, to: until })
    if (answer.kind !== 'ok') return answer
    const [first] = answer.value
    isAll = !first || first.at >= until || answer.value.length < count
    if (!first || first.at >= until) break
    pages.unshift(answer.value)
    until = first.at
    if (isAll) break
  }
  const all = pages.flat().filter(({ at }) => at >= from && at < to)
  const closed = closedOnly(all, interval, services.clock.now())
  await keep(services, market, interval, closed)
  const end = Math.min(to, candleAt(services.clock.now(), interval))
  const cut = until <= from ? null : isAll ? 'history' : 'limit'
  return { kind: 'ok', value: { candles: fillGaps(closed, interval, end), cut } }
}

/**
 * Has all closed candles since an instant kept: asked for once as a whole, and then only what is new.
 * Answers with the newest ones.
 */
export async function keepSince(
  services: Services,
  market: string,
  interval: Interval,
  from: number,
): Promise<Outcome<Candle[]>> {
  const { histories, exchange } = engineOf(services)
  const name = `${market} ${interval}`
  const known = histories.get(name)
  const newest = await exchange.candles(market, interval, { count: page })
  if (newest.kind !== 'ok') return newest
  const now = services.clock.now()
  const first = newest.value[0]?.at ?? now
  const isAll = newest.value.length < page || first <= from
  const joins = known !== undefined && first <= known.to
  const isWhole = isAll || (joins && known.from <= from)
  if (isWhole) await keep(services, market, interval, newest.value)
  else {
    const all = await candlesBetween(services, market, interval, { from, to: now })
    if (all.kind !== 'ok') return all
  }
  // What one strategy wants to see may reach further back than what another does.
  const since = joins ? Math.min(known.from, from) : from
  histories.set(name, { from: since, to: newest.value.at(-1)?.at ?? first })
  return { kind: 'ok', value: fillGaps(newest.value, interval, candleAt(now, interval)) }
}
