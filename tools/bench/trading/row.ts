import { Resvg } from '@resvg/resvg-js'
import WebSocket from 'ws'
import { z } from 'zod'
import { toPng } from '#core/charts/png.ts'
import { toSvg } from '#core/charts/svg-node.ts'
import { systemRandom } from '#core/ids.ts'
import { silentLog } from '#core/log.ts'
import { decimal, zero } from '#core/money.ts'
import type { Ticker } from '#modules/trading/clients/exchange.ts'
import { createTickerStream } from '#modules/trading/clients/upbit/stream.ts'
import { strategyName } from '#modules/trading/contract/values.ts'
import { backtest } from '#modules/trading/rules/backtest.ts'
import type { Candle } from '#modules/trading/rules/candles.ts'
import { indicatorLines } from '#modules/trading/rules/indicators/values.ts'
import { strategies } from '#modules/trading/rules/strategies/built-in.ts'
import { candleChart } from '#modules/trading/views/chart.ts'
import { startChild, type Child } from '../child.ts'
import { alternate, median, medianRatio, millis, perSecond, type Row } from '../report.ts'
import { webhookRows } from './webhook.ts'

const rounds = 5
const minuteMs = 60_000

/** A price that wanders, the same for the same length; every candle traded. */
function candlesOf(count: number): Candle[] {
  let price = 20_000
  return Array.from({ length: count }, (_, nth): Candle => {
    const open = price
    price = Math.max(10_000, price + 10 * Math.round(30 * Math.sin(nth / 9) + 20 * Math.sin(nth)))
    const of = (value: number) => decimal(String(value))
    const [low, high] = [Math.min(open, price) - 20, Math.max(open, price) + 20]
    return {
      at: nth * minuteMs,
      open: of(open),
      high: of(high),
      low: of(low),
      close: of(price),
      volume: of(500),
      filled: false,
    }
  })
}

const tested = 20_000

function runBacktest(candles: readonly Candle[]): number {
  const at = performance.now()
  const result = backtest({
    strategy: strategies.ma_cross,
    params: {},
    market: 'KRW-SOL',
    interval: '1m',
    candles,
    cash: decimal('10000000'),
    feeRate: decimal('0.0005'),
    orderKrw: decimal('50000'),
  })
  if (result.fills.length === 0) throw new Error('the backtest traded nothing')
  return (1_000 * candles.length) / (performance.now() - at)
}

/** What cannot be left out: two averages and the worth of the account, in plain numbers. */
function runBare(candles: readonly { close: number }[]): number {
  const at = performance.now()
  let [fast, slow, cash, held, crossings] = [0, 0, 10_000_000, 0, 0]
  const worth: number[] = []
  for (const { close } of candles) {
    const before = fast - slow
    fast += (2 / 13) * (close - fast)
    slow += (2 / 27) * (close - slow)
    if (before < 0 !== fast - slow < 0) {
      crossings += 1
      const volume = before < 0 ? 50_000 / close : -held
      cash -= volume * close
      held += volume
    }
    worth.push(cash + held * close)
  }
  if (crossings + worth.length === 0) throw new Error('nothing happened')
  return (1_000 * candles.length) / (performance.now() - at)
}

async function backtestRow(): Promise<Row> {
  const candles = candlesOf(tested)
  const plain = candles.map(({ close }) => ({ close: Number(close.toFixed()) }))
  runBacktest(candles)
  runBare(plain)
  const { ours, floor } = await alternate(rounds, {
    ours: () => Promise.resolve(runBacktest(candles)),
    floor: () => Promise.resolve(runBare(plain)),
  })
  return {
    name: `backtest of ${tested.toLocaleString('en')} candles, ma_cross`,
    ours: `${perSecond(median(ours))} candles`,
    floor: `${perSecond(median(floor))} (the same in plain numbers)`,
    ratio: medianRatio(ours, floor),
    target: '>= 100,000/s',
    met: median(ours) >= 100_000,
  }
}

