import type {
  APIAllowedMentions,
  APIEmbed,
  APIMessageTopLevelComponent,
} from 'discord-api-types/v10'

/** A message as we send it. Mentions are always explicit; `noMentions` is the usual choice. */
export type MessageBody = {
  content?: string
  embeds?: APIEmbed[]
  components?: APIMessageTopLevelComponent[]
  allowed_mentions: APIAllowedMentions
  /** Message flags beside those that the way of sending decides. */
  flags?: number
  /** Files that go along; embeds show one as `attachment://name`. */
  files?: readonly MessageFile[]
}

/** A file of a message. */
export type MessageFile = { name: string; data: Buffer; contentType: string }

/** Nobody is pinged by this message, whatever it contains. */
export const noMentions: APIAllowedMentions = { parse: [] }
