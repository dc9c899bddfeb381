import { GatewayIntentBits } from 'discord-api-types/v10'
import type { Dispatch } from '../world.ts'
import type { Session } from './session.ts'

const withContent: readonly string[] = ['MESSAGE_CREATE', 'MESSAGE_UPDATE']

type MessageFields = {
  author?: { id: string }
  mentions?: { id: string }[]
  guild_id?: string
  referenced_message?: object | null
}

/**
 * Whether a session may not read the content of the message it is told of: a bot without MESSAGE_CONTENT, unless it
 * wrote the message, is mentioned in it or got it as a direct message
 * (https://docs.discord.com/developers/events/gateway#message-content-intent).
 */
export function isContentHidden(dispatch: Dispatch, session: Session): boolean {
  if (!session.bot || (session.intents & GatewayIntentBits.MessageContent) !== 0) return false
  if (!withContent.includes(dispatch.t)) return false
  const message: MessageFields = dispatch.d
  if (message.guild_id === undefined || message.author?.id === session.user_id) return false
  return !(message.mentions ?? []).some((user) => user.id === session.user_id)
}

/** The same message without what people wrote: the content fields are there, but empty. */
export function hideContent(message: object): object {
  const { poll: _poll, ...rest }: { poll?: unknown } = message
  const { referenced_message: referenced }: MessageFields = message
  return {
    ...rest,
    content: '',
    embeds: [],
    attachments: [],
    components: [],
    ...(referenced ? { referenced_message: hideContent(referenced) } : {}),
  }
}
