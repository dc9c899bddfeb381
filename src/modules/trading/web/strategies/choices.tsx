import { Field, Select, TextInput } from '#web/ui/field.tsx'
import {
  interval as intervals,
  strategyName as strategies,
  type Interval,
  type StrategyName,
} from '../../contract/values.ts'
import { useTexts, type TextKey } from '../texts.ts'
import { useStrategyName } from './names.ts'

/** Which strategy runs where; shared by the strategy form and the backtest. */
export type Choice = { strategy: StrategyName; ticker: string; interval: Interval }

/** The fields of a choice. */
export function ChoiceFields(props: { value: Choice; onChange: (value: Choice) => void }) {
  const { value, onChange } = props
  const { text } = useTexts()
  const strategyName = useStrategyName()
  return (
    <>
      <Field label={text('web.trading.strategy')}>
        {(id) => (
          <Select
            id={id}
            value={value.strategy}
            onChange={({ target }) =>
              onChange({ ...value, strategy: strategies.parse(target.value) })
            }
          >
            {strategies.options.map((name) => (
              <option key={name} value={name}>
                {strategyName(name)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label={text('web.trading.coin')}>
        {(id) => (
          <TextInput
            id={id}
            required
            value={value.ticker}
            onChange={({ target }) => onChange({ ...value, ticker: target.value.toUpperCase() })}
          />
        )}
      </Field>
      <Field label={text('web.trading.interval')}>
        {(id) => (
          <Select
            id={id}
            value={value.interval}
            onChange={({ target }) =>
              onChange({ ...value, interval: intervals.parse(target.value) })
            }
          >
            {intervals.options.map((name) => (
              <option key={name} value={name}>
                {text(`web.trading.interval.${name}` satisfies TextKey)}
              </option>
            ))}
          </Select>
        )}
      </Field>
    </>
  )
}
