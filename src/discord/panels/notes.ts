import type { MessageBody } from '../message.ts'
import type { ShownPanel } from '../part.ts'
import type { PostedMessage } from '../rest/messages.ts'

/** What the answers to interactions tell the keeper of posted messages; costs no query. */
export type PanelNotes = {
  /** An answer puts this version on the message, so no edit is needed. */
  shown(panel: ShownPanel, body: MessageBody): void
  /** That answer was not delivered: look again. */
  unshown(panel: ShownPanel): void
  /** An answer became the message. */
  posted(panel: ShownPanel, body: MessageBody, message: PostedMessage): void
}
