import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { locales } from '../i18n/locale.ts'
import { valueAxis } from './axis.ts'
import { barChart } from './bars.ts'
import type { Chart, Value } from './chart.ts'
import { donutChart } from './donut.ts'
import { heatStrip } from './heat-strip.ts'
import { binsOf, histogram } from './histogram.ts'
import { lineChart } from './lines.ts'
import { rowChart } from './rows.ts'
import { sparkline } from './sparkline.ts'
import { toSvg, type SvgNode, type SvgTag } from './svg-node.ts'
import { textWidth } from './text.ts'

const start = Date.parse('2026-11-21T00:00:00Z')
const hourMs = 3_600_000

/** One set of named values, drawn in every way. */
type Data = {
  names: string[]
  values: Value[]
  title: string
  width: number
  locale: 'en' | 'ja' | 'fr' | 'ko'
  showsTitle: boolean
}

const charts: Record<string, (data: Data) => Chart> = {
  bars: ({ names, values, ...options }) =>
    barChart({
      ...options,
      categoryName: 'Day',
      categories: names,
      series: [{ name: 'n', values }],
    }),
  stackedBars: ({ names, values, ...options }) =>
    barChart({
      ...options,
      categoryName: 'Day',
      categories: names,
      series: [
        { name: names[0] ?? 'one', values },
        { name: 'a rather long name of a series', values: values.toReversed() },
        { name: '満員になった募集', values },
      ],
    }),
  lines: ({ values, ...options }) =>
    lineChart({
      ...options,
      timeName: 'Time',
      zone: 'Europe/Paris',
      series: [
        {
          name: 'n',
          points: values.map((value, index) => ({ at: start + index ** 2 * hourMs, value })),
        },
      ],
    }),
  areas: ({ values, ...options }) =>
    lineChart({
      ...options,
      timeName: 'Time',
      zone: 'Asia/Tokyo',
      filled: true,
      series: [
        {
          name: 'a',
          points: values.map((value, index) => ({ at: start + index * hourMs, value })),
        },
        {
          name: 'b',
          points: values
            .map((value, index) => ({ at: start - index * hourMs, value }))
            .toReversed(),
        },
      ],
    }),
  sparkline: ({ names, values, width, ...options }) =>
    sparkline({
      ...options,
      width: width / 2,
      names: ['Day', 'n'],
      points: values.map((value, index) => ({ name: names[index] ?? '', value })),
    }),
  donut: ({ names, values, ...options }) =>
    donutChart({
      ...options,
      names: ['Part', 'n', 'Share'],
      parts: values.map((value, index) => ({ name: names[index] ?? '', value })),
    }),
  rows: ({ names, values, ...options }) =>
    rowChart({
      ...options,
      names: ['Answer', 'n'],
      rows: values.map((value, index) => ({ name: names[index] ?? '', value })),
    }),
  heatStrip: ({ names, values, ...options }) =>
    heatStrip({
      ...options,
      rowName: 'Day',
      columns: names,
      rows: [
        { name: names[0] ?? 'x', values },
        { name: 'Wednesday', values: values.toReversed() },
      ],
    }),
  histogram: ({ values, ...options }) =>
    histogram({
      ...options,
      names: ['Range', 'n'],
      values: values.filter((value) => value !== null),
    }),
}

const anyName = fc.oneof(
  fc.string({ maxLength: 30, unit: 'grapheme' }),
  fc.constantFrom(
    'Monday',
    'ランクマッチを一緒に遊べる人',
    '발로란트 경쟁전',
    'Très long libellé de catégorie',
  ),
)
const anyValue: fc.Arbitrary<Value> = fc.oneof(
  fc.integer({ min: 0, max: 40 }),
  fc.double({ min: -1e9, max: 1e12, noNaN: true }),
  fc.constantFrom(
    null,
    NaN,
    Infinity,
    5e-324,
    -5e-324,
    1e308,
    0.3,
    0.1 + 0.2,
    1,
    1 + Number.EPSILON,
  ),
)
const data: fc.Arbitrary<Data> = fc
  .array(fc.tuple(anyName, anyValue), { maxLength: 40 })
  .chain((pairs) =>
    fc.record({
      names: fc.constant(pairs.map(([one]) => one)),
      values: fc.constant(pairs.map(([, one]) => one)),
      title: anyName,
      width: fc.constantFrom(320, 480, 640),
      locale: fc.constantFrom(...locales),
      showsTitle: fc.boolean(),
    }),
  )

