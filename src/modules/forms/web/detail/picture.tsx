import type { Chart } from '#core/charts/chart.ts'
import { SvgNode } from '#web/ui/svg-node.tsx'
import { useTexts } from '../texts.ts'

/** A chart with its data as a table below. */
export function Picture({ chart }: { chart: Chart }) {
  const { text } = useTexts()
  const { svg, table } = chart
  return (
    <figure className="flex min-w-0 flex-col gap-2">
      <SvgNode node={svg} />
      <figcaption>
        <details>
          <summary className="cursor-pointer text-sm text-muted">{text('web.forms.table')}</summary>
          <div className="pt-2 wrap-anywhere">
            <table className="text-left text-sm">
              <thead className="text-muted">
                <tr>
                  {table.head.map((name) => (
                    <th key={name} scope="col" className="pr-4 font-medium">
                      {name}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {table.rows.map(([first, ...rest], index) => (
                  <tr key={index} className="border-t border-line">
                    <th scope="row" className="py-1 pr-4 font-normal wrap-anywhere">
                      {first}
                    </th>
                    {rest.map((value, column) => (
                      <td key={column} className="py-1 pr-4 tabular-nums">
                        {value}
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </details>
      </figcaption>
    </figure>
  )
}
