import { isThread } from '../discord/permissions.ts'
import type { World } from '../discord/world.ts'

/** The world in short, for tests and for those who set a bot up: ids, names, tokens. */
export function describeWorld(world: World): Record<string, unknown> {
  const { application, guilds, users } = world.state
  const { id, public_key, bot_token, client_secret } = application
  return {
    now: new Date(world.clock.now()).toISOString(),
    application: { id, public_key, bot_token, client_secret },
    guilds: [...guilds.values()].map(({ base, channels, roles, members }) => ({
      id: base.id,
      name: base.name,
      owner_id: base.owner_id,
      channels: [...channels.values()]
        .filter((channel) => !isThread(channel))
        .map((channel) => ({
          id: channel.id,
          name: channel.name,
          type: channel.type,
          parent_id: channel.parent_id ?? null,
        })),
      roles: [...roles.values()].map((role) => ({
        id: role.id,
        name: role.name,
        position: role.position,
      })),
      members: [...members.values()].map(({ user_id, roles: own }) => ({ user_id, roles: own })),
    })),
    users: [...users.values()].map(({ user, token, locale }) => ({
      id: user.id,
      username: user.username,
      global_name: user.global_name,
      token,
      locale,
      bot: user.bot ?? false,
    })),
  }
}
