import { exchange, type ExchangeInfo } from '../wire/exchange.ts'
import { receive, send } from '../wire/http.ts'

const path = '/_control/exchange'

/** Prices, book, account and orders; `market` is the one shown at length. */
export function readExchange(market: string): Promise<ExchangeInfo> {
  return receive(exchange, `${path}?market=${encodeURIComponent(market)}`)
}

/** How a price is moved: by percent, to a price, made to stand still, or let go again. */
export type PriceMove =
  | { change_pct: number }
  | { price: string }
  | { hold: true }
  | { release: true }

/** Moves the price of a market. */
export async function movePrice(market: string, move: PriceMove): Promise<void> {
  await send(`${path}/price`, { method: 'POST', body: { market, ...move } })
}

/** Halts trading in a market, or lets it go on. */
export async function setMarketState(market: string, state: 'active' | 'halted'): Promise<void> {
  await send(`${path}/market`, { method: 'POST', body: { market, state } })
}

/** How late fills come, in milliseconds, from and to. */
export async function setPace(fill_ms: readonly [number, number]): Promise<void> {
  await send(`${path}/pace`, { method: 'POST', body: { fill_ms } })
}
