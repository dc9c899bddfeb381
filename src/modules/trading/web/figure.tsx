import type { Chart } from '#core/charts/chart.ts'
import { SvgNode } from '#web/ui/svg-node.tsx'
import { DataTable } from './parts.tsx'
import { useTexts } from './texts.ts'

/** A chart with its summary, and the same data as a table for those who ask for it. */
export function ChartFigure({ chart, title }: { chart: Chart; title: string }) {
  const { text } = useTexts()
  return (
    <figure className="flex min-w-0 flex-col gap-2">
      <SvgNode node={chart.svg} />
      <figcaption className="text-sm text-muted">{chart.summary}</figcaption>
      <details>
        <summary className="min-h-8 py-1 text-sm">{text('web.trading.as_table')}</summary>
        <DataTable
          caption={title}
          head={chart.table.head}
          rows={chart.table.rows.map((cells, index) => ({ key: String(index), cells }))}
        />
      </details>
    </figure>
  )
}
