import { useState } from 'react'
import { Button } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { TextInput } from '#web/ui/field.tsx'
import { FormField } from '#web/ui/form-field.tsx'
import { useNotify } from '#web/ui/toast.tsx'
import { useCommand } from '../data/commands.ts'
import { useTexts } from '../texts.ts'
import { ChoiceFields, type Choice } from './choices.tsx'
import { usualParams } from './values.ts'

/** Sets a strategy: its market, its parameters and how much it spends. It stands still until it is started. */
export function StrategyForm() {
  const { text } = useTexts()
  const notify = useNotify()
  const { run, running } = useCommand({
    quiet: 'success',
    onDone: ({ type }) => type === 'success' && notify('good', text('web.trading.saved')),
  })
  const [choice, setChoice] = useState<Choice>({
    strategy: 'ma_cross',
    ticker: 'BTC',
    interval: '1h',
  })
  const [params, setParams] = useState(usualParams.ma_cross)
  const [amount, setAmount] = useState('100000')
  const [stop, setStop] = useState('')
  const change = (next: Choice): void => {
    if (next.strategy !== choice.strategy) setParams(usualParams[next.strategy])
    setChoice(next)
  }
  return (
    <Card className="p-4">
      <form
        className="grid items-end gap-4 sm:grid-cols-2 lg:grid-cols-3"
        onSubmit={(event) => {
          event.preventDefault()
          const all = stop === '' ? params : `${params} stop_pct=${stop}`
          run({
            command: 'strategy',
            parameters: { action: 'set', ...choice, amount, params: all },
          })
        }}
      >
        <ChoiceFields value={choice} onChange={change} />
        <FormField label={text('web.trading.params')}>
          {(described) => (
            <TextInput
              {...described}
              value={params}
              onChange={({ target }) => setParams(target.value)}
            />
          )}
        </FormField>
        <FormField label={text('web.trading.order_krw')}>
          {(described) => (
            <TextInput
              {...described}
              inputMode="numeric"
              value={amount}
              onChange={({ target }) => setAmount(target.value)}
            />
          )}
        </FormField>
        <FormField label={text('web.trading.stop_pct.below')}>
          {(described) => (
            <TextInput
              {...described}
              inputMode="decimal"
              value={stop}
              onChange={({ target }) => setStop(target.value)}
            />
          )}
        </FormField>
        <div>
          <Button type="submit" kind="primary" busy={running !== null}>
            {text('web.trading.save')}
          </Button>
        </div>
      </form>
    </Card>
  )
}
