import type { Locale } from '../i18n/locale.ts'

/** What charts say of their own accord; titles and names come from the caller. */
type Words = {
  noData: string
  /** One sentence or two that say what a picture shows, for those who do not see it. */
  summary(extent: Extent): string
}

/** The ends of the values that a chart shows, written out, and where they are. */
export type Extent = {
  count: string
  lowest: string
  lowestAt: string
  highest: string
  highestAt: string
}

/** The few words of charts by language. */
export const chartWords: Record<Locale, Words> = {
  en: {
    noData: 'No data',
    summary: (of) =>
      `Values: ${of.count}. Lowest: ${of.lowest} (${of.lowestAt}). Highest: ${of.highest} (${of.highestAt}).`,
  },
  ja: {
    noData: 'データなし',
    summary: (of) =>
      `値：${of.count}件。最小：${of.lowest}（${of.lowestAt}）。最大：${of.highest}（${of.highestAt}）。`,
  },
  fr: {
    noData: 'Aucune donnée',
    summary: (of) =>
      `Valeurs : ${of.count}. Minimum : ${of.lowest} (${of.lowestAt}). Maximum : ${of.highest} (${of.highestAt}).`,
  },
  ko: {
    noData: '데이터 없음',
    summary: (of) =>
      `값: ${of.count}개. 최소: ${of.lowest} (${of.lowestAt}). 최대: ${of.highest} (${of.highestAt}).`,
  },
}
