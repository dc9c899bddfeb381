import { CirclePlay, CircleStop } from 'lucide-react'
import { Failure } from '#web/pages/error.tsx'
import { Badge } from '#web/ui/badge.tsx'
import { Button } from '#web/ui/button.tsx'
import type { StrategyJson } from '../../contract/data.ts'
import { useCommand } from '../data/commands.ts'
import { useNumbers } from '../data/numbers.ts'
import { useStrategies } from '../data/queries.ts'
import { useReason } from '../data/reasons.ts'
import { Moment } from '../moment.tsx'
import { DataTable, Section } from '../parts.tsx'
import { useTexts, type TextKey } from '../texts.ts'
import { TradingPage, Waiting } from '../trading-page.tsx'
import { useStrategyName } from './names.ts'
import { StrategyForm } from './strategy-form.tsx'
import { paramsText } from './values.ts'

function Switch({ strategy }: { strategy: StrategyJson }) {
  const { text } = useTexts()
  const strategyName = useStrategyName()
  const { id, enabled } = strategy
  const { run, running } = useCommand({ quiet: 'success' })
  const label = text(enabled ? 'web.trading.strategy.stop' : 'web.trading.strategy.start')
  return (
    <Button
      kind={enabled ? 'danger' : 'primary'}
      busy={running !== null}
      aria-label={`${label}: ${strategyName(strategy.strategy)} ${strategy.market}`}
      onClick={() =>
        run({ command: 'strategy', parameters: { action: enabled ? 'stop' : 'start', id } })
      }
    >
      {label}
    </Button>
  )
}

function Running({ strategy }: { strategy: StrategyJson }) {
  const { text } = useTexts()
  const reasonText = useReason()
  const { enabled, last_error } = strategy
  return (
    <span className="flex flex-col gap-1">
      <Badge tone={enabled ? 'good' : 'neutral'} icon={enabled ? CirclePlay : CircleStop}>
        {text(enabled ? 'web.trading.strategy.running' : 'web.trading.strategy.stopped')}
      </Badge>
      {last_error !== null && <span className="text-sm text-bad">{reasonText(last_error)}</span>}
    </span>
  )
}

function List({ isAdmin }: { isAdmin: boolean }) {
  const { text } = useTexts()
  const numbers = useNumbers()
  const strategyName = useStrategyName()
  const { data, error, refetch } = useStrategies()
  if (error && !data) return <Failure error={error} onRetry={() => void refetch()} />
  if (!data) return <Waiting />
  return (
    <DataTable
      caption={text('web.trading.nav.strategies')}
      empty={text('web.trading.strategies.none')}
      numeric={[4]}
      head={[
        text('web.trading.strategy'),
        text('web.trading.market'),
        text('web.trading.interval'),
        text('web.trading.params'),
        text('web.trading.order_krw'),
        text('web.trading.stop_pct'),
        text('web.trading.state'),
        text('web.trading.next_run'),
        text('web.trading.actions'),
      ]}
      rows={data.strategies.map((strategy) => ({
        key: strategy.id,
        cells: [
          strategyName(strategy.strategy),
          <span key="market" className="whitespace-nowrap">
            {strategy.market}
          </span>,
          text(`web.trading.interval.${strategy.interval}` satisfies TextKey),
          paramsText(strategy.params),
          numbers.krw(strategy.order_krw),
          numbers.percent(strategy.stop_pct === null ? null : `-${strategy.stop_pct}`),
          <Running key="running" strategy={strategy} />,
          strategy.next_run_at === null ? '–' : <Moment key="next" at={strategy.next_run_at} />,
          isAdmin && <Switch key="switch" strategy={strategy} />,
        ],
      }))}
    />
  )
}

/** `/trading/strategies`: what trades by itself; administrators start, stop and set. */
export function StrategiesPage() {
  const { text } = useTexts()
  return (
    <TradingPage
      title={text('web.trading.nav.strategies')}
      note={text('web.trading.strategies.note')}
    >
      {({ permissions }) => (
        <>
          <List isAdmin={permissions.admin} />
          {permissions.admin && (
            <Section id="strategy-set" title={text('web.trading.strategy.set')}>
              <StrategyForm />
            </Section>
          )}
        </>
      )}
    </TradingPage>
  )
}
