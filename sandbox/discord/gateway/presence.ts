import { ActivityType, GatewayIntentBits, PresenceUpdateStatus } from 'discord-api-types/v10'
import type { GatewayActivity, GatewayPresenceUpdate } from 'discord-api-types/v10'
import type { World } from '../world.ts'
import type { PresenceInput } from './frames.ts'

/** On what kind of device somebody is online. */
export type Platform = 'desktop' | 'mobile' | 'web' | 'vr'

function activityOf(
  world: World,
  userId: string,
  input: PresenceInput['activities'][number],
): GatewayActivity {
  const { state, details, url, emoji, timestamps } = input
  return {
    id: input.type === ActivityType.Custom ? 'custom' : `${userId}:${input.type}`,
    name: input.type === ActivityType.Custom ? 'Custom Status' : input.name,
    type: input.type,
    created_at: world.clock.now(),
    ...(state ? { state } : {}),
    ...(details ? { details } : {}),
    ...(url ? { url } : {}),
    ...(timestamps ? { timestamps } : {}),
    ...(emoji ? { emoji } : {}),
  }
}

/**
 * Sets the presence of somebody in every guild they share and tells those who may know. Invisible is shown as
 * offline, and somebody who is offline has no activities.
 */
export function setPresence(
  world: World,
  userId: string,
  input: PresenceInput,
  platform: Platform = 'web',
): void {
  const status =
    input.status === PresenceUpdateStatus.Invisible ? PresenceUpdateStatus.Offline : input.status
  const offline = status === PresenceUpdateStatus.Offline
  for (const [guildId, guild] of world.state.guilds) {
    if (!guild.members.has(userId)) continue
    const presence: GatewayPresenceUpdate = {
      user: { id: userId },
      guild_id: guildId,
      status,
      activities: offline
        ? []
        : input.activities.map((activity) => activityOf(world, userId, activity)),
      client_status: offline ? {} : { [platform]: status },
    }
    guild.presences.set(userId, presence)
    world.dispatch({
      t: 'PRESENCE_UPDATE',
      d: presence,
      guild_id: guildId,
      intent: GatewayIntentBits.GuildPresences,
    })
  }
}
