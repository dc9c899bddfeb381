import { systemClock } from '#core/clock.ts'
import type { Services } from '#core/context.ts'
import { toInstant } from '#core/contract.ts'
import { decimal, plainText, roundTo } from '#core/money.ts'
import type { Tick } from '../contract/rest.ts'
import { engineOf } from './engine.ts'
import type { Quote } from './prices.ts'

const hundred = decimal('100')

function tickOf({ market, price, changeRate, at }: Quote): Tick {
  const change = roundTo(changeRate.times(hundred), 4, 'half_even')
  return { market, price: plainText(price), change_pct: plainText(change), at: toInstant(at) }
}

/** Prices that are known now. */
export function knownTicks(services: Services): Tick[] {
  return [...engineOf(services).prices.known().values()].map(tickOf)
}

/** Prices go to live pages in bundles, so often at most. */
const bundleMs = 500

/** Tells live pages of prices as they change; returns what ends it. */
export function tellTicks(services: Services): () => void {
  const changed = new Map<string, Quote>()
  let timer = { cancel: () => {} }
  const tell = () => {
    services.whisper('trading', { type: 'ticks', ticks: [...changed.values()].map(tickOf) })
    changed.clear()
  }
  const unlisten = engineOf(services).prices.listen((quote) => {
    if (changed.size === 0) timer = systemClock.after(bundleMs, tell)
    changed.set(quote.market, quote)
  })
  return () => {
    unlisten()
    timer.cancel()
  }
}
