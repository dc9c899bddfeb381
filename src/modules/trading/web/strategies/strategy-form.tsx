import { Button } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { TextInput } from '#web/ui/field.tsx'
import { FormField } from '#web/ui/form-field.tsx'
import { useNotify } from '#web/ui/toast.tsx'
import { useFormValues } from '#web/ui/use-form-values.ts'
import { useCommand } from '../data/commands.ts'
import { useTexts } from '../texts.ts'
import { ChoiceFields, type Choice } from './choices.tsx'
import { paramsMistakes, usualParams } from './values.ts'

type Values = Choice & { amount: string; stop: string }

/** Sets a strategy: its market, its parameters and how much it spends. It stands still until it is started. */
export function StrategyForm() {
  const { text } = useTexts()
  const notify = useNotify()
  const first: Values = {
    strategy: 'ma_cross',
    ticker: 'BTC',
    interval: '1h',
    params: usualParams.ma_cross,
    amount: '100000',
    stop: '',
  }
  const { form, values, errors, setErrors, change } = useFormValues(first, { stop: ['params'] })
  const { run, running } = useCommand({
    quiet: 'success',
    onDone: ({ type }) => type === 'success' && notify('good', text('web.trading.saved')),
    onMistakes: setErrors,
  })
  const { strategy, ticker, interval, params, amount, stop } = values
  return (
    <Card className="p-4">
      <form
        ref={form}
        className="grid items-end gap-4 sm:grid-cols-2 lg:grid-cols-3"
        onSubmit={(event) => {
          event.preventDefault()
          const all = `${params} stop_pct=${stop === '' ? 'off' : stop}`
          const choice = { strategy, ticker, interval }
          run({
            command: 'strategy',
            parameters: { action: 'set', ...choice, amount, params: all },
          })
        }}
      >
        <ChoiceFields value={values} errors={errors} onChange={change} />
        <FormField label={text('web.trading.params')} errors={paramsMistakes(errors)}>
          {(described) => (
            <TextInput
              {...described}
              value={params}
              onChange={({ target }) => change({ params: target.value })}
            />
          )}
        </FormField>
        <FormField label={text('web.trading.order_krw')} errors={errors['amount']}>
          {(described) => (
            <TextInput
              {...described}
              inputMode="numeric"
              value={amount}
              onChange={({ target }) => change({ amount: target.value })}
            />
          )}
        </FormField>
        <FormField label={text('web.trading.stop_pct.below')} errors={errors['params.stop_pct']}>
          {(described) => (
            <TextInput
              {...described}
              inputMode="decimal"
              value={stop}
              onChange={({ target }) => change({ stop: target.value })}
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
