import type { Context } from '#core/context.ts'
import type { MessageBody } from '../message.ts'

/** Where and how an object is shown now. */
export type PanelRender = {
  guild_id: string
  channel_id: string
  /** Null until the message has been posted. */
  message_id: string | null
  /**
   * Epoch milliseconds before which no message is posted, because the answer to a command is about
   * to become it; afterwards the channel is searched for that answer first. Null: post at once,
   * unless somebody has deleted the message.
   */
  post_after: number | null
  version: number
  body: MessageBody
  /** Nobody uses the object any longer: what Discord refuses is not tried again. */
  over?: boolean
}

/**
 * A kind of posted message that is kept equal to the state of an object. `render` is asked again
 * after each fact of `topic`; null means that the message is to be removed.
 */
export type PanelKind = {
  kind: string
  /** How far apart edits are kept at least, in milliseconds; default: as Discord likes it. */
  spacingMs?: number
  /** Facts of this topic concern the panel of the fact's `object_id`. */
  topic: string
  /** The id that the message's custom ids carry; default the object's own. */
  carries?(objectId: string): string
  /** Ids of the objects whose message people still use; it is compared now and then. */
  live(context: Context): Promise<readonly string[]>
  render(context: Context, objectId: string): Promise<PanelRender | null>
  /** The message exists now; called in a transaction of its own, at least once. */
  posted(context: Context, objectId: string, messageId: string): Promise<void>
  /** Somebody deleted the message; true posts it again, false leaves the object without one. */
  deleted(context: Context, objectId: string): Promise<boolean>
  /** Discord refuses the message with this code; said again after each try. */
  refused?(context: Context, objectId: string, code: number): Promise<void>
}
