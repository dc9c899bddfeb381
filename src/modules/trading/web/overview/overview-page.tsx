import { Link } from '@tanstack/react-router'
import { CircleDollarSign } from 'lucide-react'
import { keepGuild } from '#web/shell/nav.tsx'
import { buttonClass } from '#web/ui/button.tsx'
import { Segmented } from '#web/ui/segmented.tsx'
import type { Overview } from '../../contract/rest.ts'
import { finalStates } from '../../contract/values.ts'
import { useColours } from '../data/colours.ts'
import { useFreshValues } from '../data/live.ts'
import { useNumbers } from '../data/numbers.ts'
import { openStates, useOrders, usePerformance } from '../data/queries.ts'
import { OrdersTable } from '../orders-table.tsx'
import { Figures } from '#web/ui/figures.tsx'
import { DataTable, Result, Section } from '../parts.tsx'
import { SignalsTable } from '../signals-table.tsx'
import { useStrategyName } from '../strategies/names.ts'
import { useTexts, type TextKey } from '../texts.ts'
import { TradingPage } from '../trading-page.tsx'
import { KillSwitch } from './kill-switch.tsx'
import { Positions } from './positions.tsx'
import { RiskMeter } from './risk-meter.tsx'

function Money({ overview }: { overview: Overview }) {
  const { text } = useTexts()
  const numbers = useNumbers()
  const week = usePerformance('7d').data
  const month = usePerformance('30d').data
  const { balance, limits, positions } = overview
  return (
    <Figures
      items={[
        { name: text('web.trading.total'), value: numbers.krw(balance?.total_krw ?? null) },
        { name: text('web.trading.free'), value: numbers.krw(balance?.available_krw ?? null) },
        { name: text('web.trading.in_orders'), value: numbers.krw(balance?.locked_krw ?? null) },
        {
          name: text('web.trading.today'),
          value: <Result krw={limits.used.result_today_krw} />,
        },
        {
          name: text('web.trading.days', { days: 7 }),
          value: <Result percent={week?.total_return_pct ?? null} />,
        },
        {
          name: text('web.trading.days', { days: 30 }),
          value: <Result percent={month?.total_return_pct ?? null} />,
        },
        {
          name: text('web.trading.exposure'),
          value: numbers.krw(limits.used.exposure_krw),
          note: (
            <>
              {text('web.trading.unrealized')} <Result krw={positions.totals.unrealized_krw} />
            </>
          ),
        },
      ]}
    />
  )
}

function Holdings({ balance }: { balance: NonNullable<Overview['balance']> }) {
  const { text } = useTexts()
  const numbers = useNumbers()
  return (
    <DataTable
      caption={text('web.trading.holdings')}
      empty={text('web.trading.holdings.none')}
      numeric={[1, 2, 3, 4, 5]}
      head={[
        text('web.trading.coin'),
        text('web.trading.free'),
        text('web.trading.in_orders'),
        text('web.trading.entry_there'),
        text('web.trading.value'),
        text('web.trading.holdings.result'),
      ]}
      rows={balance.holdings.map((held) => ({
        key: held.currency,
        cells: [
          held.currency,
          numbers.coins(held.balance),
          numbers.coins(held.locked),
          numbers.average(held.avg_buy_price),
          held.price === null
            ? `${numbers.krw(held.value_krw)} (${text('web.trading.no_market')})`
            : numbers.krw(held.value_krw),
          <Result key="result" krw={held.unrealized_krw} percent={held.unrealized_pct} />,
        ],
      }))}
    />
  )
}

function BotState({ status }: { status: Overview['status'] }) {
  const { text } = useTexts()
  const numbers = useNumbers()
  const strategyName = useStrategyName()
  const { exchange } = status
  // They begin with the strategy's own name, which everybody else reads in words.
  const active = status.active_strategies.map((one) => one.replace(/^\w+/, strategyName))
  const state = status.halted ? 'halted' : status.degraded === null ? 'running' : 'safe'
  return (
    <Figures
      items={[
        {
          name: text('web.trading.bot'),
          value: text(`web.trading.bot.${state}` satisfies TextKey),
          note: text('web.trading.uptime', { uptime: status.uptime }),
        },
        {
          name: text('web.trading.exchange'),
          value: text(`web.trading.exchange.${exchange.state}` satisfies TextKey),
          note:
            exchange.latency_ms === null
              ? undefined
              : text('web.trading.latency', { ms: exchange.latency_ms }),
        },
        { name: text('web.trading.active'), value: active.join(', ') },
        {
          name: text('web.trading.unknown_orders'),
          value: numbers.coins(String(status.unknown_orders)),
        },
      ]}
    />
  )
}

function Content({ overview }: { overview: Overview }) {
  const { text } = useTexts()
  const { scheme, choose } = useColours()
  const { permissions, orders, signals, balance } = overview
  const { data: open } = useOrders({ state: openStates })
  useFreshValues(overview.positions)
  return (
    <>
      <Money overview={overview} />
      <Section id="trading-positions" title={text('web.trading.positions')}>
        <Positions overview={overview} />
      </Section>
      <Section id="trading-risk" title={text('web.trading.risk')}>
        <RiskMeter limits={overview.limits} />
      </Section>
      <Section id="trading-open" title={text('web.trading.open_orders')}>
        <OrdersTable
          orders={open?.orders ?? orders.filter(({ state }) => !finalStates.has(state))}
          caption={text('web.trading.open_orders')}
          empty={text('web.trading.open_orders.none')}
          mayTrade={permissions.trade}
        />
      </Section>
      <Section id="trading-signals" title={text('web.trading.last_signals')}>
        <SignalsTable signals={signals} caption={text('web.trading.last_signals')} />
      </Section>
      {balance && (
        <Section id="trading-holdings" title={text('web.trading.holdings')}>
          <Holdings balance={balance} />
        </Section>
      )}
      <Section id="trading-bot" title={text('web.trading.bot')}>
        <BotState status={overview.status} />
      </Section>
      <div className="max-w-md">
        <Segmented
          label={text('web.trading.colours')}
          name="trading-colours"
          value={scheme}
          options={[
            { value: 'red_up', label: text('web.trading.colours.red_up') },
            { value: 'green_up', label: text('web.trading.colours.green_up') },
          ]}
          onChange={choose}
        />
      </div>
    </>
  )
}

/** `/trading`: the account at a glance, with the switch that stops everything. */
export function OverviewPage() {
  const { text } = useTexts()
  return (
    <TradingPage
      title={text('web.trading.title')}
      note={text('web.trading.note')}
      action={({ status, permissions }) => (
        <span className="flex flex-wrap gap-2">
          {permissions.trade && (
            <Link to="/trading/markets" search={keepGuild} className={buttonClass('primary')}>
              <CircleDollarSign size={16} aria-hidden />
              {text('web.trading.new_order')}
            </Link>
          )}
          {permissions.trade && status.halt_scope !== 'all' && <KillSwitch />}
        </span>
      )}
    >
      {(overview) => <Content overview={overview} />}
    </TradingPage>
  )
}
