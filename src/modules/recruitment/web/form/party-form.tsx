import type { ComponentProps, ReactNode } from 'react'
import type { FieldErrors } from '#web/api/field-errors.ts'
import { Select, Switch, TextInput } from '#web/ui/field.tsx'
import { FormField, TextArea } from '#web/ui/form-field.tsx'
import { useTexts, type TextKey } from '../texts.ts'
import { RolesEditor } from './roles-editor.tsx'
import type { ChangeValues, PartyValues } from './values.ts'

/** What the parts of the form share. */
export type FormParts = { values: PartyValues; errors: FieldErrors; change: ChangeValues }

type TextName = {
  [Name in keyof PartyValues]: PartyValues[Name] extends string ? Name : never
}[Exclude<keyof PartyValues, 'visibility'>]

const labels = {
  title: 'web.recruitment.form.title',
  max_slots: 'web.recruitment.form.max_slots',
  min_slots: 'web.recruitment.form.min_slots',
  starts_at: 'web.recruitment.form.starts_at',
  expires_in_minutes: 'web.recruitment.form.expires',
  game: 'web.recruitment.form.game',
  tags: 'web.recruitment.form.tags',
} as const satisfies Partial<Record<TextName, TextKey>>

/** One line of the form. */
export function TextField(
  props: FormParts & {
    name: keyof typeof labels
    help?: ReactNode
    input?: ComponentProps<'input'>
  },
) {
  const { text } = useTexts()
  const { name, values, errors, change, help } = props
  return (
    <FormField label={text(labels[name])} help={help} errors={errors[name]}>
      {(described) => (
        <TextInput
          {...described}
          {...props.input}
          value={values[name]}
          onChange={(event) => change({ [name]: event.target.value })}
        />
      )}
    </FormField>
  )
}

/** Start, in the viewer's zone. */
export function StartField(props: FormParts) {
  const { text } = useTexts()
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  return (
    <TextField
      {...props}
      name="starts_at"
      help={text('web.recruitment.form.starts_at_help', { zone })}
      input={{ type: 'datetime-local' }}
    />
  )
}

/** How many: places and the fewest to start with. */
export function SlotFields(props: FormParts) {
  const { text } = useTexts()
  const input = { type: 'number', min: 1, max: 99 } as const
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <TextField
        {...props}
        name="max_slots"
        help={text('web.recruitment.form.max_slots_help')}
        input={input}
      />
      <TextField
        {...props}
        name="min_slots"
        help={text('web.recruitment.form.min_slots_help')}
        input={input}
      />
    </div>
  )
}

/** Everything about what is going to be done. */
export function MatterFields(props: FormParts) {
  const { text } = useTexts()
  const { values, errors, change } = props
  return (
    <>
      <FormField label={text('web.recruitment.form.description')} errors={errors['description']}>
        {(described) => (
          <TextArea
            {...described}
            maxLength={2000}
            value={values.description}
            onChange={(event) => change({ description: event.target.value })}
          />
        )}
      </FormField>
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField {...props} name="game" input={{ maxLength: 100 }} />
        <TextField {...props} name="tags" help={text('web.recruitment.form.tags_help')} />
      </div>
      <RolesEditor roles={values.roles} errors={errors} onChange={(roles) => change({ roles })} />
    </>
  )
}

const visibilities = ['public', 'guild', 'unlisted'] as const

/** Who may see the party, and whether people may wait. */
export function AccessFields({ values, errors, change }: FormParts) {
  const { text } = useTexts()
  return (
    <>
      <FormField label={text('web.recruitment.form.visibility')} errors={errors['visibility']}>
        {(described) => (
          <Select
            {...described}
            value={values.visibility}
            onChange={(event) => {
              const visibility = visibilities.find((one) => one === event.target.value)
              change({ visibility: visibility ?? 'public' })
            }}
          >
            {visibilities.map((one) => (
              <option key={one} value={one}>
                {text(`web.recruitment.form.visibility.${one}`)}
              </option>
            ))}
          </Select>
        )}
      </FormField>
      <Switch
        label={text('web.recruitment.form.waitlist')}
        checked={values.waitlist_enabled}
        onChange={(waitlist_enabled) => change({ waitlist_enabled })}
      />
    </>
  )
}
