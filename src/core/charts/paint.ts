/** Light or dark ground. */
export type Theme = 'light' | 'dark'

/** Every colour of a chart, on light and on dark ground; marks have 3:1 or more on both. */
const colours = {
  surface: ['#ffffff', '#19191c'],
  sunken: ['#ececef', '#2b2b30'],
  line: ['#e4e4e7', '#2e2e33'],
  ink: ['#18181b', '#f4f4f5'],
  muted: ['#5a5a64', '#a8a8b1'],
  '1': ['#4338ca', '#a5b4fc'],
  '2': ['#0f766e', '#5eead4'],
  '3': ['#b45309', '#fcd34d'],
  '4': ['#be185d', '#f9a8d4'],
  '5': ['#0369a1', '#7dd3fc'],
  '6': ['#475569', '#cbd5e1'],
} as const satisfies Record<string, readonly [light: string, dark: string]>

/** A colour by what it is for; `1` to `6` are those of the series. */
export type Colour = keyof typeof colours

const seriesColours = ['1', '2', '3', '4', '5', '6'] as const

/**
 * A colour as the value of `fill` or `stroke`. A page follows its own theme (`color-scheme`) and may
 * set `--chart-<name>`; `toSvg` puts in the value of one theme.
 */
export function paint(colour: Colour): string {
  const [light, dark] = colours[colour]
  return `var(--chart-${colour}, light-dark(${light}, ${dark}))`
}

/** The colour of the n-th series, counted from 0; they repeat after six. */
export function seriesPaint(index: number): string {
  return paint(seriesColours[index % seriesColours.length] ?? '1')
}

/** An attribute's value with the colours of one theme in the place of variables. */
export function onTheme(value: string, theme: Theme): string {
  return value.replaceAll(
    /var\(--chart-[a-z0-9]+, light-dark\((#\w+), (#\w+)\)\)/g,
    theme === 'light' ? '$1' : '$2',
  )
}
