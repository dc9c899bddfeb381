import { coinOf } from '../data/amounts.ts'

/** What the ticket holds; texts as they were typed. A price makes it a limit order. */
export type TicketValues = {
  side: 'buy' | 'sell'
  amount: string
  /** The amount is a volume of the coin although it buys. */
  in_coins: boolean
  price: string | null
  tif: string
}

/** An empty ticket. */
export const emptyTicket: TicketValues = {
  side: 'buy',
  amount: '',
  in_coins: false,
  price: null,
  tif: '',
}

/** Amounts at one press. */
export const shares = ['10%', '25%', '50%', 'all'] as const

/** The ticket as the parameters of `buy` and `sell`. */
export function parametersOf(market: string, values: TicketValues): Record<string, string> {
  const { side, amount, in_coins, price, tif } = values
  const isVolume = side === 'buy' && in_coins
  return {
    ticker: coinOf(market),
    ...(amount !== '' && (isVolume ? { volume: amount } : { amount })),
    ...(price !== null && price !== '' && { price }),
    ...(price !== null && tif !== '' && { tif }),
  }
}

/** Whether there is enough to ask for an estimate. */
export function isComplete({ amount, price }: TicketValues): boolean {
  return amount.trim() !== '' && (price === null || price.trim() !== '')
}
