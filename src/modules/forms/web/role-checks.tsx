import type { FormChoices } from '../contract/builder.ts'

/** Roles of a server to choose from, with how many members have each. */
export function RoleChecks(props: {
  roles: FormChoices['roles']
  chosen: readonly string[]
  onChange: (chosen: string[]) => void
}) {
  const { roles, chosen, onChange } = props
  const toggle = (id: string, on: boolean): void =>
    onChange(on ? [...chosen, id] : chosen.filter((one) => one !== id))
  return (
    <div className="flex max-h-56 flex-col overflow-y-auto rounded-control border border-line px-3 py-1">
      {roles.map((role) => (
        <label key={role.id} className="flex min-h-8 items-center gap-2">
          <input
            type="checkbox"
            checked={chosen.includes(role.id)}
            onChange={(event) => toggle(role.id, event.target.checked)}
          />
          <bdi className="min-w-0 flex-1 wrap-anywhere">{role.name}</bdi>
          <span className="text-sm text-muted tabular-nums">{role.members}</span>
        </label>
      ))}
    </div>
  )
}
