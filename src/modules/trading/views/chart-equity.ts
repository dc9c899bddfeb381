import { lineChart } from '#core/charts/lines.ts'
import type { SvgNode } from '#core/charts/svg-node.ts'
import type { Locale } from '#core/i18n/locale.ts'
import { approximately, type Decimal } from '#core/money.ts'
import { t } from './texts.ts'

/** What something was worth at an instant. */
export type Worth = { at: number; value: Decimal | null }

/** Points that a picture shows at most. */
const most = 600

function thinned(points: readonly Worth[]): readonly Worth[] {
  const every = Math.max(1, Math.ceil(points.length / most))
  return points.filter((_, index) => index % every === 0 || index === points.length - 1)
}

/** The account's worth beside what it would be if the benchmark had been bought at the beginning. */
export function equityChart(
  own: readonly Worth[],
  hold: readonly Worth[],
  locale: Locale,
): SvgNode {
  const line = (points: readonly Worth[]) =>
    thinned(points).map(({ at, value }) => ({ at, value: value && approximately(value) }))
  return lineChart({
    title: t(locale, 'chart.equity'),
    showsTitle: true,
    locale,
    width: 900,
    height: 420,
    timeName: '',
    zone: 'Asia/Seoul',
    series: [
      { name: t(locale, 'chart.equity.own'), points: line(own) },
      { name: t(locale, 'chart.equity.hold'), points: line(hold) },
    ],
  }).svg
}
