import { Popover } from '@base-ui/react/popover'
import { useState } from 'react'
import { useTexts } from '../../locales/context.tsx'
import type { Texts } from '../../locales/en.ts'
import { openDm } from '../../state/actions.ts'
import { callMenuCommand } from '../../state/interactions.ts'
import { kick, setRoles } from '../../state/guild-actions.ts'
import { displayName, type Guild } from '../../state/model.ts'
import { bits, permissionsOf } from '../../state/permissions.ts'
import { Avatar } from '../../ui/Avatar.tsx'
import { Button } from '../../ui/Button.tsx'
import { toStatus } from '../../ui/Presence.tsx'
import type { Activity, Member } from '../../wire/objects.ts'
import { useCommands } from '../commands.ts'
import { usePane, usePaneState } from '../context.tsx'

const userCommand = 2

function activityText(t: Texts, activities: readonly Activity[]): string {
  const custom = activities.find(({ type }) => type === 4)
  const other = activities.find(({ type }) => type !== 4)
  return [custom?.state, other && t.activities(other.type, other.name)].filter(Boolean).join(' · ')
}

function RoleBoxes({ guild, member }: { guild: Guild; member: Member }) {
  const t = useTexts()
  const { client, attempt } = usePane()
  const offered = [...guild.roles.values()]
    .filter(({ id, managed }) => id !== guild.id && !managed)
    .toSorted((a, b) => b.position - a.position)
  return (
    <fieldset className="flex max-h-48 flex-col overflow-y-auto">
      <legend className="sr-only">{t.rolesOf(displayName(member.user, guild))}</legend>
      {offered.map(({ id, name }) => (
        <label key={id} className="flex min-h-8 items-center gap-2 text-sm">
          <input
            type="checkbox"
            className="size-4 accent-accent"
            checked={member.roles.includes(id)}
            onChange={({ target }) => {
              const others = member.roles.filter((one) => one !== id)
              attempt(() =>
                setRoles(client, guild, member, target.checked ? [...others, id] : others),
              )
            }}
          />
          {name}
        </label>
      ))}
    </fieldset>
  )
}

/** What those with the right may do about a member: roles, and removing them. */
function MemberRights({
  guild,
  member,
  onDone,
}: {
  guild: Guild
  member: Member
  onDone: () => void
}) {
  const t = useTexts()
  const { client, attempt } = usePane()
  const { me } = usePaneState()
  const held = me ? permissionsOf(guild, me.id) : 0n
  const { user } = member
  const mayKick = (held & bits.kickMembers) !== 0n && user.id !== me?.id
  return (
    <>
      {(held & bits.manageRoles) !== 0n && <RoleBoxes guild={guild} member={member} />}
      {mayKick && user.id !== guild.owner_id && (
        <Button
          tone="danger"
          onClick={() => {
            onDone()
            attempt(() => kick(client, guild, member))
          }}
        >
          {t.kick(displayName(user, guild))}
        </Button>
      )}
    </>
  )
}

function MemberCard({
  guild,
  member,
  onDone,
}: {
  guild: Guild
  member: Member
  onDone: () => void
}) {
  const t = useTexts()
  const { client, attempt, openChannel } = usePane()
  const { me, viewing } = usePaneState()
  const commands = useCommands(viewing ?? '').filter(({ type }) => type === userCommand)
  const roles = member.roles.flatMap((id) => guild.roles.get(id)?.name ?? [])
  const run = (action: () => Promise<unknown>) => () => {
    onDone()
    attempt(action)
  }
  const { user } = member
  return (
    <div className="flex flex-col gap-2">
      <p className="font-semibold">{displayName(user, guild)}</p>
      <p className="text-xs text-muted">@{user.username}</p>
      <p className="text-sm">{roles.length > 0 ? roles.join(', ') : t.noRoles}</p>
      {user.id !== me?.id && !user.bot && (
        <Button onClick={run(async () => openChannel((await openDm(client, user.id)).id))}>
          {t.writeTo(displayName(user, guild))}
        </Button>
      )}
      <MemberRights guild={guild} member={member} onDone={onDone} />
      {commands.map((command) => (
        <Button
          key={command.id}
          onClick={run(() =>
            callMenuCommand(client, viewing ?? '', { command, targetId: user.id }),
          )}
        >
          {command.name}
        </Button>
      ))}
    </div>
  )
}

function MemberRow({ guild, member }: { guild: Guild; member: Member }) {
  const t = useTexts()
  const [open, setOpen] = useState(false)
  const presence = guild.presences.get(member.user.id)
  const status = toStatus(presence?.status)
  const name = displayName(member.user, guild)
  const doing = activityText(t, presence?.activities ?? [])
  return (
    <li>
      <Popover.Root open={open} onOpenChange={setOpen}>
        <Popover.Trigger className="flex min-h-10 w-full min-w-0 items-center gap-2 rounded-lg px-2 text-left hover:bg-hover">
          <Avatar id={member.user.id} name={name} status={status} />
          <span className="min-w-0">
            <span className="block truncate text-sm">
              {name}
              {member.user.bot && <span className="ml-1 text-xs text-muted">{t.app}</span>}
              <span className="sr-only">, {t.presences[status]}</span>
            </span>
            {doing && <span className="block truncate text-xs text-muted">{doing}</span>}
          </span>
        </Popover.Trigger>
        <Popover.Portal>
          <Popover.Positioner sideOffset={4} className="z-50">
            <Popover.Popup
              aria-label={name}
              className="w-56 rounded-xl border border-line bg-raised p-3 text-ink shadow-lg"
            >
              <MemberCard guild={guild} member={member} onDone={() => setOpen(false)} />
            </Popover.Popup>
          </Popover.Positioner>
        </Popover.Portal>
      </Popover.Root>
    </li>
  )
}

/** The members of a server: those who are there by their most prominent role, then the others. */
export function Members({ guild }: { guild: Guild }) {
  const t = useTexts()
  const isThere = ({ user }: Member): boolean =>
    toStatus(guild.presences.get(user.id)?.status) !== 'offline'
  const hoisted = [...guild.roles.values()]
    .filter((role) => role.hoist)
    .toSorted((a, b) => b.position - a.position)
  const groupOf = (member: Member): string =>
    isThere(member)
      ? (hoisted.find(({ id }) => member.roles.includes(id))?.name ?? t.presences.online)
      : t.presences.offline
  const names = [...hoisted.map(({ name }) => name), t.presences.online, t.presences.offline]
  const members = [...guild.members.values()]
  return names.map((name) => {
    const group = members.filter((member) => groupOf(member) === name)
    if (group.length === 0) return null
    return (
      <section key={name} className="mb-3">
        <h3 className="px-2 text-xs font-semibold text-muted">{t.counted(name, group.length)}</h3>
        <ul>
          {group.map((member) => (
            <MemberRow key={member.user.id} guild={guild} member={member} />
          ))}
        </ul>
      </section>
    )
  })
}
