import { lineChart, type LineChartOptions } from '#core/charts/lines.ts'
import { useLanguage } from '#web/i18n/texts.tsx'
import { ChartFigure } from '#web/ui/chart-figure.tsx'
import { useTexts } from './texts.ts'

/** What a line over time is told; the account's days begin at 09:00 in Seoul, so time is counted there. */
export type LineFigureProps = Pick<
  LineChartOptions,
  'title' | 'series' | 'format' | 'filled' | 'height'
>

/** Lines over time, with their data as a table. */
export function LineFigure(props: LineFigureProps) {
  const { text } = useTexts()
  const { locale } = useLanguage()
  return (
    <ChartFigure
      draw={(width) =>
        lineChart({
          ...props,
          locale,
          width,
          zone: 'Asia/Seoul',
          timeName: text('web.trading.day'),
        })
      }
    />
  )
}
