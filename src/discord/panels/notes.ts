import type { MessageBody } from '../message.ts'
import type { ShownPanel } from '../part.ts'
import type { PostedMessage } from '../rest/messages.ts'

/** What the answers to interactions tell the keeper of posted messages; costs no query. */
export type PanelNotes = {
  /** An answer is about to put this version on the message, so no edit is needed; `arrived` follows. */
  shown(panel: ShownPanel, body: MessageBody): void
  /** That answer is there, or has failed. */
  arrived(panel: ShownPanel): void
  /** That answer has left over HTTP; it arrives within a moment, in whatever order. */
  left(panel: ShownPanel): void
  /** That answer was not delivered: look again. */
  unshown(panel: ShownPanel): void
  /** An answer became the message. */
  posted(panel: ShownPanel, body: MessageBody, message: PostedMessage): void
  /** Somebody used a component of this message that is out of date. */
  stale(messageId: string, customId: string): void
}

/** Notes that go to whoever takes them at the time. */
export function relayNotes(taker: () => PanelNotes): PanelNotes {
  return {
    shown: (panel, body) => taker().shown(panel, body),
    arrived: (panel) => taker().arrived(panel),
    left: (panel) => taker().left(panel),
    unshown: (panel) => taker().unshown(panel),
    posted: (panel, body, message) => taker().posted(panel, body, message),
    stale: (messageId, customId) => taker().stale(messageId, customId),
  }
}
