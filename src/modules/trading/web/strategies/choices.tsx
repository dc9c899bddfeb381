import type { FieldErrors } from '#web/api/field-errors.ts'
import { Select, TextInput } from '#web/ui/field.tsx'
import { FormField } from '#web/ui/form-field.tsx'
import {
  interval as intervals,
  strategyName as strategies,
  type Interval,
  type StrategyName,
} from '../../contract/values.ts'
import { useTexts, type TextKey } from '../texts.ts'
import { useStrategyName } from './names.ts'
import { usualParams } from './values.ts'

/** Which strategy runs where, and with what; shared by the strategy form and the backtest. */
export type Choice = {
  strategy: StrategyName
  ticker: string
  interval: Interval
  params: string
}

/** The fields of a choice, but for the parameters: another strategy begins with its usual ones. */
export function ChoiceFields(props: {
  value: Choice
  errors: FieldErrors
  onChange: (changes: Partial<Choice>) => void
}) {
  const { value, errors, onChange } = props
  const { text } = useTexts()
  const strategyName = useStrategyName()
  return (
    <>
      <FormField label={text('web.trading.strategy')} errors={errors['strategy']}>
        {(described) => (
          <Select
            {...described}
            value={value.strategy}
            onChange={({ target }) => {
              const strategy = strategies.parse(target.value)
              onChange({ strategy, params: usualParams[strategy] })
            }}
          >
            {strategies.options.map((name) => (
              <option key={name} value={name}>
                {strategyName(name)}
              </option>
            ))}
          </Select>
        )}
      </FormField>
      <FormField label={text('web.trading.coin')} errors={errors['ticker']}>
        {(described) => (
          <TextInput
            {...described}
            required
            value={value.ticker}
            onChange={({ target }) => onChange({ ticker: target.value.toUpperCase() })}
          />
        )}
      </FormField>
      <FormField label={text('web.trading.interval')} errors={errors['interval']}>
        {(described) => (
          <Select
            {...described}
            value={value.interval}
            onChange={({ target }) => onChange({ interval: intervals.parse(target.value) })}
          >
            {intervals.options.map((name) => (
              <option key={name} value={name}>
                {text(`web.trading.interval.${name}` satisfies TextKey)}
              </option>
            ))}
          </Select>
        )}
      </FormField>
    </>
  )
}
