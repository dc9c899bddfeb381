import type { z } from 'zod'
import { toPng } from '#core/charts/png.ts'
import type { Context } from '#core/context.ts'
import { decimal, plainText, roundTo, sum, zero, type Decimal } from '#core/money.ts'
import type { performanceData } from '../contract/data.ts'
import { dayMs, dayOf, dayStart } from '../rules/days.ts'
import {
  cagr,
  holdingOf,
  maxDrawdown,
  percentText,
  ratioText,
  returnsOf,
  sharpe,
  totalReturn,
  tradesOf,
  type Point,
} from '../rules/statistics.ts'
import { loadEquity, type Equity } from '../store/accounts.ts'
import { loadAllFills, loadLedger, type StoredFill, type StoredLine } from '../store/books.ts'
import { equityChart } from '../views/chart-equity.ts'
import { currentAccount } from './engine.ts'
import { benchmarkMarket, snapshotEquity } from './equity.ts'
import { imageAddress } from './images.ts'
import { positionsOf } from './overview.ts'

type Performance = z.infer<typeof performanceData>

/** Days of a period; null for all. */
const days: Record<string, number | null> = { '7d': 7, '30d': 30, '90d': 90, all: null }

/** The periods that can be asked for. */
export const periods = ['7d', '30d', '90d', 'all'] as const
/** A period. */
export type Period = (typeof periods)[number]

type Priced = Point & { benchmark: Decimal | null }

/** What a period is counted from: the line before it, or where the very first day began. */
function beginOf(lines: readonly Equity[], before: Equity | undefined): Priced[] {
  if (before) return [{ ...before, flow: zero }]
  const [first] = lines
  if (!first?.opening || first.opened_at === null) return []
  const { opened_at: at, opening: equity, opening_benchmark } = first
  return [{ at, equity, flow: zero, benchmark: opening_benchmark ?? first.benchmark }]
}

const textOf = (value: Decimal | null) => value && plainText(value)
const unrealisedOf = (text: string | null): Decimal => decimal(text ?? '0')

/** Trades and corrections of fees, with what they did to the books. */
type Traded = { fill: StoredFill; line: StoredLine }

async function tradedSince(context: Context, accountId: string, since: number): Promise<Traded[]> {
  const fills = await loadAllFills(context.database, accountId)
  const lines = await loadLedger(context.database, accountId, since)
  const lineOf = new Map(lines.map((line) => [line.fill_uuid, line]))
  return fills.flatMap((fill) => {
    const line = lineOf.get(fill.trade_uuid)
    return line && (fill.kind === 'trade' || fill.kind === 'fee') ? [{ fill, line }] : []
  })
}

const realisedBy = (list: readonly Traded[]) => sum(list.map(({ line }) => line.realised))
const feesOf = (list: readonly Traded[]) => sum(list.map(({ line }) => line.fee))
const tradesIn = (list: readonly Traded[]) =>
  list.filter(({ fill }) => fill.kind === 'trade').length

/** What each sale came to: all trades of one order are one sale. */
function salesOf(traded: readonly Traded[]): Decimal[] {
  const sold = traded.filter(({ fill }) => fill.side === 'sell')
  return [...Map.groupBy(sold, ({ fill }) => fill.order_id).values()].map(realisedBy)
}

function byStrategy(traded: readonly Traded[]): Performance['by_strategy'] {
  const groups = Map.groupBy(traded, ({ fill }) => fill.strategy ?? 'manual')
  return [...groups].map(([strategy, list]) => ({
    strategy,
    trades: tradesIn(list),
    realized_krw: plainText(realisedBy(list)),
    fees_krw: plainText(feesOf(list)),
  }))
}

async function linesOf(
  context: Context,
  period: Period,
): Promise<{ id: string; lines: Equity[]; begin: Priced[]; since: number }> {
  await snapshotEquity(context)
  const { id } = await currentAccount(context)
  const length = days[period] ?? null
  const since = length === null ? 0 : dayStart(context.clock.now()) - length * dayMs
  const all = await loadEquity(context.database, id, '')
  const from = all.filter(({ day }) => day >= dayOf(since))
  return { id, lines: from, begin: beginOf(from, all[all.length - from.length - 1]), since }
}

/** How the account has done in a period, against buying the benchmark and keeping it. */
export async function performanceOf(context: Context, period: Period): Promise<Performance> {
  const { id, lines, begin, since } = await linesOf(context, period)
  const points: Priced[] = [...begin, ...lines]
  const [traded, held] = await Promise.all([tradedSince(context, id, since), positionsOf(context)])
  const { winRate, profitFactor } = tradesOf(salesOf(traded))
  const [first, last] = [points[0], points.at(-1)]
  const hold =
    first?.benchmark && last?.benchmark ? last.benchmark.div(first.benchmark).minus(1) : null
  const daily = returnsOf(points)
  const holding = holdingOf(points)
  return {
    period,
    start_equity: plainText(first?.equity ?? zero),
    end_equity: plainText(last?.equity ?? zero),
    total_return_pct: percentText(totalReturn(points)),
    cagr_pct: percentText(cagr(points)),
    sharpe: ratioText(sharpe(points, 365)),
    max_drawdown_pct: percentText(maxDrawdown(points)),
    trades: tradesIn(traded),
    win_rate_pct: percentText(winRate),
    profit_factor: ratioText(profitFactor),
    realized_krw: plainText(realisedBy(traded)),
    unrealized_krw: plainText(
      roundTo(
        sum(held.positions.map(({ unrealized_krw }) => unrealisedOf(unrealized_krw))),
        8,
        'half_even',
      ),
    ),
    fees_krw: plainText(feesOf(traded)),
    benchmark: { market: benchmarkMarket, return_pct: percentText(hold) },
    daily: lines.map(({ day, equity, benchmark }, index) => ({
      day,
      equity: plainText(equity),
      return_pct: percentText(daily[index - 1 + begin.length] ?? zero),
      benchmark: benchmark && plainText(benchmark),
      hold: textOf(holding[index + begin.length] ?? null),
    })),
    by_strategy: byStrategy(traded),
    image_url: imageAddress(context, { performance: period }).url,
  }
}

/** The same as a picture. */
export async function performancePicture(context: Context, period: Period): Promise<Buffer> {
  const { lines, begin } = await linesOf(context, period)
  const points: Priced[] = [...begin, ...lines]
  const holding = holdingOf(points)
  const own = points.map(({ at, equity }) => ({ at, value: equity }))
  const hold = points.map(({ at }, index) => ({ at, value: holding[index] ?? null }))
  return toPng(equityChart(own, hold, context.locale), 'light')
}