type Box = { left: number; right: number; top: number; bottom: number; what: string }

function numberOf(node: SvgNode, attribute: string): number {
  const found = node.attributes[attribute] ?? 0
  const number = Number(found)
  assert.ok(Number.isFinite(number), `${node.tag} ${attribute}=${String(found)}`)
  return number
}

function textBox(node: SvgNode): Box {
  const [text] = node.children
  assert.ok(typeof text === 'string')
  const size = numberOf(node, 'font-size')
  const width = textWidth(text, size)
  const anchor = node.attributes['text-anchor']
  const left =
    numberOf(node, 'x') - (anchor === 'middle' ? width / 2 : anchor === 'end' ? width : 0)
  const y = numberOf(node, 'y')
  return { left, right: left + width, top: y - size * 0.8, bottom: y + size * 0.2, what: text }
}

/** The room that a mark takes; arcs count as circles around their group's place. */
const boxes: Partial<Record<SvgTag, (node: SvgNode) => Box>> = {
  text: textBox,
  rect(node) {
    const [left, top] = [numberOf(node, 'x'), numberOf(node, 'y')]
    const [width, height] = [numberOf(node, 'width'), numberOf(node, 'height')]
    assert.ok(width >= 0 && height >= 0)
    return { left, right: left + width, top, bottom: top + height, what: 'rect' }
  },
  circle(node) {
    const [x, y, r] = [numberOf(node, 'cx'), numberOf(node, 'cy'), numberOf(node, 'r')]
    return { left: x - r, right: x + r, top: y - r, bottom: y + r, what: 'circle' }
  },
  line(node) {
    const [left, right] = [numberOf(node, 'x1'), numberOf(node, 'x2')]
    return { left, right, top: numberOf(node, 'y1'), bottom: numberOf(node, 'y2'), what: 'line' }
  },
  g(node) {
    const place = /^translate\(([\d.]+),([\d.]+)\)$/.exec(String(node.attributes['transform']))
    const [x, y] = [Number(place?.[1]), Number(place?.[2])]
    return { left: x - 80, right: x + 80, top: y - 80, bottom: y + 80, what: 'ring' }
  },
  path(node) {
    const d = String(node.attributes['d'])
    assert.doesNotMatch(d, /NaN|Infinity/)
    const pairs = [...d.matchAll(/(-?[\d.]+),(-?[\d.]+)/g)]
    const [xs, ys] = [1, 2].map((place) => pairs.map((pair) => Number(pair[place])))
    assert.ok(xs && ys && xs.length > 0)
    const ends = { left: Math.min(...xs), right: Math.max(...xs) }
    return { ...ends, top: Math.min(...ys), bottom: Math.max(...ys), what: 'path' }
  },
}

function boxOf(node: SvgNode): Box {
  return boxes[node.tag]?.(node) ?? assert.fail(`a mark of ${node.tag}`)
}

function marksOf(svg: SvgNode): SvgNode[] {
  return svg.children
    .filter((child) => typeof child !== 'string' && child.tag !== 'title' && child.tag !== 'desc')
    .filter((child): child is SvgNode => typeof child !== 'string')
}

const slack = 0.02

function assertSound({ svg, table, summary }: Chart) {
  const [x = 0, y = 0, width = 0, height = 0] = String(svg.attributes['viewBox'])
    .split(' ')
    .map(Number)
  const marks = marksOf(svg)
  const texts = marks.filter(({ tag }) => tag === 'text').map(textBox)
  for (const box of [...marks.filter(({ tag }) => tag !== 'text').map(boxOf), ...texts]) {
    const isInside =
      box.left >= x - slack &&
      box.right <= x + width + slack &&
      box.top >= y - slack &&
      box.bottom <= y + height + slack
    assert.ok(isInside, `${JSON.stringify(box)} in ${String(width)}x${String(height)}`)
  }
  for (const [index, one] of texts.entries()) {
    for (const other of texts.slice(index + 1)) {
      const isApart =
        one.right <= other.left + slack ||
        other.right <= one.left + slack ||
        one.bottom <= other.top + slack ||
        other.bottom <= one.top + slack
      assert.ok(isApart, `"${one.what}" over "${other.what}"`)
    }
  }
  assert.ok(summary.length > 3)
  assert.ok(table.rows.every((row) => row.length === table.head.length))
}

