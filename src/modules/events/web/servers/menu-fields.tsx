import { X } from 'lucide-react'
import type { FieldErrors } from '#web/api/field-errors.ts'
import { Button } from '#web/ui/button.tsx'
import { Field, Select, TextInput } from '#web/ui/field.tsx'
import { FormField, TextArea } from '#web/ui/form-field.tsx'
import { ChoiceField } from '../editor/fields.tsx'
import { useTexts } from '../texts.ts'
import { modes, styles, type Offered, type OptionRow, type Values } from './menu-values.ts'

/** One role that can be chosen. */
export function OptionFields(props: {
  number: number
  option: OptionRow
  offered: Offered
  set: (patch: Partial<OptionRow>) => void
  remove: () => void
}) {
  const { number, option, offered, set, remove } = props
  const { text } = useTexts()
  const chosen = offered.roles.find(({ id }) => id === option.role)
  return (
    <li className="flex flex-col gap-2 rounded-control border border-line p-2">
      <div className="grid grid-cols-1 gap-2 sm:grid-cols-[4rem_minmax(0,1fr)_minmax(0,1fr)_auto]">
        <Field label={text('web.events.form.emoji')}>
          {(id) => (
            <TextInput
              id={id}
              value={option.emoji}
              onChange={({ target }) => set({ emoji: target.value })}
            />
          )}
        </Field>
        <Field label={text('web.events.menus.role_n', { number })}>
          {(id) => (
            <Select
              id={id}
              value={option.role}
              onChange={({ target }) => set({ role: target.value })}
            >
              <option value="">{text('web.events.form.choose')}</option>
              {offered.roles.map((role) => (
                <option key={role.id} value={role.id}>
                  {role.name}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label={text('web.events.menus.label')}>
          {(id) => (
            <TextInput
              id={id}
              maxLength={80}
              value={option.label}
              onChange={({ target }) => set({ label: target.value })}
            />
          )}
        </Field>
        <Button
          kind="quiet"
          className="self-end"
          aria-label={text('web.events.menus.remove', { number })}
          onClick={remove}
        >
          <X size={16} aria-hidden />
        </Button>
      </div>
      {chosen?.reason && (
        <p className="text-sm text-bad">
          {text(`web.events.menus.${chosen.reason}`, { name: chosen.name })}
        </p>
      )}
    </li>
  )
}

/** Everything about a menu but its roles. */
export function MenuSettings(props: {
  values: Values
  errors: FieldErrors
  offered: Offered
  set: (patch: Partial<Values>) => void
}) {
  const { values, errors, offered, set } = props
  const { text } = useTexts()
  return (
    <>
      <FormField label={text('web.events.menus.title_field')} errors={errors['title']}>
        {(described) => (
          <TextInput
            {...described}
            required
            maxLength={100}
            value={values.title}
            onChange={({ target }) => set({ title: target.value })}
          />
        )}
      </FormField>
      <FormField label={text('web.events.form.description')} errors={errors['description']}>
        {(described) => (
          <TextArea
            {...described}
            rows={2}
            maxLength={1000}
            value={values.description}
            onChange={({ target }) => set({ description: target.value })}
          />
        )}
      </FormField>
      <div className="grid gap-3 sm:grid-cols-2">
        <ChoiceField
          label={text('web.events.menus.channel')}
          value={values.channel}
          errors={errors['channel_id']}
          options={offered.channels.map(({ id, name }) => ({ value: id, label: `#${name}` }))}
          onChange={(channel) => set({ channel })}
        />
        <ChoiceField
          label={text('web.events.menus.style')}
          value={values.style}
          options={styles.map((value) => ({
            value,
            label: text(`web.events.menus.style.${value}`),
          }))}
          onChange={(style) => set({ style })}
        />
        <ChoiceField
          label={text('web.events.menus.mode')}
          value={values.mode}
          options={modes.map((value) => ({ value, label: text(`web.events.menus.mode.${value}`) }))}
          onChange={(mode) => set({ mode })}
        />
        <ChoiceField
          label={text('web.events.menus.required')}
          value={values.required}
          options={[
            { value: '', label: text('web.events.form.none') },
            ...offered.roles.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          onChange={(required) => set({ required })}
        />
        <FormField label={text('web.events.menus.expires')} errors={errors['expires_at']}>
          {(described) => (
            <TextInput
              {...described}
              type="datetime-local"
              value={values.expires}
              onChange={({ target }) => set({ expires: target.value })}
            />
          )}
        </FormField>
      </div>
    </>
  )
}