async function chartRow(): Promise<Row> {
  const candles = candlesOf(200)
  const chart = {
    title: 'KRW-BTC 비트코인 · 1h',
    locale: 'ko',
    candles,
    lines: indicatorLines(candles),
    shown: ['sma', 'ema', 'rsi'],
    colours: 'korean',
  } as const
  const svg = toSvg(candleChart(chart), 'light')
  const timed = async (draw: () => Promise<number>): Promise<number> => {
    const at = performance.now()
    if ((await draw()) < 10_000) throw new Error('the picture is empty')
    return performance.now() - at
  }
  const contestants = {
    ours: () => timed(async () => (await toPng(candleChart(chart), 'light')).length),
    // Without fonts: what the rasteriser alone needs for the same drawing.
    floor: () =>
      timed(
        async () => new Resvg(svg, { font: { loadSystemFonts: false } }).render().asPng().length,
      ),
  }
  for (const draw of Object.values(contestants)) await draw()
  const { ours, floor } = await alternate(4 * rounds, contestants)
  return {
    name: 'chart of 200 candles with three indicators as PNG',
    ours: `p50 ${millis(median(ours))}`,
    floor: `p50 ${millis(median(floor))} (rasteriser alone, no text)`,
    ratio: medianRatio(floor, ours),
    target: 'p50 <= 150 ms',
    met: median(ours) <= 150,
  }
}

const poured = 60_000
const started = z.object({ url: z.string() })

function ourTicks(url: string): Promise<number> {
  const watchers = strategyName.options.map((name) => {
    const params = strategies[name].params.parse({})
    return strategies[name].begin(params, '1m')
  })
  return new Promise((resolve) => {
    let heard = 0
    let at = 0
    const stream = createTickerStream({
      url: `${url.replace('http', 'ws')}/?count=${poured}`,
      random: systemRandom,
      log: silentLog,
      heard({ price }: Ticker) {
        at ||= performance.now()
        heard += 1
        // As if every price closed a candle: the most that strategies can be asked for.
        const candle = { open: price, high: price, low: price, close: price, volume: zero }
        for (const watch of watchers) watch({ ...candle, at: heard * minuteMs, filled: false })
        if (heard < poured) return
        stream.stop()
        resolve((1_000 * poured) / (performance.now() - at))
      },
    })
    stream.follow(['KRW-BTC'])
  })
}

function bareTicks(url: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const address = `${url.replace('http', 'ws')}/?count=${poured}`
    const socket = new WebSocket(address, { perMessageDeflate: false })
    let heard = 0
    let at = 0
    socket.on('error', reject).on('open', () => socket.send('go'))
    socket.on('message', (data: Buffer) => {
      at ||= performance.now()
      const parsed: unknown = JSON.parse(data.toString())
      heard += parsed === null ? 0 : 1
      if (heard < poured) return
      socket.terminate()
      resolve((1_000 * poured) / (performance.now() - at))
    })
  })
}

async function ticksRow(server: Child): Promise<Row> {
  const { url } = await server.ask({ answer: '' }, started)
  const contestants = { ours: () => ourTicks(url), floor: () => bareTicks(url) }
  for (const run of Object.values(contestants)) await run()
  const { ours, floor } = await alternate(rounds, contestants)
  return {
    name: 'price messages through the stream and all four strategies',
    ours: perSecond(median(ours)),
    floor: `${perSecond(median(floor))} (ws and JSON.parse)`,
    ratio: medianRatio(ours, floor),
    target: '>= 20,000/s',
    met: median(ours) >= 20_000,
  }
}

/** What a trader waits for: commands, prices, pictures, backtests. */
export async function tradingRows(): Promise<Row[]> {
  const server = startChild('trading/server.ts')
  try {
    return [
      ...(await webhookRows(server)),
      await ticksRow(server),
      await chartRow(),
      await backtestRow(),
    ]
  } finally {
    await server.stop()
  }
}
