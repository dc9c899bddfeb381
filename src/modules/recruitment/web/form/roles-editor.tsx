import { Plus, Trash2 } from 'lucide-react'
import type { FieldErrors } from '#web/api/field-errors.ts'
import { Button } from '#web/ui/button.tsx'
import { TextInput } from '#web/ui/field.tsx'
import { FormField } from '#web/ui/form-field.tsx'
import { useTexts } from '../texts.ts'
import type { RoleRow } from './values.ts'

/** As many kinds of places as the API takes. */
const mostRoles = 10

function Role(props: {
  role: RoleRow
  number: number
  change: (patch: Partial<RoleRow>) => void
  remove: () => void
}) {
  const { text } = useTexts()
  const { role, number, change } = props
  return (
    <li className="grid grid-cols-[4.5rem_1fr_4.5rem_auto] items-end gap-2 max-sm:grid-cols-[4.5rem_1fr]">
      <FormField label={text('web.recruitment.form.role_emoji')}>
        {(described) => (
          <TextInput
            {...described}
            maxLength={64}
            value={role.emoji}
            onChange={(event) => change({ emoji: event.target.value })}
          />
        )}
      </FormField>
      <FormField label={text('web.recruitment.form.role_label', { number })}>
        {(described) => (
          <TextInput
            {...described}
            required
            maxLength={40}
            value={role.label}
            onChange={(event) => change({ label: event.target.value })}
          />
        )}
      </FormField>
      <FormField label={text('web.recruitment.form.role_max')}>
        {(described) => (
          <TextInput
            {...described}
            type="number"
            min={1}
            max={99}
            value={role.max}
            onChange={(event) => change({ max: event.target.value })}
          />
        )}
      </FormField>
      <Button
        kind="quiet"
        className="justify-self-start px-2"
        aria-label={text('web.recruitment.form.role_remove', { number })}
        icon={<Trash2 size={16} aria-hidden />}
        onClick={props.remove}
      />
    </li>
  )
}

/** The kinds of places a party has. */
export function RolesEditor(props: {
  roles: RoleRow[]
  errors: FieldErrors
  onChange: (roles: RoleRow[]) => void
}) {
  const { text } = useTexts()
  const { roles, onChange } = props
  const errors = Object.entries(props.errors).flatMap(([name, messages]) =>
    name === 'roles' || name.startsWith('roles.') ? messages : [],
  )
  const add = () => {
    const row = 1 + Math.max(-1, ...roles.map((role) => role.row))
    onChange([...roles, { row, key: null, label: '', emoji: '', max: '1' }])
  }
  return (
    <fieldset className="flex min-w-0 flex-col gap-2">
      <legend className="font-medium">{text('web.recruitment.form.roles')}</legend>
      <p className="text-sm text-muted">{text('web.recruitment.form.roles_help')}</p>
      {roles.length > 0 && (
        <ul className="flex flex-col gap-3">
          {roles.map((role, index) => (
            <Role
              key={role.row}
              role={role}
              number={index + 1}
              change={(patch) =>
                onChange(roles.map((one) => (one.row === role.row ? { ...one, ...patch } : one)))
              }
              remove={() => onChange(roles.filter((one) => one.row !== role.row))}
            />
          ))}
        </ul>
      )}
      {errors.length > 0 && <p className="text-sm font-medium text-bad">{errors.join(' ')}</p>}
      {roles.length < mostRoles && (
        <Button className="self-start" icon={<Plus size={16} aria-hidden />} onClick={add}>
          {text('web.recruitment.form.role_add')}
        </Button>
      )}
    </fieldset>
  )
}
