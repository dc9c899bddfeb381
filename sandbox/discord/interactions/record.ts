import type {
  APIMessageInteractionMetadata,
  InteractionResponseType,
  InteractionType,
} from 'discord-api-types/v10'
import type { Modal } from './modal-schema.ts'
import type { SignatureHeaders } from './signing.ts'

/** Something that a person was shown because of an interaction; `type` is the callback type, 0 for a follow-up. */
export type ShownResponse = {
  type: InteractionResponseType | 0
  message_id?: string
  ephemeral: boolean
  data: object | null
}

/** A choice offered while a person types. */
type AutocompleteChoice = { name: string; value: string | number }

/** Who did what where. */
type InteractionOrigin = {
  type: InteractionType
  user_id: string
  channel_id: string
  guild_id: string | undefined
  nonce: string | undefined
  /** The name of the command, also of the one whose modal this is. */
  command_name: string | undefined
  /** The message whose component was used, also when it opened the modal that was submitted. */
  source_message_id: string | undefined
  /** The interaction that opened the submitted modal. */
  opened_by: string | undefined
  /** `interaction_metadata` of messages that answer. */
  metadata: APIMessageInteractionMetadata
}

/** What opened a modal is remembered until the modal was answered. */
type OpenModal = { id: string; at: number; modal: Modal; open: boolean }

/** One interaction with everything that happened to it. Times are epoch milliseconds of the world's clock. */
export type InteractionRecord = InteractionOrigin & {
  n: number
  id: string
  token: string
  /** When it was sent to the application; its deadlines count from here. */
  at: number
  payload: object
  door: 'gateway' | 'http'
  signature?: SignatureHeaders
  state: 'waiting' | 'answered' | 'failed'
  /** Why it failed, for the person's client. */
  reason?: string
  elapsed_ms?: number
  answer?: { type: InteractionResponseType; data: unknown }
  /** Whether the first answer came in the HTTP response or through the callback route. */
  answered_by?: 'inline' | 'callback'
  /** The message behind `@original`. */
  original_id?: string
  /** Messages made by this interaction's token. */
  message_ids: string[]
  follow_ups: number
  responses: ShownResponse[]
  modal?: OpenModal
  choices?: AutocompleteChoice[]
}
