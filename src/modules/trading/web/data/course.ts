/** A day of an account: its date, what it was worth and what the benchmark cost, as decimal texts. */
export type Day = { day: string; equity: string; return_pct: string; benchmark: string | null }

/** By how many percent each day lies below the highest one before; zero or less. */
export function drawdowns(days: readonly Day[]): { day: string; percent: number }[] {
  let highest = 0
  return days.map(({ day, equity }) => {
    const value = Number(equity)
    highest = Math.max(highest, value)
    return { day, percent: highest === 0 ? 0 : (value / highest - 1) * 100 }
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

/** What the first equity would have become in the benchmark; null while its price is not known. */
export function benchmarkOf(days: readonly Day[]): { day: string; equity: number | null }[] {
  const first = days.find(({ benchmark }) => benchmark !== null)
  const price = Number(first?.benchmark ?? 0)
  return days.map(({ day, benchmark }) => ({
    day,
    equity:
      first === undefined || benchmark === null || price === 0
        ? null
        : (Number(benchmark) / price) * Number(first.equity),
  }))
}
