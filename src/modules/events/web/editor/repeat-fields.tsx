import { TextInput } from '#web/ui/field.tsx'
import { FormField } from '#web/ui/form-field.tsx'
import { useTexts } from '../texts.ts'
import { Boxes, ChoiceField } from './fields.tsx'
import { weekdays, type RuleValues } from './rule.ts'

const frequencies = ['never', 'DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'] as const

/** Names of the days of the week in the reader's language, Monday first. */
export function useWeekdayNames(): readonly string[] {
  const { locale } = useTexts()
  const format = new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone: 'UTC' })
  // 5 January 2026 is a Monday.
  return weekdays.map((_day, index) => format.format(Date.UTC(2026, 0, 5 + index, 12)))
}

/** Whether and how an event repeats. */
export function RepeatFields(props: {
  rule: RuleValues
  errors?: readonly string[] | undefined
  change: (rule: RuleValues) => void
  withNever?: boolean
}) {
  const { text } = useTexts()
  const names = useWeekdayNames()
  const { rule, errors, change, withNever = true } = props
  const set = (patch: Partial<RuleValues>) => change({ ...rule, ...patch })
  const offered = withNever ? frequencies : frequencies.slice(1)
  return (
    <div className="flex flex-col gap-3">
      <div className="grid gap-4 sm:grid-cols-3">
        <ChoiceField
          label={text('web.events.form.repeat')}
          value={rule.freq}
          errors={errors}
          options={offered.map((value) => ({
            value,
            label: text(`web.events.repeat.${value}`),
          }))}
          onChange={(freq) => set({ freq })}
        />
        {rule.freq !== 'never' && (
          <>
            <FormField label={text('web.events.form.interval')}>
              {(described) => (
                <TextInput
                  {...described}
                  type="number"
                  min={1}
                  max={99}
                  value={rule.interval}
                  onChange={({ target }) => set({ interval: target.value })}
                />
              )}
            </FormField>
            <FormField label={text('web.events.form.until')}>
              {(described) => (
                <TextInput
                  {...described}
                  type="date"
                  value={rule.until}
                  onChange={({ target }) => set({ until: target.value })}
                />
              )}
            </FormField>
          </>
        )}
      </div>
      {rule.freq === 'WEEKLY' && (
        <Boxes
          label={text('web.events.form.days')}
          options={weekdays.map((value, index) => ({ value, label: names[index] ?? value }))}
          chosen={rule.days}
          onChange={(days) => set({ days: weekdays.filter((day) => days.includes(day)) })}
        />
      )}
    </div>
  )
}
