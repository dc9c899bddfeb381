import type { Context } from '#core/context.ts'
import type { PanelKind } from '#discord/panels/panel.ts'
import { isOver } from './rules/event.ts'
import { panelId, readPanelId } from './rules/panels.ts'
import { messageDeleted, messagePosted } from './service/messages.ts'
import { loadEvent } from './store/events.ts'
import { liveMessageIds, loadMessage } from './store/messages.ts'
import { signupMessage } from './views/message.ts'

async function render(context: Context, objectId: string) {
  const message = await loadMessage(context.database, readPanelId(objectId).messageId)
  if (!message?.active || message.event_id === null) return null
  const view = await loadEvent(context.database, message.event_id)
  if (!view) return null
  const { guild_id, thread_id, channel_id, discord_message_id, post_after } = message
  return {
    guild_id,
    channel_id: thread_id ?? channel_id,
    message_id: discord_message_id,
    post_after,
    version: view.event.version,
    body: signupMessage({ ...view, now: context.clock.now() }, message.locale, context),
    over: isOver(view.event.state),
  }
}

/** The posted sign-up messages of events, kept equal to their state. */
export const eventPanel: PanelKind = {
  kind: 'event',
  topic: 'event_message',
  carries: (objectId) => readPanelId(objectId).eventId,
  async live(context) {
    return (await liveMessageIds(context.database)).map(panelId)
  },
  render,
  posted: (context, objectId, messageId) =>
    messagePosted(context, readPanelId(objectId).messageId, messageId),
  deleted: (context, objectId) => messageDeleted(context, readPanelId(objectId).messageId),
}
