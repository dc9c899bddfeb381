import type { z } from 'zod'
import { toPng } from '#core/charts/png.ts'
import type { Context } from '#core/context.ts'
import { decimal, plainText, roundTo, sum, zero, type Decimal } from '#core/money.ts'
import type { performanceData } from '../contract/data.ts'
import { dayMs, dayOf, dayStart } from '../rules/days.ts'
import {
  cagr,
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
import { loadAllFills, loadLedger } from '../store/books.ts'
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

/** What a period is counted from: the line before it, or where the very first day began. */
function beginOf(lines: readonly Equity[], before: Equity | undefined): Point[] {
  if (before) return [{ at: before.at, equity: before.equity, flow: zero }]
  const [first] = lines
  if (!first?.opening || first.opened_at === null) return []
  return [{ at: first.opened_at, equity: first.opening, flow: zero }]
}

const unrealisedOf = (text: string | null): Decimal => decimal(text ?? '0')

async function byStrategy(context: Context, accountId: string, since: number) {
  const fills = (await loadAllFills(context.database, accountId)).filter(
    ({ kind, at }) => kind === 'trade' && at >= since,
  )
  const lines = await loadLedger(context.database, accountId, since)
  const nameOf = new Map(fills.map(({ trade_uuid, strategy }) => [trade_uuid, strategy]))
  const groups = Map.groupBy(
    lines.filter(({ fill_uuid }) => nameOf.has(fill_uuid)),
    ({ fill_uuid }) => nameOf.get(fill_uuid) ?? 'manual',
  )
  return [...groups].map(([strategy, list]) => ({
    strategy,
    trades: list.length,
    realized_krw: plainText(sum(list.map(({ realised }) => realised))),
    fees_krw: plainText(sum(list.map(({ fee }) => fee))),
  }))
}

async function linesOf(
  context: Context,
  period: Period,
): Promise<{ id: string; lines: Equity[]; begin: Point[]; since: number }> {
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
  const points = [...begin, ...lines.map(({ at, equity, flow }) => ({ at, equity, flow }))]
  const [ledger, held, strategies] = await Promise.all([
    loadLedger(context.database, id, since),
    positionsOf(context),
    byStrategy(context, id, since),
  ])
  const traded = ledger.filter(({ kind }) => kind === 'trade' || kind === 'fee')
  const results = traded
    .filter(({ asset, realised }) => asset.lt(zero) && !realised.isZero())
    .map(({ realised }) => realised)
  const { winRate, profitFactor } = tradesOf(results)
  const [first, last] = [lines[0], lines.at(-1)]
  const hold =
    first?.benchmark && last?.benchmark ? last.benchmark.div(first.benchmark).minus(1) : null
  const daily = returnsOf(points)
  return {
    period,
    start_equity: plainText(points[0]?.equity ?? zero),
    end_equity: plainText(last?.equity ?? zero),
    total_return_pct: percentText(totalReturn(points)),
    cagr_pct: percentText(cagr(points)),
    sharpe: ratioText(sharpe(points, 365)),
    max_drawdown_pct: percentText(maxDrawdown(points)),
    trades: traded.filter(({ kind }) => kind === 'trade').length,
    win_rate_pct: percentText(winRate),
    profit_factor: ratioText(profitFactor),
    realized_krw: plainText(sum(traded.map(({ realised }) => realised))),
    unrealized_krw: plainText(
      roundTo(
        sum(held.positions.map(({ unrealized_krw }) => unrealisedOf(unrealized_krw))),
        8,
        'half_even',
      ),
    ),
    fees_krw: plainText(sum(traded.map(({ fee }) => fee))),
    benchmark: { market: benchmarkMarket, return_pct: percentText(hold) },
    daily: lines.map(({ day, equity, benchmark }, index) => ({
      day,
      equity: plainText(equity),
      return_pct: percentText(daily[index - 1 + begin.length] ?? zero),
      benchmark: benchmark && plainText(benchmark),
    })),
    by_strategy: strategies,
    image_url: imageAddress(context, { performance: period }).url,
  }
}

/** The same as a picture. */
export async function performancePicture(context: Context, period: Period): Promise<Buffer> {
  const { lines } = await linesOf(context, period)
  const first = lines[0]
  const own = lines.map(({ at, equity }) => ({ at, value: equity }))
  const hold = lines.map(({ at, benchmark }) => ({
    at,
    value:
      first?.benchmark && benchmark ? first.equity.times(benchmark).div(first.benchmark) : null,
  }))
  return toPng(equityChart(own, hold, context.locale), 'light')
}
