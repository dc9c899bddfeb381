import type { Channel, GuildState, Person, Role } from '../discord/entities.ts'
import type { World } from '../discord/world.ts'
import { ControlError } from './errors.ts'

/** The person with this id, username or display name. */
export function findPerson(world: World, idOrName: string): Person {
  const wanted = idOrName.toLowerCase()
  const people = [...world.state.users.values()]
  const found =
    world.state.users.get(idOrName) ??
    people.find(({ user }) => user.username === wanted) ??
    people.find(({ user }) => user.global_name?.toLowerCase() === wanted)
  if (!found) throw new ControlError(404, `There is nobody called ${idOrName}`)
  return found
}

/** The guild with this id or name; without one, the first. */
export function findGuild(world: World, idOrName?: string): GuildState {
  const guilds = [...world.state.guilds.values()]
  const found =
    idOrName === undefined
      ? guilds[0]
      : guilds.find(({ base }) => base.id === idOrName || base.name === idOrName)
  if (!found) throw new ControlError(404, `There is no server ${idOrName ?? ''}`)
  return found
}

/** The channel with this id, or with this name in the given guild or the first that has one. */
export function findChannel(world: World, idOrName: string, guild?: GuildState): Channel {
  const guilds = guild ? [guild] : [...world.state.guilds.values()]
  const channels = guilds.flatMap((one) => [...one.channels.values()])
  const wanted = idOrName.replace(/^#/, '')
  const found =
    channels.find((channel) => channel.id === wanted) ??
    channels.find((channel) => channel.name === wanted) ??
    world.state.dms.get(wanted)
  if (!found) throw new ControlError(404, `There is no channel ${idOrName}`)
  return found
}

/** The role with this id or name. */
export function findRole(guild: GuildState, idOrName: string): Role {
  const found =
    guild.roles.get(idOrName) ?? [...guild.roles.values()].find(({ name }) => name === idOrName)
  if (!found) throw new ControlError(404, `There is no role ${idOrName}`)
  return found
}
