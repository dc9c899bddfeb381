/** What can be drawn beside the candles. */
export const overlays = ['volume', 'sma20', 'ema20', 'bb', 'donchian', 'rsi14', 'macd'] as const
/** One of them. */
export type Overlay = (typeof overlays)[number]

/** The ones that are on show at first. */
export const usualOverlays: ReadonlySet<Overlay> = new Set<Overlay>(['volume', 'sma20', 'ema20'])
