/** Whether a result is a gain, a loss or neither. */
export function signOf(value: string | null): -1 | 0 | 1 {
  if (value === null || /^-?0*(\.0*)?$/.test(value)) return 0
  return value.startsWith('-') ? -1 : 1
}

/** The coin of a market: `BTC` of `KRW-BTC`. */
export function coinOf(market: string): string {
  return market.replace(/^[^-]*-/, '')
}
