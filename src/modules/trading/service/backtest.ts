import type { z } from 'zod'
import { toPng } from '#core/charts/png.ts'
import type { Context } from '#core/context.ts'
import { toInstant } from '#core/contract.ts'
import { decimal, plainText, zero } from '#core/money.ts'
import type { Outcome } from '../clients/exchange.ts'
import type { backtestData } from '../contract/data.ts'
import { backtest, type BacktestResult } from '../rules/backtest.ts'
import { lengthOf, type Candle } from '../rules/candles.ts'
import { dayMs } from '../rules/days.ts'
import {
  maxDrawdown,
  percentText,
  ratioText,
  sharpe,
  totalReturn,
  tradesOf,
  type Point,
} from '../rules/statistics.ts'
import { strategies } from '../rules/strategies/built-in.ts'
import { equityChart } from '../views/chart-equity.ts'
import { candlesBetween, type Cut } from './candles.ts'
import { imageAddress, type ImageRequest } from './images.ts'
import { refuse } from '../errors.ts'

/** Which backtest. Times are epoch milliseconds, amounts texts. */
export type BacktestRequest = NonNullable<ImageRequest['backtest']>

type Run = { candles: Candle[]; cut: Cut | null; result: BacktestResult }

async function run(context: Context, request: BacktestRequest): Promise<Outcome<Run>> {
  const { strategy, market, interval, from, to, cash, fee, order_krw, params } = request
  const answer = await candlesBetween(context, market, interval, { from, to })
  if (answer.kind !== 'ok') return answer
  const { candles, cut } = answer.value
  const result = backtest({
    strategy: strategies[strategy],
    params,
    market,
    interval,
    candles,
    cash: decimal(cash),
    feeRate: decimal(fee),
    orderKrw: decimal(order_krw),
  })
  return { kind: 'ok', value: { candles, cut, result } }
}

/** Fills and points that an answer carries at most. */
const mostFills = 500
const mostPoints = 500

/** A day that is not over is taken as far as it goes; an end that lies further ahead is worth a word. */
function isAhead(context: Context, to: number | undefined): boolean {
  return to !== undefined && to > context.clock.now() + dayMs
}

/** Tries a strategy on past prices; `asked` is the range as it was asked for. */
export async function backtestOf(
  context: Context,
  request: BacktestRequest,
  asked: { from?: number | undefined; to?: number | undefined },
): Promise<Outcome<{ data: z.infer<typeof backtestData>; png: () => Promise<Buffer> }>> {
  const done = await run(context, request)
  if (done.kind !== 'ok') return done
  const { candles, cut, result } = done.value
  const { strategy, market, interval, from, to, cash, fee } = request
  const begin: Point = { at: candles[0]?.at ?? from, equity: decimal(cash), flow: zero }
  const points = [begin, ...result.equity.map((one) => ({ ...one, flow: zero }))]
  const { winRate, profitFactor } = tradesOf(result.closed)
  const [first, last] = [candles[0]?.open, candles.at(-1)?.close]
  const hold = first && last ? last.div(first).minus(1) : zero
  const every = Math.max(1, Math.ceil(result.equity.length / mostPoints))
  return {
    kind: 'ok',
    value: {
      data: {
        strategy,
        market,
        interval,
        from: toInstant(candles[0]?.at ?? from),
        to: toInstant(to),
        requested_from: toInstant(asked.from ?? from),
        requested_to: toInstant(asked.to ?? to),
        cut: [...(cut ? [cut] : []), ...(isAhead(context, asked.to) ? (['future'] as const) : [])],
        candles: candles.length,
        cash,
        fee,
        end_equity: plainText(result.endEquity),
        total_return_pct: percentText(totalReturn(points)),
        benchmark_return_pct: percentText(hold),
        max_drawdown_pct: percentText(maxDrawdown(points)),
        sharpe: ratioText(sharpe(points, Math.round((365 * dayMs) / lengthOf(interval)))),
        trades: result.fills.length,
        win_rate_pct: percentText(winRate),
        profit_factor: ratioText(profitFactor),
        fees_krw: plainText(result.fees),
        fills: result.fills.slice(0, mostFills).map(({ at, side, price, volume, fee: paid }) => ({
          at: toInstant(at),
          side,
          price: plainText(price),
          volume: plainText(volume),
          fee: plainText(paid),
        })),
        equity: result.equity
          .filter((_, index) => index % every === 0)
          .map(({ at, equity }) => ({ at: toInstant(at), equity: plainText(equity) })),
        image_url: imageAddress(context, { backtest: request }).url,
      },
      png: () => draw(context, request, done.value),
    },
  }
}

function draw(
  context: Context,
  { cash }: BacktestRequest,
  { candles, result }: Run,
): Promise<Buffer> {
  const first = candles[0]?.open
  const own = result.equity.map(({ at, equity }) => ({ at, value: equity }))
  const hold = candles.map(({ at, close }) => ({
    at,
    value: first ? decimal(cash).times(close).div(first) : null,
  }))
  return toPng(equityChart(own, hold, context.locale), 'light')
}

/** The picture of a backtest; throws `exchange_unavailable`. */
export async function backtestPicture(context: Context, request: BacktestRequest): Promise<Buffer> {
  const done = await run(context, request)
  if (done.kind !== 'ok') throw refuse('exchange_unavailable')
  return draw(context, request, done.value)
}
