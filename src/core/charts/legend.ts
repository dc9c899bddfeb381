import { seriesPaint } from './paint.ts'
import { svgNode, type SvgNode } from './svg-node.ts'
import { fitText, label, textWidth } from './text.ts'

const swatch = 10
const rowHeight = 20

/** Which colour is which series, in as many rows as needed; none for a single series. */
export function legend(
  names: readonly string[],
  top: number,
  width: number,
): { marks: SvgNode[]; height: number } {
  if (names.length < 2) return { marks: [], height: 0 }
  const marks: SvgNode[] = []
  let x = 0
  let row = 0
  for (const [index, name] of names.entries()) {
    const text = fitText(name, width - swatch - 6)
    const needed = swatch + 6 + textWidth(text)
    if (x > 0 && x + needed > width) {
      x = 0
      row += 1
    }
    const y = top + row * rowHeight
    marks.push(
      svgNode('rect', {
        x,
        y: y + 3,
        width: swatch,
        height: swatch,
        rx: 2,
        fill: seriesPaint(index),
      }),
      label(text, { x: x + swatch + 6, y: y + 12 }),
    )
    x += needed + 16
  }
  return { marks, height: (row + 1) * rowHeight + 4 }
}
