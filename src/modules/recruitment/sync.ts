import type { Context } from '#core/context.ts'
import type { PanelKind } from '#discord/panels/panel.ts'
import { loadParty, reader, unendedParties } from './store.ts'
import { messagePosted } from './service.ts'
import { partyMessage } from './views/message.ts'

async function render(context: Context, objectId: string) {
  const view = await loadParty(reader(context), Number(objectId))
  if (!view) return null
  const { guild_id, channel_id, message_id, post_after, version } = view.party
  const body = partyMessage(view, context)
  return { guild_id, channel_id, message_id, post_after, version, body }
}

/** The posted message of a party, kept equal to its state. */
export const partyPanel: PanelKind = {
  kind: 'recruitment',
  topic: 'recruitment',
  live: async (context) => (await unendedParties(reader(context))).map(String),
  render,
  posted: (context, objectId, messageId) => messagePosted(context, Number(objectId), messageId),
  async deleted(context, objectId) {
    // Somebody removed the message on purpose: the party lives on on the web, without one.
    await messagePosted(context, Number(objectId), null)
    return false
  },
}
