import { z } from 'zod'
import { useTexts, type TextKey } from '../texts.ts'

/** Codes that have a sentence of their own; what the exchange says beyond them stays as it came. */
const known = z.enum([
  'accepted',
  'asked',
  'confirmed',
  'approved',
  'withdrawn',
  'expired',
  'sending',
  'exchange:wait',
  'exchange:watch',
  'exchange:done',
  'exchange:cancel',
  'cancel_asked',
  'price_moved',
  'process_died',
  'order_not_found',
  'not_found',
  'duplicated_identifier',
  'throttled',
  'blocked',
  'unavailable',
  'unknown',
  'unreadable_answer',
  'too_old',
  'clock_skew',
  'invalid_params',
  'not_recovered',
  'halted',
  'degraded',
  'no_keys',
  'live_not_armed',
  'paper_needs_sandbox',
  'not_allowed',
  'orderer_not_allowed',
  'market_suspended',
  'market_warning',
  'no_price',
  'stale_price',
  'below_minimum',
  'above_maximum',
  'dust',
  'nothing_to_sell',
  'insufficient_krw',
  'insufficient_coin',
  'max_order',
  'daily_order',
  'person_daily_order',
  'max_position',
  'max_exposure',
  'max_open_orders',
  'orders_per_minute',
  'daily_loss',
  'duplicate',
  'exchange_unavailable',
  'exchange_refused',
])

/** Why something happened or did not, in the reader's language. */
export function useReason(): (code: string) => string {
  const { text } = useTexts()
  return (code) => {
    const found = known.safeParse(code).data
    if (found === undefined) return code
    return text(`web.trading.reason.${found}` satisfies TextKey)
  }
}
