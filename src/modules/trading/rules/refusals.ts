import { plainText, type Decimal } from '#core/money.ts'

/** Why an order is not placed, and how the answer is meant. Texts: `refusal.<code>`. */
export const refusals = {
  halted: 'error',
  no_keys: 'error',
  paper_needs_sandbox: 'error',
  live_not_armed: 'error',
  degraded: 'error',
  not_allowed: 'error',
  unknown_market: 'error',
  market_suspended: 'error',
  market_warning: 'warning',
  no_price: 'error',
  stale_price: 'error',
  amount_and_volume: 'error',
  invalid_amount: 'error',
  invalid_price: 'error',
  invalid_tif: 'error',
  price_needed: 'error',
  below_minimum: 'error',
  above_maximum: 'error',
  dust: 'warning',
  nothing_to_sell: 'warning',
  insufficient_krw: 'error',
  insufficient_coin: 'error',
  max_order: 'error',
  daily_order: 'error',
  person_daily_order: 'error',
  max_position: 'error',
  max_exposure: 'error',
  max_open_orders: 'error',
  orders_per_minute: 'error',
  daily_loss: 'error',
  duplicate: 'warning',
  price_moved: 'warning',
  not_pending: 'warning',
  confirmation_expired: 'warning',
  not_your_order: 'error',
  second_person: 'error',
  orderer_not_allowed: 'error',
  cannot_cancel: 'warning',
  exchange_refused: 'error',
  exchange_unavailable: 'error',
  too_old: 'warning',
  clock_skew: 'error',
} as const

/** Code of a refusal. */
export type RefusalCode = keyof typeof refusals

/** A refusal with the numbers of its sentence. */
export type Refusal = { code: RefusalCode; params: Record<string, string> }

/** A refused order. */
export type Refused = { ok: false; refusal: Refusal }

/** Refuses an order, with the numbers of the sentence. */
export function no(
  code: RefusalCode,
  params: Record<string, Decimal | string | number> = {},
): Refused {
  const texts = Object.entries(params).map(([name, value]) => [
    name,
    typeof value === 'object' ? plainText(value) : String(value),
  ])
  return { ok: false, refusal: { code, params: Object.fromEntries(texts) } }
}

/** Whether a text is the code of a refusal. */
export function isRefusalCode(text: string): text is RefusalCode {
  return Object.hasOwn(refusals, text)
}

/** Why an order was not sent by ourselves, from what is stored with it. */
export function storedRefusal(order: { error: string | null; error_text: string | null }): Refusal {
  const { error, error_text } = order
  const code = error !== null && isRefusalCode(error) ? error : 'exchange_unavailable'
  return { code, params: { reason: error_text ?? '' } }
}
