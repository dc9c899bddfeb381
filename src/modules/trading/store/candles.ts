import { statement, type Transaction } from '#core/db/database.ts'
import { decimal, plainText, type Decimal } from '#core/money.ts'
import type { Interval } from '../contract/values.ts'
import type { Reader } from './orders.ts'

/** A candle as it is kept; gaps are not. */
export type StoredCandle = {
  at: number
  open: Decimal
  high: Decimal
  low: Decimal
  close: Decimal
  volume: Decimal
}

type Row = { at: number; open: string; high: string; low: string; close: string; volume: string }

const put = statement<never>(
  `insert into trading_candles (market, span, at, open, high, low, close, volume)
   values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (market, span, at) do nothing`,
)
const range = statement<Row>(
  `select at, open, high, low, close, volume from trading_candles
   where market = $1 and span = $2 and at >= $3 and at < $4 order by at`,
)

/**
 * Keeps closed candles. The first telling of a candle stays: what strategies saw must not change
 * under them when the exchange corrects it later.
 */
export async function saveCandles(
  tx: Transaction,
  market: string,
  interval: Interval,
  candles: readonly StoredCandle[],
): Promise<void> {
  for (const { at, open, high, low, close, volume } of candles) {
    await put(tx, market, interval, at, ...[open, high, low, close, volume].map(plainText))
  }
}

/** Kept candles between two instants, oldest first. */
export async function loadCandles(
  db: Reader,
  market: string,
  interval: Interval,
  between: { from: number; to: number },
): Promise<StoredCandle[]> {
  const rows = await range(db, market, interval, between.from, between.to)
  return rows.map((row) => ({
    at: row.at,
    open: decimal(row.open),
    high: decimal(row.high),
    low: decimal(row.low),
    close: decimal(row.close),
    volume: decimal(row.volume),
  }))
}
