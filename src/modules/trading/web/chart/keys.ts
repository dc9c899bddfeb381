/** How the shown stretch of time changes. */
export type Move = 'back' | 'forward' | 'in' | 'out' | 'first' | 'last'

const keys: Readonly<Record<string, Move>> = {
  ArrowLeft: 'back',
  ArrowRight: 'forward',
  ArrowUp: 'in',
  ArrowDown: 'out',
  '+': 'in',
  '-': 'out',
  Home: 'first',
  End: 'last',
}

/** What a key does to the chart. */
export function moveOf(key: string): Move | undefined {
  return keys[key]
}

/** A stretch of candles by index; it may reach beyond both ends. */
export type Stretch = { from: number; to: number }

const step = 0.1
const zoom = 0.25
const fewest = 10

/** The stretch after a move; `count` is the number of candles. */
export function moved({ from, to }: Stretch, move: Move, count: number): Stretch {
  const width = to - from
  const shift = Math.max(1, width * step)
  switch (move) {
    case 'back':
      return { from: from - shift, to: to - shift }
    case 'forward':
      return { from: from + shift, to: to + shift }
    case 'in':
      return { from: Math.min(from + width * zoom, to - fewest), to }
    case 'out':
      return { from: from - width * zoom, to }
    case 'first':
      return { from: 0, to: width }
    case 'last':
      return { from: count - width, to: count }
  }
}
