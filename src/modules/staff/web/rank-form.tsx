import { useState } from 'react'
import { Button } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { Select, Switch, TextInput } from '#web/ui/field.tsx'
import { FormField } from '#web/ui/form-field.tsx'
import { rank as rankSchema, type RankJson } from '../contract/rank.ts'
import { useTexts } from './texts.ts'
import { useGuildRoles } from './use-staff.ts'
import { useWrite } from './use-write.ts'

const fresh: RankJson = {
  role: '',
  priority: 100,
  color: '#3498db',
  department: null,
  discord_role_id: null,
}

type Change = (patch: Partial<RankJson>) => void

/** A colour, or none; it never is the only sign of a rank. */
function Colour({ value, change }: { value: RankJson; change: Change }) {
  const { text } = useTexts()
  return (
    <div className="flex flex-wrap items-end gap-3">
      <Switch
        label={text('web.staff.ranks.coloured')}
        checked={value.color !== null}
        onChange={(on) => change({ color: on ? fresh.color : null })}
      />
      {value.color !== null && (
        <FormField label={text('web.staff.ranks.color')}>
          {(described) => (
            <input
              {...described}
              type="color"
              className="h-9 w-16 rounded-control border border-control bg-surface"
              value={value.color ?? undefined}
              onChange={({ target }) => change({ color: target.value })}
            />
          )}
        </FormField>
      )}
    </div>
  )
}

function Fields(props: { value: RankJson; guild: string | undefined; change: Change }) {
  const { text } = useTexts()
  const { value, guild, change } = props
  const roles = useGuildRoles(guild)
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      <FormField label={text('web.staff.field.display_name')}>
        {(described) => (
          <TextInput
            {...described}
            required
            maxLength={100}
            value={value.role}
            onChange={({ target }) => change({ role: target.value })}
          />
        )}
      </FormField>
      <FormField
        label={text('web.staff.ranks.priority')}
        help={text('web.staff.ranks.priority_help')}
      >
        {(described) => (
          <TextInput
            {...described}
            type="number"
            required
            min={0}
            max={9_999}
            value={value.priority}
            onChange={({ target }) => change({ priority: Number(target.value) })}
          />
        )}
      </FormField>
      <FormField label={text('web.staff.field.department')}>
        {(described) => (
          <TextInput
            {...described}
            maxLength={100}
            value={value.department ?? ''}
            onChange={({ target }) => change({ department: target.value || null })}
          />
        )}
      </FormField>
      <FormField label={text('web.staff.ranks.role')} help={text('web.staff.ranks.role_help')}>
        {(described) => (
          <Select
            {...described}
            value={value.discord_role_id ?? ''}
            onChange={({ target }) => change({ discord_role_id: target.value || null })}
          >
            <option value="">{text('web.staff.ranks.no_role')}</option>
            {roles.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </Select>
        )}
      </FormField>
      <Colour value={value} change={change} />
    </div>
  )
}

/** Makes a rank, or changes one; a new name goes along with everybody who has it. */
export function RankForm(props: {
  rank: RankJson | null
  guild: string | undefined
  onDone: () => void
}) {
  const { rank, guild, onDone } = props
  const { text } = useTexts()
  const { write, busy } = useWrite()
  const [value, setValue] = useState<RankJson>(rank ?? fresh)
  const label = text(rank ? 'web.staff.ranks.edit' : 'web.staff.ranks.add')
  const submit = () => {
    write({
      method: 'POST',
      path: '/api/staff/roles/',
      body: { ...value, discord_guild_id: guild, ...(rank && { renames: rank.role }) },
      schema: rankSchema,
      done: text('web.staff.saved'),
      after: onDone,
    })
  }
  return (
    <Card className="p-4">
      <form
        className="flex flex-col gap-4"
        aria-label={label}
        onSubmit={(event) => {
          event.preventDefault()
          submit()
        }}
      >
        <Fields
          value={value}
          guild={guild}
          change={(patch) => setValue((old) => ({ ...old, ...patch }))}
        />
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
