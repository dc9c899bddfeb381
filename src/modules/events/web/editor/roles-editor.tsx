import { ArrowDown, ArrowUp, Plus, X } from 'lucide-react'
import { Button } from '#web/ui/button.tsx'
import { Field, TextInput } from '#web/ui/field.tsx'
import type { Places } from '#web/places.ts'
import { useTexts } from '../texts.ts'
import { DiscordRoles, type FormParts } from './fields.tsx'
import type { RoleRow } from './values.ts'

const mostRoles = 50

function moved(rows: readonly RoleRow[], index: number, by: 1 | -1): readonly RoleRow[] {
  const row = rows[index]
  const other = rows[index + by]
  if (!row || !other) return rows
  return rows.with(index, other).with(index + by, row)
}

type RowProps = {
  number: number
  count: number
  role: RoleRow
  places: Places
  mistakes: readonly string[]
  set: (patch: Partial<RoleRow>) => void
  move: (by: 1 | -1) => void
  remove: () => void
}

function RowFields({ number, role, mistakes, set }: RowProps) {
  const { text } = useTexts()
  return (
    <div className="grid grid-cols-[4rem_minmax(0,1fr)_5rem] gap-2">
      <Field label={text('web.events.form.emoji')}>
        {(id) => (
          <TextInput
            id={id}
            maxLength={64}
            value={role.emoji}
            onChange={({ target }) => set({ emoji: target.value })}
          />
        )}
      </Field>
      <Field label={text('web.events.form.role_n', { number })}>
        {(id) => (
          <TextInput
            id={id}
            maxLength={50}
            required
            aria-invalid={mistakes.length > 0 || undefined}
            value={role.name}
            onChange={({ target }) => set({ name: target.value })}
          />
        )}
      </Field>
      <Field label={text('web.events.form.capacity')}>
        {(id) => (
          <TextInput
            id={id}
            type="number"
            min={1}
            max={100}
            value={role.capacity}
            onChange={({ target }) => set({ capacity: target.value })}
          />
        )}
      </Field>
    </div>
  )
}

function Row(props: RowProps) {
  const { number, count, role, places, mistakes, set, move, remove } = props
  const { text } = useTexts()
  const name = role.name || text('web.events.form.role_n', { number })
  return (
    <li className="flex flex-col gap-2 rounded-control border border-line p-2">
      <RowFields {...props} />
      {mistakes.length > 0 && <p className="text-sm font-medium text-bad">{mistakes.join(' ')}</p>}
      <DiscordRoles
        label={text('web.events.form.role_required')}
        places={places}
        chosen={role.required}
        onChange={(required) => set({ required })}
      />
      <div className="flex gap-1">
        <Button
          kind="quiet"
          aria-label={text('web.events.form.role_up', { name })}
          disabled={number === 1}
          onClick={() => move(-1)}
        >
          <ArrowUp size={16} aria-hidden />
        </Button>
        <Button
          kind="quiet"
          aria-label={text('web.events.form.role_down', { name })}
          disabled={number === count}
          onClick={() => move(1)}
        >
          <ArrowDown size={16} aria-hidden />
        </Button>
        <Button
          kind="quiet"
          aria-label={text('web.events.form.role_remove', { name })}
          onClick={remove}
        >
          <X size={16} aria-hidden />
        </Button>
      </div>
    </li>
  )
}

/** The roles that people choose from when they sign up, in order. */
export function RolesEditor({ values, errors, change, places }: FormParts & { places: Places }) {
  const { text } = useTexts()
  const { roles } = values
  const put = (next: readonly RoleRow[]) => change({ roles: next })
  const add = () =>
    put([
      ...roles,
      {
        row: Math.max(0, ...roles.map(({ row }) => row)) + 1,
        id: null,
        name: '',
        emoji: '',
        capacity: '',
        required: [],
      },
    ])
  const mistakesOf = (index: number) =>
    Object.entries(errors).flatMap(([field, messages]) =>
      field.startsWith(`roles.${String(index)}.`) ? messages : [],
    )
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="font-medium">{text('web.events.form.roles')}</legend>
      {roles.length > 0 && (
        <ol className="flex flex-col gap-2">
          {roles.map((role, index) => (
            <Row
              key={role.row}
              number={index + 1}
              count={roles.length}
              role={role}
              places={places}
              mistakes={mistakesOf(index)}
              set={(patch) => put(roles.with(index, { ...role, ...patch }))}
              move={(by) => put(moved(roles, index, by))}
              remove={() => put(roles.filter((one) => one !== role))}
            />
          ))}
        </ol>
      )}
      {roles.length < mostRoles && (
        <Button className="self-start" icon={<Plus size={16} aria-hidden />} onClick={add}>
          {text('web.events.form.role_add')}
        </Button>
      )}
    </fieldset>
  )
}
