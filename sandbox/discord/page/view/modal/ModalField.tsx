import { useId } from 'react'
import { useTexts } from '../../locales/context.tsx'
import type { Texts } from '../../locales/en.ts'
import type { FieldValue } from '../../state/interactions.ts'
import type { Guild } from '../../state/model.ts'
import { Field, inputShape, type FieldIds } from '../../ui/fields.tsx'
import { Picker } from '../../ui/Picker.tsx'
import type { Component } from '../../wire/message.ts'
import { componentTypes, selectOptions } from '../message/select-options.ts'
import type { FieldProblem } from './values.ts'

type Props = {
  field: Component
  label: string
  hint: string | null | undefined
  value: FieldValue
  problem: FieldProblem | undefined
  guild: Guild | undefined
  onChange: (value: FieldValue) => void
}

function problemText(t: Texts, { kind, limit }: FieldProblem): string {
  switch (kind) {
    case 'required':
      return t.needed
    case 'short':
      return t.tooShort(limit)
    case 'few':
      return t.chooseAtLeast(limit)
    case 'many':
      return t.chooseAtMost(limit)
  }
}

function TextField({ field, value, onChange, ids }: Props & { ids: FieldIds }) {
  const shared = {
    ...ids,
    className: inputShape,
    placeholder: field.placeholder ?? undefined,
    maxLength: field.max_length ?? 4000,
    value: typeof value === 'string' ? value : '',
  }
  return field.style === 2 ? (
    <textarea {...shared} rows={4} onChange={({ target }) => onChange(target.value)} />
  ) : (
    <input {...shared} autoComplete="off" onChange={({ target }) => onChange(target.value)} />
  )
}

function toggled(values: readonly string[], value: string, on: boolean): string[] {
  return on ? [...values, value] : values.filter((one) => one !== value)
}

/** A radio group or a group of boxes to tick. */
function OptionGroup({ field, label, hint, value, problem, onChange }: Props) {
  const t = useTexts()
  const name = useId()
  const isRadio = field.type === componentTypes.radioGroup
  const values = Array.isArray(value) ? value.map(String) : []
  return (
    <fieldset className="flex flex-col gap-1" aria-describedby={`${name}-notes`}>
      <legend className="text-sm font-medium">{label}</legend>
      <div id={`${name}-notes`}>
        {hint && <p className="text-xs text-muted">{hint}</p>}
        {problem && <p className="text-xs text-bad">{problemText(t, problem)}</p>}
      </div>
      {(field.options ?? []).map((option) => (
        <label key={option.value} className="flex min-h-8 items-center gap-2 text-sm">
          <input
            type={isRadio ? 'radio' : 'checkbox'}
            name={name}
            className="size-4 accent-accent"
            checked={isRadio ? value === option.value : values.includes(option.value)}
            onChange={({ target }) =>
              onChange(isRadio ? option.value : toggled(values, option.value, target.checked))
            }
          />
          <span>
            {option.label}
            {option.description && (
              <span className="block text-xs text-muted">{option.description}</span>
            )}
          </span>
        </label>
      ))}
    </fieldset>
  )
}

function SingleCheckbox({ label, hint, value, onChange }: Props) {
  return (
    <label className="flex min-h-8 items-start gap-2 text-sm">
      <input
        type="checkbox"
        className="mt-0.5 size-4 accent-accent"
        checked={value === true}
        onChange={({ target }) => onChange(target.checked)}
      />
      <span>
        {label}
        {hint && <span className="block text-xs text-muted">{hint}</span>}
      </span>
    </label>
  )
}

/** One field of a modal with its label. */
export function ModalField(props: Props) {
  const t = useTexts()
  const { field, label, hint, value, problem, guild, onChange } = props
  const { radioGroup, checkboxGroup, checkbox, textInput, fileUpload } = componentTypes
  if (field.type === radioGroup || field.type === checkboxGroup) return <OptionGroup {...props} />
  if (field.type === checkbox) return <SingleCheckbox {...props} />
  return (
    <Field
      label={label}
      hint={field.type === fileUpload ? t.noFiles : hint}
      error={problem && problemText(t, problem)}
      required={field.required ?? true}
    >
      {(ids) => {
        if (field.type === textInput) return <TextField {...props} ids={ids} />
        if (field.type === fileUpload)
          return <input {...ids} type="file" disabled className={inputShape} />
        return (
          <Picker
            ids={ids}
            label={label}
            placeholder={field.placeholder ?? t.choose}
            options={selectOptions(field, guild)}
            values={Array.isArray(value) ? value.map(String) : []}
            min={(field.required ?? true) ? (field.min_values ?? 1) : 0}
            max={field.max_values ?? 1}
            onPick={onChange}
          />
        )
      }}
    </Field>
  )
}
