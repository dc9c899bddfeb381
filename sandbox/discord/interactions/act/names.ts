import { ChannelType } from 'discord-api-types/v10'
import { ControlError } from '../../../control/errors.ts'
import type { Channel, GuildState, StoredMessage } from '../../entities.ts'
import { DiscordError } from '../../errors.ts'
import { canView } from '../../permissions.ts'
import type { World } from '../../world.ts'

/** The first text channel that somebody sees, for acts that name none. */
export function defaultChannel(world: World, guild: GuildState, userId: string): Channel {
  for (const channel of guild.channels.values())
    if (channel.type === ChannelType.GuildText && canView(world, channel, userId)) return channel
  throw new ControlError(400, 'There is no text channel that this person sees')
}

/** A message by its id, wherever it is; throws 404 10008. */
export function findMessage(world: World, messageId: string): StoredMessage {
  for (const messages of world.state.messages.values()) {
    const stored = messages.get(messageId)
    if (stored !== undefined) return stored
  }
  throw new DiscordError(404, 10008, 'Unknown Message')
}
