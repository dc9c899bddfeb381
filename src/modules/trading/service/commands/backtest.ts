import { z } from 'zod'
import type { Context } from '#core/context.ts'
import { decimal } from '#core/money.ts'
import { interval as intervalSchema, strategyName } from '../../contract/values.ts'
import { dayMs } from '../../rules/days.ts'
import { givenParams } from '../../rules/strategies/params.ts'
import { backtestCard, strategyText } from '../../views/cards.ts'
import { utcText } from '../../views/durations.ts'
import { percent } from '../../views/numbers.ts'
import { t } from '../../views/texts.ts'
import { backtestOf } from '../backtest.ts'
import { badParameter, command } from './command.ts'
import { unanswered } from './orders.ts'
import { checkedParams, exact, orderKrw, usualOrderKrw } from './strategy-settings.ts'
import { marketOf } from './tickers.ts'

/** A day in UTC, or an instant with its offset. */
const moment = z.union([z.iso.date(), z.iso.datetime({ offset: true })])

const day = z
  .string()
  .max(40)
  .transform((text, issue) => {
    if (moment.safeParse(text).success) return Date.parse(text)
    issue.addIssue({ code: 'custom', message: 'Must be a date such as 2026-01-31.' })
    return z.NEVER
  })

/** How far a backtest looks back unless it is told. */
const usualMs = 60 * dayMs

/** What is looked at: nothing that is not there yet. */
function rangeOf(
  context: Context,
  asked: { from?: number | undefined; to?: number | undefined },
): { from: number; to: number } {
  const now = context.clock.now()
  const to = Math.min(asked.to ?? now, now)
  const from = asked.from ?? to - usualMs
  if (from >= now) throw badParameter(context, 'from', 'issue.past')
  if (from >= to) throw badParameter(context, 'from', 'issue.before_end')
  return { from, to }
}

/** Tries a strategy on past prices. */
export const backtest = command({
  name: 'backtest',
  right: 'view',
  limit: 'backtest',
  list: [
    { name: 'strategy', type: 'string', required: true, choices: strategyName.options },
    { name: 'ticker', type: 'string', required: true },
    { name: 'interval', type: 'string', choices: intervalSchema.options },
    { name: 'from', type: 'string' },
    { name: 'to', type: 'string' },
    { name: 'cash', type: 'string' },
    { name: 'fee', type: 'string' },
    { name: 'amount', type: 'string' },
    { name: 'params', type: 'string', rest: true },
  ],
  examples: ['!backtest ma_cross BTC 1h 2026-01-01 2026-06-30', '!backtest dca BTC 1d'],
  shape: z.object({
    strategy: strategyName,
    ticker: z.string().min(1).max(40),
    interval: intervalSchema.default('1h'),
    from: day.optional(),
    to: day.optional(),
    cash: exact(1, 1_000_000_000_000).default('1000000'),
    fee: exact(0, 0.1).default('0.0005'),
    amount: orderKrw.default(usualOrderKrw),
    params: givenParams.optional(),
  }),
  async run({ context, parameters }) {
    const { ticker, strategy: name, interval, cash, fee, amount } = parameters
    const { params, stop_pct } = checkedParams(context, name, parameters.params)
    if (stop_pct !== undefined) throw badParameter(context, 'params.stop_pct', 'issue.no_stop')
    const range = rangeOf(context, parameters)
    const market = await marketOf(context, ticker)
    const what = { strategy: name, market, interval, cash, fee, order_krw: amount }
    const request = { ...what, ...range, params: z.record(z.string(), z.json()).parse(params) }
    const done = await backtestOf(context, request, parameters)
    if (done.kind !== 'ok') return unanswered({ context }, done)
    const { data, png } = done.value
    if (data.candles === 0) throw badParameter(context, 'from', 'issue.no_prices')
    const { locale } = context
    const said = t(locale, 'answer.backtest', {
      strategy: strategyText(name, locale),
      market,
      total: percent(decimal(data.total_return_pct), locale),
      trades: data.trades,
      benchmark: percent(decimal(data.benchmark_return_pct), locale),
    })
    const notes = data.cut.map((cut) =>
      t(locale, `note.backtest.${cut}`, {
        from: utcText(Date.parse(data.from)),
        to: utcText(Date.parse(data.to)),
      }),
    )
    const message = [said, ...notes].join(' ')
    const picture = { name: `backtest-${name}.png`, png: await png() }
    return { type: 'success', message, data, card: backtestCard(data, locale), picture }
  },
})
