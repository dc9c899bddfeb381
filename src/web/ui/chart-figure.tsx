import { useEffect, useRef, useState, type RefObject } from 'react'
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

const widths = { least: 320, most: 900 }

/** The width of a place in pixels, in steps, so that its text keeps its size on a phone. */
function useWidth(place: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(640)
  useEffect(() => {
    const { current: element } = place
    if (!element) return undefined
    const measure = () => {
      const steps = Math.floor(element.clientWidth / 20) * 20
      setWidth(Math.min(widths.most, Math.max(widths.least, steps)))
    }
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [place])
  return width
}

/** A chart as wide as its place, with what it says in words, and its data as a table to open. */
export function ChartFigure({ draw }: { draw: (width: number) => Chart }) {
  const { text } = useShellTexts()
  const place = useRef<HTMLElement>(null)
  const chart = draw(useWidth(place))
  const { head, rows } = turned(chart.table)
  return (
    <figure ref={place} className="flex min-w-0 flex-col gap-2">
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
