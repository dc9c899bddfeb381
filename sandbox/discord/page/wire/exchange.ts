import * as z from 'zod/mini'

const level = z.object({
  ask_price: z.number(),
  bid_price: z.number(),
  ask_size: z.number(),
  bid_size: z.number(),
})

/** `GET /_control/exchange`: what the exchange panel shows. */
export const exchange = z.object({
  markets: z.array(
    z.object({
      market: z.string(),
      korean_name: z.string(),
      english_name: z.string(),
      trade_price: z.number(),
      signed_change_rate: z.number(),
      state: z.enum(['active', 'halted', 'delisted']),
    }),
  ),
  book: z.object({ market: z.string(), orderbook_units: z.array(level) }),
  /** Of one minute each, newest first. */
  candles: z.array(z.object({ trade_price: z.number() })),
  held: z.boolean(),
  accounts: z.array(z.object({ currency: z.string(), balance: z.string(), locked: z.string() })),
  /** Newest first. */
  orders: z.array(
    z.object({
      uuid: z.string(),
      market: z.string(),
      side: z.enum(['bid', 'ask']),
      ord_type: z.string(),
      price: z.optional(z.string()),
      volume: z.optional(z.string()),
      executed_volume: z.string(),
      state: z.enum(['wait', 'watch', 'done', 'cancel']),
    }),
  ),
})
/** What the exchange panel shows. */
export type ExchangeInfo = z.infer<typeof exchange>
