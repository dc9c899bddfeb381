import { join } from 'node:path'
import { describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { barChart } from './bars.ts'
import type { Chart } from './chart.ts'
import { donutChart } from './donut.ts'
import { heatStrip } from './heat-strip.ts'
import { histogram } from './histogram.ts'
import { lineChart } from './lines.ts'
import { onTheme, paint, seriesPaint } from './paint.ts'
import { rowChart } from './rows.ts'
import { sparkline } from './sparkline.ts'
import { svgNode, toSvg } from './svg-node.ts'

const start = Date.parse('2026-11-21T00:00:00Z')
const hours = (values: readonly (number | null)[]) =>
  values.map((value, index) => ({ at: start + index * 3_600_000, value }))

/** The pictures as they are to be, in `golden/`; `node --test --test-update-snapshots` draws them anew. */
const pictures: Record<string, Chart> = {
  bars: barChart({
    title: 'Result by day',
    locale: 'en',
    width: 320,
    categoryName: 'Day',
    categories: ['Mon', 'Tue', 'Wed'],
    series: [{ name: 'Result', values: [3, -2, null] }],
  }),
  'stacked-bars': barChart({
    title: '日ごとの募集',
    locale: 'ja',
    width: 320,
    showsTitle: true,
    categoryName: '日',
    categories: ['月', '火'],
    series: [
      { name: '満員', values: [12, 8] },
      { name: '期限切れ', values: [3, 1200] },
    ],
  }),
  area: lineChart({
    title: 'Réponses',
    locale: 'fr',
    width: 320,
    timeName: 'Heure',
    zone: 'Europe/Paris',
    filled: true,
    series: [{ name: 'Réponses', points: hours([0, 4, null, 9, 12]) }],
  }),
  sparkline: sparkline({
    title: 'BTC',
    locale: 'ko',
    names: ['시각', '가격'],
    points: hours([5, 7, 6, 9]).map(({ value }, index) => ({ name: String(index), value })),
  }),
  donut: donutChart({
    title: 'Roles',
    locale: 'en',
    width: 480,
    names: ['Role', 'Players', 'Share'],
    parts: [
      { name: 'Tank', value: 2 },
      { name: 'Healer <3', value: 6 },
    ],
  }),
  rows: rowChart({
    title: '답변',
    locale: 'ko',
    width: 320,
    names: ['답변', '수'],
    rows: [
      { name: '매우 그렇다 & 그렇다', value: 7 },
      { name: '아니다', value: 0 },
    ],
  }),
  'heat-strip': heatStrip({
    title: 'Online',
    locale: 'en',
    width: 320,
    rowName: 'Day',
    columns: ['0', '6', '12', '18'],
    rows: [{ name: 'Mon', values: [0, null, 2, 5] }],
  }),
  histogram: histogram({
    title: 'Time to full',
    locale: 'en',
    width: 320,
    names: ['Minutes', 'Parties'],
    values: [1, 2, 2, 3, 8, 14],
    bins: 3,
  }),
}

/** One element a line, so that a difference can be read. */
const lines = (svg: unknown) => `${String(svg).replaceAll('><', '>\n<')}\n`

describe('golden pictures', () => {
  for (const [name, chart] of Object.entries(pictures)) {
    it(`draws ${name} as before`, (context) => {
      const file = join(import.meta.dirname, 'golden', `${name}.svg`)
      context.assert.fileSnapshot(toSvg(chart.svg, 'light'), file, { serializers: [lines] })
    })
  }

  it('tells the same in words and in a table', () => {
    assert.equal(pictures['bars']?.summary, 'Values: 2. Lowest: -2 (Tue). Highest: 3 (Mon).')
    assert.equal(
      pictures['stacked-bars']?.summary,
      '値：4件。最小：3（月, 期限切れ）。最大：1,200（火, 期限切れ）。',
    )
    assert.deepEqual(pictures['stacked-bars']?.table, {
      head: ['日', '満員', '期限切れ'],
      rows: [
        ['月', '12', '3'],
        ['火', '8', '1,200'],
      ],
    })
    assert.deepEqual(pictures['donut']?.table.rows, [
      ['Tank', '2', '25%'],
      ['Healer <3', '6', '75%'],
    ])
  })

  it('is the same picture in the dark, in other colours', () => {
    const svg = pictures['bars']?.svg ?? assert.fail()
    const withoutColours = (text: string) => text.replaceAll(/#[0-9a-f]{6}/g, '#')
    assert.notEqual(toSvg(svg, 'dark'), toSvg(svg, 'light'))
    assert.equal(withoutColours(toSvg(svg, 'dark')), withoutColours(toSvg(svg, 'light')))
    assert.doesNotMatch(toSvg(svg, 'dark'), /var\(|light-dark/)
  })

  it('paints marks that stand out from both grounds', () => {
    const luminance = (colour: string) =>
      [0.2126, 0.7152, 0.0722].reduce((sum, weight, index) => {
        const part = parseInt(colour.slice(1 + 2 * index, 3 + 2 * index), 16) / 255
        return sum + weight * (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
      }, 0)
    for (const theme of ['light', 'dark'] as const) {
      const ground = luminance(onTheme(paint('surface'), theme))
      const contrast = (value: string) => {
        const mark = luminance(onTheme(value, theme))
        return (Math.max(mark, ground) + 0.05) / (Math.min(mark, ground) + 0.05)
      }
      for (const index of [0, 1, 2, 3, 4, 5]) assert.ok(contrast(seriesPaint(index)) >= 3)
      for (const colour of ['ink', 'muted'] as const) assert.ok(contrast(paint(colour)) >= 4.5)
    }
  })

  it('writes any text as text', () => {
    const node = svgNode('title', { id: '"><x' }, `</title>&\0${String.fromCharCode(0xd800)}😀`)
    assert.equal(
      toSvg(node, 'light'),
      '<title xmlns="http://www.w3.org/2000/svg" id="&quot;&gt;&lt;x">&lt;/title&gt;&amp;�😀</title>',
    )
  })
})
