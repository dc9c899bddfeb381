import { Download } from 'lucide-react'
import { Failure } from '#web/pages/error.tsx'
import { Button } from '#web/ui/button.tsx'
import { Segmented } from '#web/ui/segmented.tsx'
import { useUrlSearch } from '#web/url-search.ts'
import { z } from 'zod'
import type { performanceData } from '../contract/data.ts'
import { drawdowns, monthly } from './data/course.ts'
import { saveCsv } from './data/csv.ts'
import { useNumbers } from './data/numbers.ts'
import { usePerformance } from './data/queries.ts'
import { Lines } from './lazy-line.tsx'
import { Figures } from '#web/ui/figures.tsx'
import { DataTable, Result, Section } from './parts.tsx'
import { useStrategyName } from './strategies/names.ts'
import { useTexts, type TextKey } from './texts.ts'
import { TradingPage, Waiting } from './trading-page.tsx'

type Performance = z.infer<typeof performanceData>

const periods = ['7d', '30d', '90d', 'all'] as const
const search = z.object({ period: z.enum(periods).catch('30d') })

function save({ daily }: Performance): void {
  const rows = daily.map(({ day, equity, return_pct, benchmark }) => [
    day,
    equity,
    return_pct,
    benchmark,
  ])
  saveCsv('performance.csv', [['day', 'equity_krw', 'return_pct', 'benchmark_krw'], ...rows])
}

function Numbers({ data }: { data: Performance }) {
  const { text } = useTexts()
  const numbers = useNumbers()
  const { market, return_pct } = data.benchmark
  return (
    <Figures
      items={[
        {
          name: text('web.trading.total_return'),
          value: <Result percent={data.total_return_pct} />,
          note: (
            <>
              {text('web.trading.benchmark', { market })} <Result percent={return_pct} />
            </>
          ),
        },
        { name: text('web.trading.realized'), value: <Result krw={data.realized_krw} /> },
        { name: text('web.trading.unrealized'), value: <Result krw={data.unrealized_krw} /> },
        { name: text('web.trading.fees'), value: numbers.krw(data.fees_krw) },
        { name: text('web.trading.drawdown'), value: numbers.portion(data.max_drawdown_pct) },
        { name: text('web.trading.sharpe'), value: numbers.ratio(data.sharpe) },
        { name: text('web.trading.cagr'), value: <Result percent={data.cagr_pct} /> },
        { name: text('web.trading.trades'), value: numbers.coins(String(data.trades)) },
        { name: text('web.trading.win_rate'), value: numbers.portion(data.win_rate_pct) },
        { name: text('web.trading.profit_factor'), value: numbers.ratio(data.profit_factor) },
      ]}
    />
  )
}

function Curves({ data }: { data: Performance }) {
  const { text } = useTexts()
  const at = (day: string): number => Date.parse(`${day}T00:00:00Z`)
  return (
    <>
      <Section id="performance-equity" title={text('web.trading.equity')}>
        <Lines
          title={text('web.trading.equity')}
          format={{ style: 'currency', currency: 'KRW', maximumFractionDigits: 0 }}
          series={[
            {
              name: text('web.trading.equity'),
              points: data.daily.map(({ day, equity }) => ({
                at: at(day),
                value: Number(equity),
              })),
            },
            {
              name: text('web.trading.benchmark', { market: data.benchmark.market }),
              points: data.daily.map(({ day, hold }) => ({
                at: at(day),
                value: hold === null ? null : Number(hold),
              })),
            },
          ]}
        />
      </Section>
      <Section id="performance-drawdown" title={text('web.trading.drawdown.course')}>
        <Lines
          title={text('web.trading.drawdown.course')}
          height={160}
          filled
          format={{
            style: 'unit',
            unit: 'percent',
            maximumFractionDigits: 2,
            signDisplay: 'negative',
          }}
          series={[
            {
              name: text('web.trading.drawdown.course'),
              points: drawdowns(data.daily).map(({ day, percent }) => ({
                at: at(day),
                value: percent,
              })),
            },
          ]}
        />
      </Section>
    </>
  )
}

function Tables({ data }: { data: Performance }) {
  const { text, locale } = useTexts()
  const months = new Intl.DateTimeFormat(locale, {
    year: 'numeric',
    month: 'long',
    timeZone: 'UTC',
  })
  const numbers = useNumbers()
  const strategyName = useStrategyName()
  return (
    <>
      <Section id="performance-months" title={text('web.trading.monthly')}>
        <DataTable
          caption={text('web.trading.monthly')}
          empty={text('web.trading.monthly.none')}
          numeric={[1, 2]}
          head={[text('web.trading.month'), text('web.trading.result'), text('web.trading.equity')]}
          rows={monthly(data.daily).map(({ month, percent, equity }) => ({
            key: month,
            cells: [
              months.format(Date.parse(month)),
              <Result key="percent" percent={percent} />,
              numbers.krw(equity),
            ],
          }))}
        />
      </Section>
      <Section id="performance-strategies" title={text('web.trading.by_strategy')}>
        <DataTable
          caption={text('web.trading.by_strategy')}
          empty={text('web.trading.by_strategy.none')}
          numeric={[1, 2, 3]}
          head={[
            text('web.trading.strategy'),
            text('web.trading.trades'),
            text('web.trading.realized'),
            text('web.trading.fees'),
          ]}
          rows={data.by_strategy.map(({ strategy, trades, realized_krw, fees_krw }) => ({
            key: strategy,
            cells: [
              strategyName(strategy),
              numbers.coins(String(trades)),
              <Result key="realized" krw={realized_krw} />,
              numbers.krw(fees_krw),
            ],
          }))}
        />
      </Section>
    </>
  )
}

function Content({ period }: { period: (typeof periods)[number] }) {
  const { text } = useTexts()
  const { data, error, refetch } = usePerformance(period)
  if (error && !data) return <Failure error={error} onRetry={() => void refetch()} />
  if (!data) return <Waiting />
  return (
    <>
      <Numbers data={data} />
      <Curves data={data} />
      <Tables data={data} />
      <div>
        <Button icon={<Download size={16} aria-hidden />} onClick={() => save(data)}>
          {text('web.trading.csv')}
        </Button>
      </div>
    </>
  )
}

/** `/trading/performance`: how the account did, beside simply holding. */
export function PerformancePage() {
  const { text } = useTexts()
  const [{ period }, change] = useUrlSearch(search)
  return (
    <TradingPage title={text('web.trading.nav.performance')}>
      {() => (
        <>
          <div className="max-w-md">
            <Segmented
              label={text('web.trading.period')}
              name="performance-period"
              value={period}
              options={periods.map((value) => ({
                value,
                label: text(`web.trading.period.${value}` satisfies TextKey),
              }))}
              onChange={(next) => change({ period: next })}
            />
          </div>
          <Content period={period} />
        </>
      )}
    </TradingPage>
  )
}
