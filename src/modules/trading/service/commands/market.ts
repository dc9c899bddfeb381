import { z } from 'zod'
import type { Context } from '#core/context.ts'
import { toInstant } from '#core/contract.ts'
import { toPng } from '#core/charts/png.ts'
import { decimal, plainText, roundTo } from '#core/money.ts'
import type { Market } from '../../clients/exchange.ts'
import { indicatorList, type chartData, type marketsData } from '../../contract/data.ts'
import {
  interval as intervalSchema,
  type IndicatorName,
  type Interval,
} from '../../contract/values.ts'
import { refuse } from '../../errors.ts'
import { rangeOf, trendOf } from '../../rules/chart.ts'
import { indicatorLines } from '../../rules/indicators/values.ts'
import { stepAt, type LiveTick } from '../../rules/ticks.ts'
import { candleChart } from '../../views/chart.ts'
import { marketsCard } from '../../views/cards.ts'
import { priceText } from '../../views/numbers.ts'
import { t } from '../../views/texts.ts'
import { recentCandles } from '../candles.ts'
import { engineOf } from '../engine.ts'
import { imageAddress } from '../images.ts'
import { texts } from '../language.ts'
import type { Quote } from '../prices.ts'
import { badParameters, command, type CommandResult } from './command.ts'
import { refused, unanswered } from './orders.ts'
import { marketOf } from './tickers.ts'

const pageSize = 20
const hundred = decimal('100')

/** The least that an order costs in a market of KRW, as the exchange documents it, for when it does not say. */
const documentedMinimum = '5000'

/** A market with its price, and whether it can be bought there now as far as the exchange says. */
async function marketJson(
  context: Context,
  { market, korean_name, english_name, warning }: Market,
  { quote, tick }: { quote: Quote | undefined; tick: LiveTick | undefined },
): Promise<z.infer<typeof marketsData>['markets'][number]> {
  const { terms: ask, settings } = engineOf(context)
  const terms = await ask(market)
  const isActive = terms?.active ?? true
  return {
    market,
    korean_name,
    english_name,
    price: quote ? plainText(quote.price) : null,
    change_pct: quote ? plainText(roundTo(quote.changeRate.times(hundred), 4, 'half_even')) : null,
    volume_24h_krw: quote ? plainText(quote.volume24hKrw) : null,
    tick_size: quote ? plainText(stepAt(quote.price, tick ?? null)) : null,
    min_total: terms?.minTotal ? plainText(terms.minTotal) : documentedMinimum,
    warning,
    tradable: isActive && (!warning || settings.TRADING_ALLOW_WARNING),
  }
}

/** Markets that fit a text, most traded first; throws `bad_request` for a page after the last. */
export async function marketsOf(
  context: Context,
  { query = '', page = 1 }: { query?: string | undefined; page?: number | undefined },
): Promise<z.infer<typeof marketsData>> {
  const { prices } = engineOf(context)
  const all = await prices.markets()
  if (all.kind !== 'ok') throw refuse('exchange_unavailable')
  const wanted = query.normalize('NFKC').trim().toLowerCase()
  const fits = all.value.filter(({ market, korean_name, english_name }) =>
    `${market} ${korean_name} ${english_name}`.toLowerCase().includes(wanted),
  )
  await prices.quotes(
    fits.map(({ market }) => market),
    60_000,
  )
  const known = prices.known()
  const volumeOf = (market: string) => known.get(market)?.volume24hKrw ?? decimal('0')
  const sorted = fits.toSorted((a, b) => volumeOf(b.market).cmp(volumeOf(a.market)))
  const pages = Math.max(1, Math.ceil(sorted.length / pageSize))
  if (page > pages) {
    const message = texts.translate(context.locale, 'issue.too_big.number', { limit: pages })
    throw badParameters([{ path: ['page'], message }])
  }
  const shown = sorted.slice((page - 1) * pageSize, page * pageSize)
  const ticks = await prices.ticks(shown.map(({ market }) => market))
  return {
    markets: await Promise.all(
      shown.map((one) => {
        const [quote, tick] = [known.get(one.market), ticks.get(one.market)]
        return marketJson(context, one, { quote, tick })
      }),
    ),
    page,
    pages,
  }
}

const markets = command({
  name: 'markets',
  right: 'view',
  limit: 'view',
  list: [
    { name: 'query', type: 'string' },
    { name: 'page', type: 'integer' },
  ],
  examples: ['!markets', '!마켓 비트'],
  shape: z.object({
    query: z.string().max(40).optional(),
    page: z.coerce.number().int().min(1).max(100).default(1),
  }),
  async run({ context, parameters }) {
    const data = await marketsOf(context, parameters)
    const message = t(context.locale, 'answer.markets', { page: data.page, pages: data.pages })
    return { type: 'success', message, data, card: marketsCard(data, context.locale) }
  },
})

