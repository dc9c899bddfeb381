import { useId } from 'react'
import { Field, TextInput } from '#web/ui/field.tsx'
import { FormField, TextArea } from '#web/ui/form-field.tsx'
import type { FieldErrors } from '#web/api/field-errors.ts'
import { reach, type FormChoices } from '../../contract/builder.ts'
import { anonymities } from '../../contract/form.ts'
import { base, useRead } from '../api.ts'
import { RoleChecks } from '../role-checks.tsx'
import { useTexts, type TextKey } from '../texts.ts'
import type { FormValues } from './values.ts'

/** What the fields share. */
export type SettingsProps = {
  values: FormValues
  change: (part: Partial<FormValues>) => void
  errors: FieldErrors
  choices: FormChoices
  /** The form was published already, so that the mode is fixed. */
  locked?: boolean
}

function Roles({ values, change, choices, errors }: SettingsProps) {
  const { text } = useTexts()
  const { data } = useRead(`${base}/reach`, reach, {
    query: { guild_id: choices.guild_id, roles: values.roles.join(',') },
  })
  return (
    <fieldset className="flex min-w-0 flex-col gap-2">
      <legend className="mb-1 font-medium">{text('web.forms.field.roles')}</legend>
      <p className="text-sm text-muted">{text('web.forms.field.roles_help')}</p>
      <RoleChecks
        roles={choices.roles}
        chosen={values.roles}
        onChange={(roles) => change({ roles })}
      />
      <p aria-live="polite" className="text-sm">
        {data && text('web.forms.field.reach', { count: data.targets })}
      </p>
      {errors['target_roles'] && (
        <p className="text-sm font-medium text-bad">{errors['target_roles'].join(' ')}</p>
      )}
    </fieldset>
  )
}

function Modes({ values, change, errors, locked = false }: SettingsProps) {
  const { text } = useTexts()
  return (
    <fieldset className="flex min-w-0 flex-col gap-2" disabled={locked}>
      <legend className="mb-1 font-medium">{text('web.forms.field.mode')}</legend>
      {locked && <p className="text-sm text-muted">{text('web.forms.field.mode_locked')}</p>}
      {anonymities.map((mode) => (
        <Option
          key={mode}
          type="radio"
          name="anonymity"
          label={text(`web.forms.mode.${mode}` satisfies TextKey)}
          help={text(`web.forms.mode.${mode}_help` satisfies TextKey)}
          checked={values.anonymity === mode}
          onChange={() => change({ anonymity: mode })}
        />
      ))}
      {errors['anonymity'] && (
        <p className="text-sm font-medium text-bad">{errors['anonymity'].join(' ')}</p>
      )}
    </fieldset>
  )
}

/** A choice with a line that says what it means. */
function Option(props: {
  type: 'radio' | 'checkbox'
  name?: string
  label: string
  help: string
  checked: boolean
  onChange: (checked: boolean) => void
}) {
  const id = useId()
  return (
    <div className="flex items-start gap-2 rounded-control border border-line px-3 py-2 has-checked:border-accent">
      <input
        id={id}
        type={props.type}
        name={props.name}
        aria-describedby={`${id}-help`}
        className="mt-1"
        checked={props.checked}
        onChange={(event) => props.onChange(event.target.checked)}
      />
      <div className="min-w-0">
        <label htmlFor={id} className="font-medium">
          {props.label}
        </label>
        <p id={`${id}-help`} className="text-sm text-muted">
          {props.help}
        </p>
      </div>
    </div>
  )
}

/** Title and description, as the panel shows them. */
export function TitleFields({ values, change, errors }: Omit<SettingsProps, 'choices'>) {
  const { text } = useTexts()
  return (
    <>
      <FormField label={text('web.forms.field.title')} errors={errors['title']}>
        {(described) => (
          <TextInput
            {...described}
            value={values.title}
            maxLength={200}
            onChange={(event) => change({ title: event.target.value })}
          />
        )}
      </FormField>
      <FormField label={text('web.forms.field.description')} errors={errors['description']}>
        {(described) => (
          <TextArea
            {...described}
            value={values.description}
            maxLength={2000}
            onChange={(event) => change({ description: event.target.value })}
          />
        )}
      </FormField>
    </>
  )
}

/** Deadline, targets, what is known of answers, editing, and how long answering takes. */
export function SettingsFields(props: SettingsProps) {
  const { text } = useTexts()
  const { values, change, errors, choices } = props
  return (
    <>
      <FormField
        label={text('web.forms.field.deadline')}
        help={text('web.forms.field.deadline_help', { zone: choices.timezone })}
        errors={errors['deadline']}
      >
        {(described) => (
          <TextInput
            {...described}
            type="datetime-local"
            value={values.deadline}
            onChange={(event) => change({ deadline: event.target.value })}
          />
        )}
      </FormField>
      <Roles {...props} />
      <Modes {...props} />
      <Option
        type="checkbox"
        label={text('web.forms.field.edit')}
        help={text('web.forms.field.edit_help')}
        checked={values.allowEdit}
        onChange={(checked) => change({ allowEdit: checked })}
      />
      <Field label={text('web.forms.field.minutes')}>
        {(id) => (
          <TextInput
            id={id}
            type="number"
            min={1}
            max={240}
            value={values.minutes}
            onChange={(event) => change({ minutes: event.target.value })}
          />
        )}
      </Field>
    </>
  )
}
