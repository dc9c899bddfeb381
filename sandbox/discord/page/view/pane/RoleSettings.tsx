import { ArrowDown, ArrowUp, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useTexts } from '../../locales/context.tsx'
import { createRole, deleteRole, editRole, moveRole } from '../../state/guild-actions.ts'
import type { Guild } from '../../state/model.ts'
import { bits } from '../../state/permissions.ts'
import { Button, IconButton } from '../../ui/Button.tsx'
import { Field, inputShape } from '../../ui/fields.tsx'
import type { Role } from '../../wire/objects.ts'
import { usePane } from '../context.tsx'

const offered = [
  'viewChannel',
  'sendMessages',
  'connect',
  'createEvents',
  'manageEvents',
  'manageRoles',
  'manageChannels',
  'manageThreads',
  'viewAuditLog',
] as const

function Permissions({ guild, role }: { guild: Guild; role: Role }) {
  const t = useTexts()
  const { client, attempt } = usePane()
  const held = BigInt(role.permissions)
  return (
    <fieldset className="flex flex-col">
      <legend className="text-sm font-medium">{t.mayDo}</legend>
      {offered.map((name) => (
        <label key={name} className="flex min-h-8 items-center gap-2 text-sm">
          <input
            type="checkbox"
            className="size-4 accent-accent"
            checked={(held & bits[name]) !== 0n}
            onChange={({ target }) => {
              const next = target.checked ? held | bits[name] : held & ~bits[name]
              attempt(() => editRole(client, guild, { id: role.id, permissions: next.toString() }))
            }}
          />
          {t.permissionNames[name]}
        </label>
      ))}
    </fieldset>
  )
}

function RoleName({ guild, role }: { guild: Guild; role: Role }) {
  const t = useTexts()
  const { client, attempt } = usePane()
  const [name, setName] = useState(role.name)
  return (
    <form
      className="flex items-end gap-2"
      onSubmit={(event) => {
        event.preventDefault()
        attempt(() => editRole(client, guild, { id: role.id, name }))
      }}
    >
      <Field label={t.roleName}>
        {(ids) => (
          <input
            {...ids}
            maxLength={100}
            className={inputShape}
            value={name}
            onChange={({ target }) => setName(target.value)}
          />
        )}
      </Field>
      <Button type="submit">{t.rename}</Button>
    </form>
  )
}

function RoleRow({ guild, role }: { guild: Guild; role: Role }) {
  const t = useTexts()
  const { client, attempt } = usePane()
  const isEveryone = role.id === guild.id
  return (
    <li className="rounded-xl border border-line bg-side p-2">
      <details>
        <summary className="min-h-8 cursor-pointer py-1 text-sm font-semibold break-words">
          {role.name}
        </summary>
        <div className="flex flex-col gap-2 pt-2">
          {role.managed && <p className="text-xs text-muted">{t.managedRole}</p>}
          {!isEveryone && <RoleName key={role.name} guild={guild} role={role} />}
          <Permissions guild={guild} role={role} />
          {!isEveryone && (
            <div className="flex gap-1">
              <IconButton
                label={t.raiseRole(role.name)}
                onClick={() => attempt(() => moveRole(client, guild, role, 1))}
              >
                <ArrowUp aria-hidden="true" className="size-4" />
              </IconButton>
              <IconButton
                label={t.lowerRole(role.name)}
                onClick={() => attempt(() => moveRole(client, guild, role, -1))}
              >
                <ArrowDown aria-hidden="true" className="size-4" />
              </IconButton>
              <IconButton
                label={t.deleteNamed(role.name)}
                disabled={role.managed}
                onClick={() => attempt(() => deleteRole(client, guild, role))}
              >
                <Trash2 aria-hidden="true" className="size-4" />
              </IconButton>
            </div>
          )}
        </div>
      </details>
    </li>
  )
}

/** The roles of a server, highest first: their names, rights and order. */
export function RoleSettings({ guild }: { guild: Guild }) {
  const t = useTexts()
  const { client, attempt } = usePane()
  const roles = [...guild.roles.values()].toSorted((a, b) => b.position - a.position)
  return (
    <section className="flex flex-col gap-2">
      <h4 className="font-semibold">{t.roles}</h4>
      <Button
        className="self-start"
        onClick={() => attempt(() => createRole(client, guild, t.newRole))}
      >
        {t.newRole}
      </Button>
      <ul className="flex flex-col gap-2">
        {roles.map((role) => (
          <RoleRow key={role.id} guild={guild} role={role} />
        ))}
      </ul>
    </section>
  )
}
