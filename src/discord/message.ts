import type {
  APIAllowedMentions,
  APIEmbed,
  APIMessageTopLevelComponent,
} from 'discord-api-types/v10'

/** A file that goes with a message. */
export type MessageFile = { name: string; data: Buffer; contentType?: string }

/** A message as we send it. Mentions are always explicit; `noMentions` is the usual choice. */
export type MessageBody = {
  content?: string
  embeds?: APIEmbed[]
  components?: APIMessageTopLevelComponent[]
  allowed_mentions: APIAllowedMentions
  /** Message flags beside those that the way of sending decides. */
  flags?: number
  /** Only in answers to interactions; they come a moment after the first answer. */
  files?: MessageFile[]
}

/** Nobody is pinged by this message, whatever it contains. */
export const noMentions: APIAllowedMentions = { parse: [] }