/** Which chart is drawn. */
export type ChartRequest = {
  market: string
  interval: Interval
  count: number
  indicators: readonly IndicatorName[]
}

/** Candles that are looked at before the first one shown, so that indicators are there from the start. */
const before = 60

/** A chart with its numbers. Refuses when the exchange has no candles. */
export async function chartOf(
  context: Context,
  request: ChartRequest,
): Promise<{ data: z.infer<typeof chartData>; png: () => Promise<Buffer> } | CommandResult> {
  const { market, interval, count, indicators } = request
  const answer = await recentCandles(context, market, interval, {
    count: Math.min(200, count + before),
  })
  if (answer.kind !== 'ok') return unanswered({ context }, answer)
  const all = answer.value
  const lines = indicatorLines(all)
  const last = all.at(-1)
  const range = rangeOf(all)
  if (!last || !range) return refused({ context }, { code: 'no_price', params: { market } })
  const image = imageAddress(context, { chart: { ...request, indicators: [...indicators] } })
  const skip = Math.max(0, all.length - count)
  const cut = <T>(values: readonly T[]) => values.slice(skip)
  const shownLines = {
    sma20: cut(lines.sma20),
    ema20: cut(lines.ema20),
    rsi14: cut(lines.rsi14),
    macd: cut(lines.macd),
    bb: cut(lines.bb),
    atr14: cut(lines.atr14),
    stochastic: cut(lines.stochastic),
    donchian: cut(lines.donchian),
  }
  return {
    data: {
      market,
      interval,
      last: {
        open: plainText(last.open),
        high: plainText(last.high),
        low: plainText(last.low),
        close: plainText(last.close),
      },
      indicators: {
        sma20: lines.sma20.at(-1) ?? null,
        ema20: lines.ema20.at(-1) ?? null,
        rsi14: lines.rsi14.at(-1) ?? null,
        macd: lines.macd.at(-1) ?? null,
        bb: lines.bb.at(-1) ?? null,
        atr14: lines.atr14.at(-1) ?? null,
        stochastic: lines.stochastic.at(-1) ?? null,
        donchian: lines.donchian.at(-1) ?? null,
      },
      trend: trendOf(lines),
      support: plainText(range.support),
      resistance: plainText(range.resistance),
      image_url: image.url,
      image_expires_at: toInstant(image.expiresAt),
    },
    png: () =>
      toPng(
        candleChart({
          title: t(context.locale, 'chart.title', { market, interval }),
          locale: context.locale,
          candles: cut(all),
          lines: shownLines,
          shown: indicators,
          colours: engineOf(context).settings.TRADING_COLOURS,
        }),
        'light',
      ),
  }
}

const chart = command({
  name: 'chart',
  right: 'view',
  limit: 'view',
  list: [
    { name: 'ticker', type: 'string', required: true },
    { name: 'interval', type: 'string', choices: intervalSchema.options },
    { name: 'count', type: 'integer' },
    { name: 'indicators', type: 'string' },
  ],
  examples: ['!chart BTC', '!chart ETH 1h', '!차트 비트코인 1d 100 sma,rsi'],
  shape: z.object({
    ticker: z.string().min(1).max(40),
    interval: intervalSchema.default('1h'),
    count: z.coerce.number().int().min(10).max(200).default(100),
    indicators: indicatorList.default(['sma', 'ema', 'bb', 'rsi']),
  }),
  async run({ context, parameters }) {
    const { ticker, ...rest } = parameters
    const market = await marketOf(context, ticker)
    const made = await chartOf(context, { market, ...rest })
    if (!('png' in made)) return made
    const { data } = made
    const { locale } = context
    const message = t(locale, 'answer.chart', {
      market,
      price: priceText(decimal(data.last.close), locale),
      trend: t(locale, `trend.${data.trend}`),
      support: priceText(decimal(data.support), locale),
      resistance: priceText(decimal(data.resistance), locale),
    })
    const title = t(locale, 'chart.title', { market, interval: data.interval })
    const picture = { name: `${market}-${data.interval}.png`.toLowerCase(), png: await made.png() }
    return { type: 'success', message, data, card: { title, fields: [] }, picture }
  },
})

/** Commands about markets and prices. */
export const marketCommands = { markets, chart }
