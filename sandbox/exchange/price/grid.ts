import { amount, toNumber, type Amount } from '../amounts.ts'
import { tickAt } from '../ticks.ts'

// Quotations are floating point numbers on the wire, and millions of them make the candles of a year. Every one is put
// on the grid of ticks here, so that it is exact when it becomes an amount.

/** The exact price of a number that lies on the grid. */
export function exactPrice(price: number): Amount {
  return amount(price.toFixed(8))
}

/** Where the step changes, from above. */
function stepTable(): readonly (readonly [from: number, step: number])[] {
  const table: [number, number][] = []
  for (let power = -8; power < 8; power += 1)
    for (const part of [1, 5]) {
      const from = Number(`${part}e${power}`)
      const step = toNumber(tickAt(exactPrice(from)))
      if (table.at(-1)?.[1] !== step) table.push([from, step])
    }
  return table.reverse()
}
const steps = stepTable()
const froms = steps.map(([from]) => from)
const sizes = steps.map(([, size]) => size)

function onGrid(count: number, step: number): number {
  return step >= 1 ? count * step : count / Math.round(1 / step)
}

/** The step between prices at a price. */
export function stepAt(price: number): number {
  // Asked millions of times for one chart: a plain loop is the fastest.
  let index = 0
  while (price < (froms[index] ?? 0)) index += 1
  return sizes[index] ?? 1e-8
}

/** The price on the grid at or below this one. */
export function gridFloor(price: number): number {
  const step = stepAt(price)
  return Math.max(onGrid(Math.floor(price / step + 1e-9), step), 1e-8)
}

/** The price `count` steps above one on the grid, all of the same size. */
export function gridUp(price: number, count: number): number {
  const step = stepAt(price)
  return onGrid(Math.round(price / step) + count, step)
}

/** A volume with as many decimals as the service keeps, so that it is exact when it becomes an amount. */
export function volumeOf(krw: number, price: number): number {
  const volume = krw / price
  const parts = volume < 1e6 ? 1e8 : 100
  return Math.max(Math.floor(volume * parts), 1) / parts
}
