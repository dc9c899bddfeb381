import type { Guild } from '../../state/model.ts'
import { bits, permissionsOf } from '../../state/permissions.ts'
import { usePaneState } from '../context.tsx'
import { ChannelSettings } from './ChannelSettings.tsx'
import { RoleSettings } from './RoleSettings.tsx'

/** What of a server's settings somebody may change. */
export function settingsFor(guild: Guild, userId: string): { roles: boolean; channels: boolean } {
  const held = permissionsOf(guild, userId)
  return {
    roles: (held & bits.manageRoles) !== 0n,
    channels: (held & bits.manageChannels) !== 0n,
  }
}

/** Roles and channels of a server, as far as this person may change them. */
export function ServerSettings({ guild }: { guild: Guild }) {
  const { me } = usePaneState()
  if (!me) return null
  const { roles, channels } = settingsFor(guild, me.id)
  return (
    <div className="flex flex-col gap-6 p-3">
      {roles && <RoleSettings guild={guild} />}
      {channels && <ChannelSettings guild={guild} />}
    </div>
  )
}
