import { useEffect, useRef, type ReactNode } from 'react'
import { classes } from '#web/ui/classes.ts'
import { useColours } from './data/colours.ts'
import { signOf } from './data/amounts.ts'
import { useNumbers } from './data/numbers.ts'

/** A heading with what belongs to it. */
export function Section(props: {
  title: string
  id: string
  action?: ReactNode
  children: ReactNode
}) {
  return (
    <section aria-labelledby={props.id} className="flex min-w-0 flex-col gap-2">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h2 id={props.id} className="text-lg font-semibold">
          {props.title}
        </h2>
        {props.action}
      </div>
      {props.children}
    </section>
  )
}

function rounded(value: string | null, digits: number): string | null {
  return value === null ? null : Number(value).toFixed(digits)
}

/** A gain or a loss: sign, arrow and colour. */
export function Result(props: { krw?: string | null; percent?: string | null }) {
  const { krw = null, percent = null } = props
  const numbers = useNumbers()
  const { classOf } = useColours()
  // What rounds to nothing is shown as neither a gain nor a loss.
  const sign = signOf(krw === null ? rounded(percent, 2) : rounded(krw, 0))
  const arrow = sign === 0 ? '' : sign > 0 ? '▲ ' : '▼ '
  const texts = [
    krw === null ? null : numbers.result(krw),
    percent === null ? null : numbers.percent(percent),
  ].filter((text) => text !== null)
  return (
    <span className={classes('whitespace-nowrap', classOf(sign))}>
      <span aria-hidden>{arrow}</span>
      {texts.length === 0 ? '–' : texts.join(' · ')}
    </span>
  )
}

/** One row of a table: a key, and a cell for each head. */
export type Row = { key: string; cells: readonly ReactNode[] }

/** A place that scrolls sideways by itself, also by keyboard. */
function ScrollBox({ children }: { children: ReactNode }) {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    // What scrolls must be reachable by keyboard; what does not is no stop on the way.
    const { current: element } = box
    if (!element) return undefined
    const measure = () => {
      if (element.scrollWidth > element.clientWidth) element.tabIndex = 0
      else element.removeAttribute('tabindex')
    }
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  return (
    <div ref={box} className="relative overflow-x-auto rounded-card border border-line bg-surface">
      {children}
    </div>
  )
}

/**
 * A table that scrolls by itself where it is wider than its place. The first cell of a row names it. Columns of
 * numbers stand at the right.
 */
export function DataTable(props: {
  caption: string
  head: readonly string[]
  numeric?: readonly number[]
  rows: readonly Row[]
  empty?: string
}) {
  const { numeric = [], rows } = props
  if (rows.length === 0 && props.empty !== undefined)
    return (
      <p className="rounded-card border border-dashed border-line p-4 text-muted">{props.empty}</p>
    )
  const align = (column: number): string => (numeric.includes(column) ? 'text-right' : 'text-left')
  return (
    <ScrollBox>
      <table className="w-full">
        <caption className="sr-only">{props.caption}</caption>
        <thead>
          <tr className="text-sm text-muted">
            {props.head.map((name, column) => (
              <th
                key={name}
                scope="col"
                className={`px-3 py-2 font-medium whitespace-nowrap ${align(column)}`}
              >
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, cells }) => (
            <tr key={key} className="border-t border-line">
              {cells.map((cell, column) =>
                column === 0 ? (
                  <th key={column} scope="row" className={`px-3 py-2 font-medium ${align(column)}`}>
                    {cell}
                  </th>
                ) : (
                  <td key={column} className={`px-3 py-2 ${align(column)}`}>
                    {cell}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  )
}
