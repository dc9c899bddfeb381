import { sparkline } from '#core/charts/sparkline.ts'
import { useLanguage } from '#web/i18n/texts.tsx'
import { SvgNode } from '#web/ui/svg-node.tsx'
import { useCandles } from './data/queries.ts'
import { useTexts } from './texts.ts'

/** The course of the last day, as small as a word. */
export function Course({ market }: { market: string }) {
  const { text, time } = useTexts()
  const { locale } = useLanguage()
  const { data } = useCandles(market, '1h', 24)
  if (!data) return null
  const chart = sparkline({
    title: text('web.trading.course', { market }),
    names: [text('web.trading.time'), text('web.trading.price')],
    locale,
    points: data.candles.map(({ at, close }) => ({
      name: time(Date.parse(at), Date.parse(at)),
      value: Number(close),
    })),
  })
  return <SvgNode node={chart.svg} />
}
