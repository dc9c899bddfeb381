import { scaleLinear } from 'd3-scale'
import { shortFormat, type ChartOptions, type Plot } from './chart.ts'
import { paint } from './paint.ts'
import { svgNode, type SvgNode } from './svg-node.ts'
import { label, textWidth } from './text.ts'

/** Places of values, from the bottom of a plot to its top. */
export type ValueAxis = {
  /** The y of a value. */
  y(value: number): number
  ticks: readonly { y: number; text: string }[]
  /** Where the plot begins: right of the widest number. */
  left: number
}

const gap = 8

/**
 * An axis for values between the ends of `extent`, widened to round numbers. Between whole numbers
 * only whole ones are marked.
 */
export function valueAxis(
  extent: readonly [low: number, high: number],
  options: ChartOptions,
  between: { top: number; bottom: number },
): ValueAxis {
  const [low, high] = isFlat(extent) ? widened(extent[1]) : extent
  const count = Math.max(2, Math.min(6, Math.floor((between.bottom - between.top) / 40)))
  const scale = scaleLinear([low, high], [between.bottom, between.top]).nice(count)
  const isWhole = extent.every(Number.isInteger)
  const values = scale.ticks(count).filter((tick) => !isWhole || Number.isInteger(tick))
  const greatest = Math.max(-low, high)
  const step = Math.abs((values[1] ?? high) - (values[0] ?? low))
  const write = shortFormat(options, greatest, Math.ceil(Math.log10(greatest / step)) + 1)
  const ticks = values.map((value) => ({ y: scale(value), text: write(value) }))
  const left = Math.max(0, ...ticks.map(({ text }) => textWidth(text))) + gap
  return { y: (value) => scale(value), ticks, left }
}

/** Whether the ends are so near to each other that numbers between them could hardly be told. */
function isFlat([low, high]: readonly [number, number]): boolean {
  return high - low <= 1e-9 * Math.max(-low, high)
}

function widened(value: number): [number, number] {
  if (value === 0) return [0, 1]
  return value > 0 ? [0, value] : [value, 0]
}

/** The lines and numbers of a value axis. */
export function valueAxisMarks(axis: ValueAxis, plot: Plot): SvgNode[] {
  return axis.ticks.flatMap(({ y, text }) => [
    svgNode('line', { x1: plot.left, x2: plot.right, y1: y, y2: y, stroke: paint('line') }),
    label(text, { x: plot.left - gap, y: y + 4, anchor: 'end' }),
  ])
}

/**
 * Labels under a plot, centred below their places but inside the width; when they would touch, only
 * every second, third … is shown.
 */
export function labelsBelow(
  labels: readonly { x: number; text: string }[],
  y: number,
  width: number,
): SvgNode[] {
  const boxes = labels.map(({ x, text }) => {
    const half = textWidth(text) / 2
    return { x: Math.max(half, Math.min(width - half, x)), half, text }
  })
  const fits = (step: number) => {
    const shown = boxes.filter((_, index) => index % step === 0)
    return shown.every((box, index) => {
      const before = shown[index - 1]
      return !before || box.x - box.half >= before.x + before.half + gap
    })
  }
  let step = 1
  while (step < boxes.length && !fits(step)) step += 1
  return boxes
    .filter((_, index) => index % step === 0)
    .map(({ x, text }) => label(text, { x, y, anchor: 'middle' }))
}
