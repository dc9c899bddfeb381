import type { Context } from '#core/context.ts'
import { refuse } from '../../errors.ts'
import { findMarket } from '../../rules/amounts.ts'
import { engineOf } from '../engine.ts'

/** The market of a ticker. Throws `unknown_market`, and `exchange_unavailable` when none are known. */
export async function marketOf(context: Context, ticker: string): Promise<string> {
  const markets = await engineOf(context).prices.markets()
  if (markets.kind !== 'ok') throw refuse('exchange_unavailable')
  const market = findMarket(ticker, markets.value)
  if (!market) throw refuse('unknown_market')
  return market.market
}