describe('charts', () => {
  for (const [kind, draw] of Object.entries(charts)) {
    it(`keeps the marks of ${kind} inside the picture and its texts apart`, () => {
      fc.assert(
        fc.property(data, (drawn) => assertSound(draw(drawn))),
        { numRuns: 150 },
      )
    })
  }

  it('says in words that there is nothing, and draws a single value', () => {
    for (const [kind, draw] of Object.entries(charts)) {
      const options = { title: 'T', width: 320, locale: 'ja', showsTitle: false } as const
      const empty = draw({ names: [], values: [], ...options })
      assert.equal(empty.summary, 'データなし', kind)
      assert.deepEqual(
        empty.table.rows.flat().filter((cell) => cell !== 'x' && cell !== 'Wednesday'),
        [],
      )
      const single = draw({ names: ['月'], values: [7], ...options })
      assertSound(single)
      assert.match(toSvg(single.svg, 'light'), /<(rect|circle|path) [^>]*fill="#4338ca"/, kind)
    }
  })

  it('draws greater values as longer bars, in proportion', () => {
    const values = fc.array(fc.integer({ min: 1, max: 1_000_000 }), { minLength: 2, maxLength: 12 })
    fc.assert(
      fc.property(values, (all) => {
        const names = all.map(String)
        const drawn = {
          names,
          values: all,
          title: '',
          width: 640,
          locale: 'en',
          showsTitle: false,
        } as const
        const heights = marksOf(
          charts['bars']?.({ ...drawn, names, values: all }).svg ?? assert.fail(),
        )
          .filter(({ tag }) => tag === 'rect')
          .map((bar) => numberOf(bar, 'height'))
        const most = Math.max(...all)
        const tallest = Math.max(...heights)
        for (const [index, height] of heights.entries())
          assert.ok(Math.abs(height / tallest - (all[index] ?? 0) / most) < 0.001)
      }),
    )
  })

  it('writes different numbers on an axis, however near to each other', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e9 }),
        fc.integer({ min: -8, max: 9 }),
        (base, power) => {
          const axis = valueAxis(
            [base, base + Math.max(base * 1e-8, 10 ** power)],
            { title: '', locale: 'en' },
            { top: 0, bottom: 240 },
          )
          assert.ok(axis.ticks.length > 1)
          assert.equal(new Set(axis.ticks.map(({ text }) => text)).size, axis.ticks.length)
          assert.ok(
            axis.ticks.every(({ y }, index) => index === 0 || y < (axis.ticks[index - 1]?.y ?? y)),
          )
        },
      ),
    )
  })

  it('sorts every value into one range, and ranges side by side', () => {
    const values = fc.array(
      fc
        .double({ min: -1e6, max: 1e6, noNaN: true })
        .map((one) => (Math.abs(one) < 1e-100 ? 0 : one)),
      { minLength: 1 },
    )
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 20 }), (all, about) => {
        const bins = binsOf(all, about)
        assert.equal(
          bins.reduce((sum, { count }) => sum + count, 0),
          all.length,
        )
        for (const [index, { from, to, count }] of bins.entries()) {
          const isLast = index === bins.length - 1
          const inside = all.filter((one) => one >= from && (one < to || isLast))
          assert.equal(count, inside.length)
          assert.ok(from < to && (isLast || bins[index + 1]?.from === to))
        }
        assert.ok(Math.max(...all) <= (bins.at(-1)?.to ?? NaN))
      }),
    )
    assert.deepEqual(binsOf([], 10), [])
    assert.deepEqual(binsOf([NaN, 5], 10), [{ from: 5, to: 6, count: 1 }])
    assert.deepEqual(binsOf([0, 1, 9, 10], 2), [
      { from: 0, to: 5, count: 2 },
      { from: 5, to: 10, count: 2 },
    ])
  })

  it('stacks without holes', () => {
    const { svg } = barChart({
      title: '',
      locale: 'en',
      categoryName: 'Day',
      categories: ['Mon'],
      series: [2, 3, 4].map((value) => ({ name: String(value), values: [value] })),
    })
    const bars = marksOf(svg)
      .filter(({ tag, children }) => tag === 'rect' && children.length > 0)
      .map(boxOf)
    const [low, middle, high] = bars
    assert.equal(bars.length, 3)
    assert.equal(low?.top, middle?.bottom)
    assert.equal(middle?.top, high?.bottom)
  })
})
