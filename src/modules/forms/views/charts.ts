import { barChart } from '#core/charts/bars.ts'
import type { Chart } from '#core/charts/chart.ts'
import { rowChart } from '#core/charts/rows.ts'
import type { Locale } from '#core/i18n/locale.ts'
import type { FormStats, QuestionStats } from '../contract/results.ts'
import { t } from './texts.ts'

/** How many answers of a question a picture shows. */
const mostRows = 15

/** The answers to one question as a picture with its table. */
export function questionChart(stats: QuestionStats, locale: Locale): Chart {
  return rowChart({
    title: stats.title,
    showsTitle: true,
    locale,
    names: [t(locale, 'chart.answer'), t(locale, 'chart.count')],
    rows: stats.choices.slice(0, mostRows).map(({ text, count }) => ({ name: text, value: count })),
  })
}

/** Answers over the days as a picture. */
export function answersChart(title: string, stats: FormStats, locale: Locale): Chart {
  return barChart({
    title,
    showsTitle: true,
    locale,
    categoryName: t(locale, 'chart.day'),
    categories: stats.by_day.map(({ day }) => day.slice(5)),
    series: [{ name: t(locale, 'chart.count'), values: stats.by_day.map(({ count }) => count) }],
  })
}
