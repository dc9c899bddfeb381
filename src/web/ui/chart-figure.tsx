import type { Chart, ChartTable } from '#core/charts/chart.ts'
import { useShellTexts } from '../i18n/texts.tsx'
import { Scroller } from './scroller.tsx'
import { SvgNode } from './svg-node.tsx'

/** So many columns fit beside each other; a wider table is turned, so that it fits a phone. */
const widest = 8

function turned({ head, rows }: ChartTable): ChartTable {
  if (head.length <= widest) return { head, rows }
  const [corner = '', ...columns] = head
  return {
    head: [corner, ...rows.map(([name = '']) => name)],
    rows: columns.map((column, index) => [column, ...rows.map((row) => row[index + 1] ?? '')]),
  }
}

/** A chart with what it says in words, and its data as a table to open. */
export function ChartFigure({ chart }: { chart: Chart }) {
  const { text } = useShellTexts()
  const { head, rows } = turned(chart.table)
  return (
    <figure className="flex min-w-0 flex-col gap-2">
      <SvgNode node={chart.svg} />
      <figcaption className="text-sm text-muted">{chart.summary}</figcaption>
      <details>
        <summary className="min-h-8 py-1 text-sm">{text('web.chart.table')}</summary>
        <Scroller label={chart.title}>
          <table className="w-full text-sm">
            <caption className="sr-only">{chart.title}</caption>
            <thead>
              <tr className="text-left text-muted">
                {head.map((name) => (
                  <th key={name} scope="col" className="pr-3">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map(([name, ...cells], index) => (
                <tr key={index} className="border-t border-line">
                  <th scope="row" className="py-1 pr-3 text-left font-normal">
                    {name}
                  </th>
                  {cells.map((cell, column) => (
                    <td key={column} className="py-1 pr-3">
                      {cell}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </Scroller>
      </details>
    </figure>
  )
}
