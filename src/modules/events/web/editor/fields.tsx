import type { ComponentProps, ReactNode } from 'react'
import type { FieldErrors } from '#web/api/field-errors.ts'
import { Select, Switch, TextInput } from '#web/ui/field.tsx'
import { FormField } from '#web/ui/form-field.tsx'
import type { Places } from '#web/places.ts'
import { useTexts, type TextKey } from '../texts.ts'
import type { ChangeValues, EventValues } from './values.ts'

/** What the parts of the form share. */
export type FormParts = { values: EventValues; errors: FieldErrors; change: ChangeValues }

type NamesOf<Kind> = {
  [Name in keyof EventValues]: EventValues[Name] extends Kind ? Name : never
}[keyof EventValues]

/** One line of the form; `field` is the API's name, where mistakes are told. */
export function TextField(
  props: FormParts & {
    name: Exclude<NamesOf<string>, 'place' | 'visibility' | 'waitlist_mode'>
    field: string
    label: TextKey
    help?: ReactNode
    input?: ComponentProps<'input'>
  },
) {
  const { text } = useTexts()
  const { name, field, values, errors, change, label, help } = props
  return (
    <FormField label={text(label)} help={help} errors={errors[field]}>
      {(described) => (
        <TextInput
          {...described}
          {...props.input}
          value={values[name]}
          onChange={({ target }) => change({ [name]: target.value })}
        />
      )}
    </FormField>
  )
}

/** A choice that is on or off. */
export function SwitchField(props: FormParts & { name: NamesOf<boolean>; label: TextKey }) {
  const { text } = useTexts()
  const { name, label, values, change } = props
  return (
    <Switch
      label={text(label)}
      checked={values[name]}
      onChange={(checked) => change({ [name]: checked })}
    />
  )
}

/** A choice of one from few words. */
export function ChoiceField<Value extends string>(props: {
  label: string
  value: Value
  options: readonly { value: Value; label: string }[]
  errors?: readonly string[] | undefined
  help?: ReactNode
  onChange: (value: Value) => void
}) {
  const { options } = props
  return (
    <FormField label={props.label} errors={props.errors} help={props.help}>
      {(described) => (
        <Select
          {...described}
          value={props.value}
          onChange={({ target }) => {
            const chosen = options.find(({ value }) => value === target.value)
            if (chosen) props.onChange(chosen.value)
          }}
        >
          {options.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </Select>
      )}
    </FormField>
  )
}

/** A choice of any number, as boxes. */
export function Boxes(props: {
  label: string
  options: readonly { value: string; label: string }[]
  chosen: readonly string[]
  onChange: (chosen: string[]) => void
}) {
  const { label, options, chosen, onChange } = props
  return (
    <fieldset className="min-w-0">
      <legend className="font-medium">{label}</legend>
      <div className="flex flex-wrap gap-x-4">
        {options.map((option) => (
          <label key={option.value} className="inline-flex min-h-8 items-center gap-2">
            <input
              type="checkbox"
              className="size-4 accent-accent"
              checked={chosen.includes(option.value)}
              onChange={({ target }) => {
                const others = chosen.filter((one) => one !== option.value)
                onChange(target.checked ? [...others, option.value] : others)
              }}
            />
            {option.label}
          </label>
        ))}
      </div>
    </fieldset>
  )
}

/** Roles of Discord to choose from, folded away because they are many. */
export function DiscordRoles(props: {
  label: string
  places: Places
  chosen: readonly string[]
  onChange: (chosen: string[]) => void
}) {
  const { label, places, chosen, onChange } = props
  if (places.roles.length === 0) return null
  return (
    <details>
      <summary className="min-h-8 py-1">
        {label}
        {chosen.length > 0 && ` (${String(chosen.length)})`}
      </summary>
      <Boxes
        label={label}
        options={places.roles.map(({ id, name }) => ({ value: id, label: name }))}
        chosen={chosen}
        onChange={onChange}
      />
    </details>
  )
}
