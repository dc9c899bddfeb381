import { useId, useState } from 'react'
import { Button } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { TextInput } from '#web/ui/field.tsx'
import { FormField } from '#web/ui/form-field.tsx'
import { useNotify } from '#web/ui/toast.tsx'
import { discordId, savedRow, type SavedRow, type StaffRow } from '../contract/row.ts'
import { useTexts } from './texts.ts'
import { useRanks } from './use-staff.ts'
import { useWrite } from './use-write.ts'

const names = ['display_name', 'role', 'department', 'discord_id', 'timezone'] as const
type Values = Record<(typeof names)[number], string>

function bodyOf(values: Values, before: StaffRow | null) {
  const given = names.flatMap((name) => {
    const value = values[name].trim()
    if (before === null && value === '') return []
    if (before !== null && value === (before[name] ?? '')) return []
    return [[name, value === '' ? null : value]]
  })
  return Object.fromEntries(given) as Record<string, string | null>
}

function Fields(props: {
  values: Values
  guild: string | undefined
  onChange: (values: Values) => void
}) {
  const { text } = useTexts()
  const { values, guild, onChange } = props
  const ranks = useRanks(guild) ?? []
  const list = useId()
  const wrongId = values.discord_id.trim() !== '' && !discordId.safeParse(values.discord_id).success
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      {names.map((name) => (
        <FormField
          key={name}
          label={text(`web.staff.field.${name}`)}
          help={
            name === 'discord_id' || name === 'timezone'
              ? text(`web.staff.field.${name}.help`)
              : undefined
          }
          errors={
            name === 'discord_id' && wrongId ? [text('web.staff.field.discord_id.wrong')] : []
          }
        >
          {(described) => (
            <TextInput
              {...described}
              required={name === 'display_name'}
              maxLength={100}
              inputMode={name === 'discord_id' ? 'numeric' : undefined}
              list={name === 'role' ? list : undefined}
              value={values[name]}
              onChange={({ target }) => onChange({ ...values, [name]: target.value })}
            />
          )}
        </FormField>
      ))}
      <datalist id={list}>
        {ranks.map(({ role }) => (
          <option key={role}>{role}</option>
        ))}
      </datalist>
    </div>
  )
}

/** Says what is worth knowing about an id that was taken; it stays until it is closed. */
function useWarnings(): (row: SavedRow) => void {
  const notify = useNotify()
  return ({ display_name, warnings }) => {
    for (const { text } of warnings) notify('bad', `${display_name}: ${text}`)
  }
}

/** Puts somebody on the roster by hand. */
export function AddForm({ guild, onDone }: { guild: string | undefined; onDone: () => void }) {
  const { text } = useTexts()
  const { write, busy } = useWrite()
  const warn = useWarnings()
  const empty = { display_name: '', role: '', department: '', discord_id: '', timezone: '' }
  const [values, setValues] = useState<Values>(empty)
  const submit = () => {
    write({
      method: 'POST',
      path: '/api/staff/roster/',
      body: { ...bodyOf(values, null), discord_guild_id: guild },
      schema: savedRow,
      done: text('web.staff.added', { name: values.display_name }),
      after(row) {
        warn(row)
        onDone()
      },
    })
  }
  return (
    <Card className="p-4">
      <form
        className="flex flex-col gap-4"
        aria-label={text('web.staff.add')}
        onSubmit={(event) => {
          event.preventDefault()
          submit()
        }}
      >
        <Fields values={values} guild={guild} onChange={setValues} />
        <div className="flex flex-wrap gap-2">
          <Button type="submit" kind="primary" busy={busy}>
            {text('web.staff.add')}
          </Button>
          <Button onClick={onDone}>{text('web.staff.cancel')}</Button>
        </div>
      </form>
    </Card>
  )
}

/** Changes a row, also its id. */
export function EditForm(props: { row: StaffRow; guild: string | undefined; onDone: () => void }) {
  const { row, guild, onDone } = props
  const { text } = useTexts()
  const { write, busy } = useWrite()
  const warn = useWarnings()
  const [values, setValues] = useState<Values>({
    display_name: row.display_name,
    role: row.role ?? '',
    department: row.department ?? '',
    discord_id: row.discord_id ?? '',
    timezone: row.timezone ?? '',
  })
  const submit = () => {
    write({
      method: 'PATCH',
      path: `/api/staff/roster/${row.id}/`,
      body: bodyOf(values, row),
      schema: savedRow,
      done: text('web.staff.saved'),
      after(saved) {
        warn(saved)
        onDone()
      },
    })
  }
  return (
    <Card className="p-4">
      <form
        className="flex flex-col gap-4"
        aria-label={text('web.staff.edit')}
        onSubmit={(event) => {
          event.preventDefault()
          submit()
        }}
      >
        <Fields values={values} guild={guild} onChange={setValues} />
        <div className="flex flex-wrap gap-2">
          <Button type="submit" kind="primary" busy={busy}>
            {text('web.staff.save')}
          </Button>
          <Button onClick={onDone}>{text('web.staff.cancel')}</Button>
        </div>
      </form>
    </Card>
  )
}
