import { useState } from 'react'
import type { z } from 'zod'
import { useClock } from '#web/clock.tsx'
import { Button } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { TextInput } from '#web/ui/field.tsx'
import { FormField } from '#web/ui/form-field.tsx'
import { useFormValues } from '#web/ui/use-form-values.ts'
import { backtestData } from '../../contract/data.ts'
import { useCommand } from '../data/commands.ts'
import { useNumbers } from '../data/numbers.ts'
import { Lines } from '../lazy-line.tsx'
import { Moment } from '../moment.tsx'
import { Figures } from '#web/ui/figures.tsx'
import { DataTable, Result, Section } from '../parts.tsx'
import { useTexts, type TextKey } from '../texts.ts'
import { TradingPage } from '../trading-page.tsx'
import { ChoiceFields, type Choice } from './choices.tsx'
import { paramsMistakes, usualParams } from './values.ts'

type Backtest = z.infer<typeof backtestData>
/** What came of it, and the sentence that says so. */
type Shown = Backtest & { message: string }

const dayMs = 86_400_000
/** Fills that are listed; all of them are in the numbers. */
const shownFills = 100

function date(at: number): string {
  return new Date(at).toISOString().slice(0, 10)
}

type Values = Choice & Record<'from' | 'to' | 'cash' | 'amount' | 'fee', string>

function Form({ onResult }: { onResult: (result: Shown) => void }) {
  const { text } = useTexts()
  const clock = useClock()
  const first: Values = {
    strategy: 'ma_cross',
    ticker: 'BTC',
    interval: '1h',
    from: date(clock.now() - 30 * dayMs),
    to: date(clock.now() + dayMs),
    cash: '1000000',
    params: usualParams.ma_cross,
    amount: '100000',
    fee: '0.0005',
  }
  const { form, values, errors, setErrors, change } = useFormValues(first)
  const { run, running } = useCommand({
    quiet: 'success',
    onDone({ data, message }) {
      const result = backtestData.safeParse(data)
      if (result.success) onResult({ ...result.data, message })
    },
    onMistakes: setErrors,
  })
  const field = (
    label: string,
    name: Exclude<keyof Values, 'strategy' | 'ticker' | 'interval'>,
    { type = 'text', mistakes = errors[name] }: { type?: string; mistakes?: string[] } = {},
  ) => (
    <FormField label={label} errors={mistakes}>
      {(described) => (
        <TextInput
          {...described}
          type={type}
          required
          value={values[name]}
          onChange={({ target }) => change({ [name]: target.value })}
        />
      )}
    </FormField>
  )
  return (
    <Card className="p-4">
      <form
        ref={form}
        className="grid items-end gap-4 sm:grid-cols-2 lg:grid-cols-4"
        onSubmit={(event) => {
          event.preventDefault()
          run({ command: 'backtest', parameters: values })
        }}
      >
        <ChoiceFields value={values} errors={errors} onChange={change} />
        {field(text('web.trading.params'), 'params', { mistakes: paramsMistakes(errors) })}
        {field(text('web.trading.from'), 'from', { type: 'date' })}
        {field(text('web.trading.to'), 'to', { type: 'date' })}
        {field(text('web.trading.cash'), 'cash')}
        {field(text('web.trading.order_krw'), 'amount')}
        {field(text('web.trading.fee_rate'), 'fee')}
        <div>
          <Button type="submit" kind="primary" busy={running !== null}>
            {text('web.trading.backtest.run')}
          </Button>
        </div>
      </form>
    </Card>
  )
}

function Numbers({ result }: { result: Backtest }) {
  const { text } = useTexts()
  const numbers = useNumbers()
  return (
    <Figures
      items={[
        {
          name: text('web.trading.total_return'),
          value: <Result percent={result.total_return_pct} />,
          note: (
            <>
              {text('web.trading.benchmark', { market: result.market })}{' '}
              <Result percent={result.benchmark_return_pct} />
            </>
          ),
        },
        { name: text('web.trading.end_equity'), value: numbers.krw(result.end_equity) },
        { name: text('web.trading.drawdown'), value: numbers.portion(result.max_drawdown_pct) },
        { name: text('web.trading.sharpe'), value: numbers.ratio(result.sharpe) },
        { name: text('web.trading.trades'), value: numbers.coins(String(result.trades)) },
        { name: text('web.trading.win_rate'), value: numbers.portion(result.win_rate_pct) },
        { name: text('web.trading.profit_factor'), value: numbers.ratio(result.profit_factor) },
        { name: text('web.trading.fees'), value: numbers.krw(result.fees_krw) },
        { name: text('web.trading.candles'), value: numbers.coins(String(result.candles)) },
      ]}
    />
  )
}

function Results({ result }: { result: Shown }) {
  const { text } = useTexts()
  const numbers = useNumbers()
  const title = text('web.trading.equity')
  return (
    <>
      <Section id="backtest-result" title={text('web.trading.backtest.result')}>
        <p>{result.message}</p>
        <Numbers result={result} />
      </Section>
      <Section id="backtest-equity" title={title}>
        <Lines
          title={title}
          format={{ style: 'currency', currency: 'KRW', maximumFractionDigits: 0 }}
          series={[
            {
              name: title,
              points: result.equity.map(({ at, equity }) => ({
                at: Date.parse(at),
                value: Number(equity),
              })),
            },
          ]}
        />
      </Section>
      <Section id="backtest-fills" title={text('web.trading.fills')}>
        <DataTable
          caption={text('web.trading.fills')}
          empty={text('web.trading.fills.none')}
          numeric={[2, 3, 4]}
          head={[
            text('web.trading.time'),
            text('web.trading.side'),
            text('web.trading.price'),
            text('web.trading.volume'),
            text('web.trading.fee'),
          ]}
          rows={result.fills.slice(-shownFills).map((fill, index) => ({
            key: String(index),
            cells: [
              <Moment key="at" at={fill.at} />,
              text(`web.trading.side.${fill.side}` satisfies TextKey),
              numbers.price(fill.price),
              numbers.coins(fill.volume),
              numbers.fee(fill.fee),
            ],
          }))}
        />
      </Section>
    </>
  )
}

/** `/trading/backtest`: what a strategy would have done. */
export function BacktestPage() {
  const { text } = useTexts()
  const [result, setResult] = useState<Shown | null>(null)
  return (
    <TradingPage title={text('web.trading.nav.backtest')} note={text('web.trading.backtest.note')}>
      {() => (
        <>
          <Form onResult={setResult} />
          {result && <Results result={result} />}
        </>
      )}
    </TradingPage>
  )
}
