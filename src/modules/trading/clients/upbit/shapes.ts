import { z } from 'zod'
import { decimal, decimalOf, parseDecimal, type Decimal } from '#core/money.ts'

/** An amount as a text of digits; exponents as JSON writers make them are fine. */
const text = z.string().transform((value, context): Decimal => {
  const found = parseDecimal(value) ?? scientific(value)
  if (found) return found
  context.addIssue({ code: 'custom', message: 'not a decimal number' })
  return z.NEVER
})

function scientific(value: string): Decimal | null {
  const [, digits = '', exponent] = /^(-?\d+(?:\.\d+)?)[eE]([+-]?\d{1,2})$/.exec(value) ?? []
  return exponent === undefined ? null : decimal(digits).times(decimal('10').pow(exponent))
}

/** Quotations are JSON numbers on the wire, the account's own amounts are texts. */
const quotation = z.union([z.number().transform(decimalOf), text])

/** KST time with an offset, as epoch milliseconds. */
const moment = z.iso.datetime({ offset: true }).transform((value) => Date.parse(value))

/** `GET /v1/market/all`. */
export const marketList = z.array(
  z.object({
    market: z.string(),
    korean_name: z.string(),
    english_name: z.string(),
    market_event: z.looseObject({ warning: z.boolean().default(false) }).optional(),
    market_warning: z.string().optional(),
  }),
)

/** `GET /v1/ticker`. */
export const tickerList = z.array(
  z.object({
    market: z.string(),
    trade_price: quotation,
    signed_change_rate: quotation,
    acc_trade_price_24h: quotation,
    timestamp: z.number(),
  }),
)

/** A ticker message of the WebSocket. */
export const tickerMessage = z.object({
  type: z.literal('ticker'),
  code: z.string(),
  trade_price: quotation,
  signed_change_rate: quotation,
  acc_trade_price_24h: quotation,
  timestamp: z.number(),
})

/** `GET /v1/candles/…`. */
export const candleList = z.array(
  z.object({
    candle_date_time_utc: z.string().transform((value) => Date.parse(`${value}Z`)),
    opening_price: quotation,
    high_price: quotation,
    low_price: quotation,
    trade_price: quotation,
    candle_acc_trade_volume: quotation,
  }),
)

/** `GET /v1/orderbook/instruments`. */
export const instrumentList = z.array(z.object({ market: z.string(), tick_size: quotation }))

/** `GET /v1/orderbook`. */
export const bookList = z.array(
  z.object({
    market: z.string(),
    orderbook_units: z.array(
      z.object({
        ask_price: quotation,
        ask_size: quotation,
        bid_price: quotation,
        bid_size: quotation,
      }),
    ),
  }),
)

const holding = z.object({
  currency: z.string(),
  balance: text,
  locked: text,
  avg_buy_price: text,
})

/** `GET /v1/accounts`. */
export const accountList = z.array(holding)

/** `GET /v1/orders/chance`. */
export const orderChance = z.object({
  bid_fee: text,
  ask_fee: text,
  market: z.object({
    id: z.string(),
    bid: z.object({ min_total: text }),
    ask: z.object({ min_total: text }),
    max_total: text,
    state: z.string(),
  }),
  bid_account: holding,
  ask_account: holding,
})

/** An order in every answer; only `GET /v1/order` carries the trades. */
export const orderAnswer = z.object({
  uuid: z.string(),
  market: z.string(),
  state: z.enum(['wait', 'watch', 'done', 'cancel']),
  identifier: z.string().nullish(),
  paid_fee: text,
  locked: text,
  executed_volume: text,
  remaining_volume: text.nullish(),
  trades: z
    .array(
      z.object({ uuid: z.string(), price: text, volume: text, funds: text, created_at: moment }),
    )
    .optional(),
})

/** Lists of orders. */
export const orderList = z.array(orderAnswer)

/** How the exchange says no. The names of quotation errors are numbers. */
export const errorAnswer = z.object({
  error: z.object({
    name: z.union([z.string(), z.number()]).transform(String),
    message: z.string().default(''),
  }),
})
