/** One line of the table. Figures come with their unit; `ratio` is better when larger. */
export type Row = {
  name: string
  ours: string
  floor: string
  /** Ours over the floor, of rounds that alternated; null where there is nothing to compare with. */
  ratio: number | null
  target: string
  /** Null where no target was set. */
  met: boolean | null
}

/** The middle of some figures. Throws when there are none. */
export function median(values: readonly number[]): number {
  return percentile(values, 50)
}

/** The figure below which `percent` of them lie. Throws when there are none. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  const found = sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))]
  if (found === undefined) throw new Error('there are no figures')
  return found
}

/** A rate for people, such as `4,850/s`. */
export function perSecond(rate: number): string {
  const digits = 10 ** Math.max(0, Math.floor(Math.log10(rate)) - 2)
  return `${(Math.round(rate / digits) * digits).toLocaleString('en')}/s`
}

/** A length of time for people; `ms` are milliseconds. */
export function millis(ms: number): string {
  return ms < 10 ? `${ms.toFixed(2)} ms` : `${Math.round(ms).toLocaleString('en')} ms`
}

/** The rows under their heads, in columns, as plain text. */
export function table(rows: readonly Row[]): string {
  const head = ['row', 'ours', 'floor', 'ratio', 'target', 'met']
  const cells = rows.map(({ name, ours, floor, ratio, target, met }) => [
    name,
    ours,
    floor,
    ratio === null ? '' : ratio.toFixed(2),
    target,
    met === null ? '' : met ? 'yes' : 'NO',
  ])
  const lines = [head, ...cells]
  const widths = head.map((_, column) =>
    Math.max(...lines.map((line) => line[column]?.length ?? 0)),
  )
  const text = (line: string[]) =>
    line
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd()
  const rule = widths.map((width) => '-'.repeat(width)).join('  ')
  return [text(head), rule, ...cells.map(text)].join('\n')
}

/** Runs the contestants one after another, `rounds` times, and gathers what each came to. */
export async function alternate<Name extends string, Result>(
  rounds: number,
  contestants: Readonly<Record<Name, () => Promise<Result>>>,
): Promise<Record<Name, Result[]>> {
  const names = Object.keys(contestants) as Name[]
  const results = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<
    Name,
    Result[]
  >
  for (let round = 0; round < rounds; round += 1) {
    // Whoever was last is first next time, so that a drift of the machine favours nobody.
    const order = round % 2 === 0 ? names : names.toReversed()
    for (const name of order) results[name].push(await contestants[name]())
  }
  return results
}

/** The middle of the ratios of rounds that belong together. */
export function medianRatio(ours: readonly number[], floor: readonly number[]): number {
  return median(ours.map((value, index) => value / (floor[index] ?? Number.NaN)))
}
