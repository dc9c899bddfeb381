/** A day of an account: its date, what it was worth and what it earned, as decimal texts. */
export type Day = { day: string; equity: string; return_pct: string }

/**
 * By how many percent each day lies below the best one before; zero or less. Out of the days' returns, so that payments
 * count as nothing.
 */
export function drawdowns(days: readonly Day[]): { day: string; percent: number }[] {
  let value = 1
  let highest = 1
  return days.map(({ day, return_pct }) => {
    value *= 1 + Number(return_pct) / 100
    highest = Math.max(highest, value)
    return { day, percent: (value / highest - 1) * 100 }
  })
}

/**
 * Each month's return in percent, out of those of its days, so that payments count as nothing; and its last equity. The
 * newest month is first.
 */
export function monthly(days: readonly Day[]): { month: string; percent: string; equity: string }[] {
  const months = new Map<string, { growth: number; equity: string }>()
  for (const { day, equity, return_pct } of days) {
    const month = day.slice(0, 7)
    const { growth = 1 } = months.get(month) ?? {}
    months.set(month, { growth: growth * (1 + Number(return_pct) / 100), equity })
  }
  return [...months]
    .map(([month, { growth, equity }]) => ({ month, percent: ((growth - 1) * 100).toFixed(4), equity }))
    .reverse()
}
