import { amount, type Amount } from './amounts.ts'

// KRW markets since 2025-07-31: from this price on, this step.
const steps: readonly (readonly [from: Amount, step: Amount])[] = (
  [
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
    ['0', '0.00000001'],
  ] as const
).map(([from, step]) => [amount(from), amount(step)])

const smallest = amount('0.00000001')

/** The step between prices at this price. */
export function tickAt(price: Amount): Amount {
  return steps.find(([from]) => price >= from)?.[1] ?? smallest
}

/** The price on the grid at or below this one, never below the smallest step. */
export function tickFloor(price: Amount): Amount {
  const floored = price - (price % tickAt(price))
  return floored < smallest ? smallest : floored
}

/** The next price on the grid above one that lies on it. */
export function tickAbove(price: Amount): Amount {
  return price + tickAt(price)
}

/** The next price on the grid below one that lies on it; steps are finer below a boundary. */
export function tickBelow(price: Amount): Amount {
  return tickFloor(price - smallest)
}
