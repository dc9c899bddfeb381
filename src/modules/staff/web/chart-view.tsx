import type { Chart, ChartTable } from '#core/charts/chart.ts'
import { SvgNode } from '#web/ui/svg-node.tsx'
import { useTexts } from './texts.ts'

/** Wide tables are turned, so that they fit a phone. */
function turned({ head, rows }: ChartTable): ChartTable {
  if (head.length <= 8) return { head, rows }
  const [corner = '', ...columns] = head
  return {
    head: [corner, ...rows.map(([name = '']) => name)],
    rows: columns.map((column, index) => [column, ...rows.map((row) => row[index + 1] ?? '')]),
  }
}

/** A picture, its summary, and the same data as a table. */
export function ChartView({ chart }: { chart: Chart }) {
  const { text } = useTexts()
  const { head, rows } = turned(chart.table)
  return (
    <figure className="flex flex-col gap-2">
      <SvgNode node={chart.svg} />
      <figcaption className="text-sm text-muted">{chart.summary}</figcaption>
      <details>
        <summary className="text-sm">{text('web.staff.as_table')}</summary>
        <table className="text-xs">
          <thead>
            <tr>
              {head.map((cell) => (
                <th key={cell} scope="col" className="px-1 py-1 text-left font-medium">
                  {cell}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row[0]}>
                {row.map((cell, index) => (
                  <td key={head[index] ?? ''} className="px-1 py-0.5">
                    {cell}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  )
}
