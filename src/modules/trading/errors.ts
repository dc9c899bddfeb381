import { errorsOf } from '#core/errors.ts'

/** Refusals of requests; those of orders are answers of commands and stand in `rules/refusals.ts`. */
export const tradingErrors = {
  bad_request: 400,
  stale_timestamp: 400,
  unauthorized: 401,
  bad_signature: 401,
  forbidden: 403,
  ip_not_allowed: 403,
  unknown_command: 404,
  unknown_order: 404,
  unknown_market: 404,
  unknown_strategy: 404,
  replayed: 409,
  idempotency_conflict: 409,
  exchange_unavailable: 503,
  halted: 503,
} as const

/** Makes an error of this module. */
export const refuse = errorsOf(tradingErrors, 'trading')
