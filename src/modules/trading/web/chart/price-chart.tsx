import { useEffect, useEffectEvent, useRef } from 'react'
import { useLanguage } from '#web/i18n/texts.tsx'
import type { CandlesView } from './candles-view.ts'
import { drawChart, type DrawnChart } from './draw.ts'
import { moveOf } from './keys.ts'
import type { Overlay } from './indicators.ts'

/** What a chart shows. */
export type PriceChartProps = {
  label: string
  view: CandlesView
  overlays: ReadonlySet<Overlay>
  /** How many of the last candles are in view. */
  count: number
  /** Classes of the colours of rising and falling candles. */
  up: string
  down: string
  /** The class of the colour of the first line over them. */
  line: string
  /** Told which candle the pointer or the keyboard is on, by its index; null for none. */
  onCandle: (index: number | null) => void
}

/** The colour that a class gives to text, as the browser computed it. */
function colourOf(place: HTMLElement, className: string): string {
  const probe = document.createElement('span')
  probe.className = className
  place.append(probe)
  const { color } = getComputedStyle(probe)
  probe.remove()
  return color
}

/** Candles with what was asked for, drawn on a canvas. Arrow keys move, plus and minus zoom, Home and End jump. */
export function PriceChart(props: PriceChartProps) {
  const { view, overlays, count, up, down, line, label } = props
  const { locale } = useLanguage()
  const place = useRef<HTMLElement>(null)
  const drawn = useRef<DrawnChart>(null)
  const onCandle = useEffectEvent((index: number | null) => props.onCandle(index))
  const currentView = useEffectEvent(() => view)
  const currentCount = useEffectEvent(() => count)

  useEffect(() => {
    const { current: element } = place
    if (!element) return undefined
    const colour = (name: string) => colourOf(element, name)
    const draw = () =>
      drawChart(element, {
        locale,
        overlays,
        colours: {
          text: colour('text-muted'),
          line: colour('text-line'),
          up: colour(up),
          down: colour(down),
          first: colour(line),
          second: colour('text-warn'),
          third: colour('text-muted'),
        },
        onCandle,
      })
    const open = () => {
      drawn.current?.remove()
      drawn.current = draw()
      drawn.current.show(currentView())
      drawn.current.last(currentCount())
    }
    open()
    // Colours are fixed when drawn: another theme means another drawing.
    const dark = matchMedia('(prefers-color-scheme: dark)')
    const theme = new MutationObserver(open)
    theme.observe(document.documentElement, { attributeFilter: ['data-theme'] })
    dark.addEventListener('change', open)
    return () => {
      dark.removeEventListener('change', open)
      theme.disconnect()
      drawn.current?.remove()
      drawn.current = null
    }
  }, [down, line, locale, overlays, up])

  useEffect(() => drawn.current?.show(view), [view])
  useEffect(() => drawn.current?.last(count), [count, view.market, view.interval])

  useEffect(() => {
    const { current: element } = place
    if (!element) return undefined
    element.tabIndex = 0
    const press = (event: KeyboardEvent) => {
      const move = moveOf(event.key)
      if (!move) return
      event.preventDefault()
      drawn.current?.move(move)
    }
    element.addEventListener('keydown', press)
    return () => element.removeEventListener('keydown', press)
  }, [])

  return (
    <section
      ref={place}
      aria-label={label}
      className="h-96 w-full rounded-card border border-line bg-surface"
    />
  )
}
