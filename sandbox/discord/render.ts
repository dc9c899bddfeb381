import { MessageType, type APIGuildMember, type APIReaction } from 'discord-api-types/v10'
import type { Channel, Member, Message, StoredMessage } from './entities.ts'
import type { World } from './world.ts'

/** A message as one reader gets it. */
export type ShownMessage = Message & {
  reactions?: APIReaction[]
  referenced_message?: Message | null
  thread?: Channel
}

/** A message with what depends on the reader and on other messages. `readerId` decides over `me` of reactions. */
export function renderMessage(
  world: World,
  stored: StoredMessage,
  readerId?: string,
): ShownMessage {
  const { message } = stored
  const replied = message.message_reference?.message_id
  const target =
    replied === undefined
      ? undefined
      : world.state.messages.get(message.message_reference?.channel_id ?? '')?.get(replied)
  const thread = findThread(world, message)
  return {
    ...message,
    ...(message.type === MessageType.Reply ? { referenced_message: target?.message ?? null } : {}),
    ...(thread ? { thread } : {}),
    ...(stored.reactions.length > 0 ? { reactions: renderReactions(stored, readerId) } : {}),
  }
}

function renderReactions(stored: StoredMessage, readerId: string | undefined): APIReaction[] {
  return stored.reactions.map(({ emoji, user_ids }) => ({
    emoji,
    count: user_ids.length,
    count_details: { normal: user_ids.length, burst: 0 },
    burst_colors: [],
    me: readerId !== undefined && user_ids.includes(readerId),
    me_burst: false,
  }))
}

function findThread(world: World, message: Message): Channel | undefined {
  const channel = [...world.state.guilds.values()]
    .map((guild) => guild.channels.get(message.id))
    .find((one) => one !== undefined)
  return channel?.thread_metadata ? channel : undefined
}

/** A member's own fields, without the user: as in messages and resolved data. */
export function bareMember(member: Member): Omit<APIGuildMember, 'user'> {
  const { user_id: _user, ...bare } = member
  return bare
}

/** A member as REST and the gateway show it. */
export function renderMember(world: World, member: Member): APIGuildMember {
  return { ...bareMember(member), user: world.person(member.user_id).user }
}
