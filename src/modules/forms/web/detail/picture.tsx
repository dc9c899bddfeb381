import { useEffect, useRef, useState, type RefObject } from 'react'
import type { Chart } from '#core/charts/chart.ts'
import { SvgNode } from '#web/ui/svg-node.tsx'
import { useTexts } from '../texts.ts'

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

/** A chart as wide as its place, with its data as a table below. */
export function Picture({ draw }: { draw: (width: number) => Chart }) {
  const { text } = useTexts()
  const place = useRef<HTMLElement>(null)
  const { svg, table } = draw(useWidth(place))
  return (
    <figure ref={place} className="flex min-w-0 flex-col gap-2">
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
