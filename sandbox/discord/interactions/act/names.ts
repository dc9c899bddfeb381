import { ChannelType } from 'discord-api-types/v10'
import type { Channel, GuildState, Person, StoredMessage } from '../../entities.ts'
import { canView } from '../../permissions.ts'
import type { World } from '../../world.ts'

/** A request to a control route that cannot be understood; answered with 400 and `{error}`. */
export class ControlError extends Error {}

function sameName(name: string | null | undefined, wanted: string): boolean {
  return name?.toLowerCase() === wanted.toLowerCase()
}

/** A person by id, user name or shown name. */
export function findPerson(world: World, wanted: string): Person {
  const { users } = world.state
  const byId = users.get(wanted)
  if (byId !== undefined) return byId
  for (const person of users.values())
    if (sameName(person.user.username, wanted) || sameName(person.user.global_name, wanted))
      return person
  throw new ControlError(`There is nobody called "${wanted}".`)
}

/** A guild by id or name; it need not be named when there is only one. */
export function findGuild(world: World, wanted: string | undefined): GuildState {
  const guilds = [...world.state.guilds.values()]
  if (wanted === undefined) {
    const [only, ...others] = guilds
    if (only !== undefined && others.length === 0) return only
    throw new ControlError('Say which guild, as there is not exactly one.')
  }
  const found = guilds.find(({ base }) => base.id === wanted || sameName(base.name, wanted))
  if (found === undefined) throw new ControlError(`There is no guild "${wanted}".`)
  return found
}

/** A channel by id or name, with or without `#`. */
export function findChannel(world: World, guild: () => GuildState, wanted: string): Channel {
  const dm = world.state.dms.get(wanted)
  if (dm !== undefined) return dm
  for (const { channels } of world.state.guilds.values()) {
    const channel = channels.get(wanted)
    if (channel !== undefined) return channel
  }
  const name = wanted.replace(/^#/, '')
  for (const channel of guild().channels.values()) if (sameName(channel.name, name)) return channel
  throw new ControlError(`There is no channel "${wanted}".`)
}

/** The first text channel that somebody sees, for acts that name none. */
export function defaultChannel(world: World, guild: GuildState, userId: string): Channel {
  for (const channel of guild.channels.values())
    if (channel.type === ChannelType.GuildText && canView(world, channel, userId)) return channel
  throw new ControlError('There is no text channel that this person sees.')
}

/** The id of a role given by id or name. */
export function findRoleId(guild: GuildState, wanted: string): string {
  if (guild.roles.has(wanted)) return wanted
  for (const role of guild.roles.values()) if (sameName(role.name, wanted)) return role.id
  throw new ControlError(`There is no role "${wanted}".`)
}

/** A message by its id, wherever it is. */
export function findMessage(world: World, messageId: string): StoredMessage {
  for (const messages of world.state.messages.values()) {
    const stored = messages.get(messageId)
    if (stored !== undefined) return stored
  }
  throw new ControlError(`There is no message ${messageId}.`)
}
