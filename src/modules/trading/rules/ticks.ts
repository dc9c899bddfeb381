import { decimal, plainText, toStep, type Decimal, type Rounding } from '#core/money.ts'

/** Lower bounds of price bands and their ticks, KRW markets (Upbit, policy of 2025-07-31). */
const bands: readonly (readonly [from: string, tick: string])[] = [
  ['1000000', '1000'],
  ['500000', '500'],
  ['100000', '100'],
  ['50000', '50'],
  ['10000', '10'],
  ['5000', '5'],
  ['100', '1'],
  ['10', '0.1'],
  ['1', '0.01'],
  ['0.1', '0.001'],
  ['0.01', '0.0001'],
  ['0.001', '0.00001'],
  ['0.0001', '0.000001'],
  ['0.00001', '0.0000001'],
]
const table = bands.map(([from, tick]) => ({ from: decimal(from), tick: decimal(tick) }))
const smallest = decimal('0.00000001')

/** Volumes have so many digits after the point. */
export const volumePlaces = 8
/** The smallest volume there is. */
export const volumeStep = smallest

/** The step between prices at a price. A price on a boundary has the step of the band above. */
export function tickAt(price: Decimal): Decimal {
  return table.find(({ from }) => price.gte(from))?.tick ?? smallest
}

/** The step that the exchange says holds at a price; it says so for the present price alone. */
export type LiveTick = { at: Decimal; size: Decimal }

/** The step at a price: the exchange's own word within the band that it spoke of, else the table's. */
export function stepAt(price: Decimal, live: LiveTick | null): Decimal {
  const known = tickAt(price)
  return live && tickAt(live.at).eq(known) ? live.size : known
}

/**
 * The nearest price that exists, at or beyond the given one in a direction. Rounding may end on the
 * boundary of the next band, where its step holds too: every boundary is a multiple of both.
 */
export function toTick(price: Decimal, rounding: Rounding, live: LiveTick | null = null): Decimal {
  return toStep(price, stepAt(price, live), rounding)
}

/** Whether a price exists in a KRW market. */
export function isOnTick(price: Decimal): boolean {
  return toTick(price, 'down').eq(price)
}

/** A price in the form in which it is sent. */
export function priceText(price: Decimal): string {
  return plainText(price)
}
