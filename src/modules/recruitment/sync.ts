import type { Context } from '#core/context.ts'
import type { PanelKind } from '#discord/panels/panel.ts'
import { isLive } from './rules/party.ts'
import { loadDeletedParty, loadParty, reader, unendedParties } from './store/parties.ts'
import { loadSettings } from './store/preferences.ts'
import { messageDeleted, messagePosted, messageRefused } from './service/state.ts'
import { partyMessage } from './views/message.ts'
import { tombstone } from './views/tombstone.ts'

/** What stays of a deleted party's message, where the guild wants something to stay. */
async function tombstoneOf(context: Context, id: number) {
  const view = await loadDeletedParty(reader(context), id)
  if (!view || view.party.message_id === null) return null
  const settings = await loadSettings(context.database, view.party.guild_id)
  if (settings.on_delete === 'remove') return null
  const { guild_id, channel_id, message_id, version } = view.party
  const body = tombstone(view, context)
  return { guild_id, channel_id, message_id, post_after: null, version, body }
}

async function render(context: Context, objectId: string) {
  const view = await loadParty(reader(context), Number(objectId))
  if (!view) return tombstoneOf(context, Number(objectId))
  const { guild_id, channel_id, message_id, post_after, version, state } = view.party
  const body = partyMessage(view, context)
  const over = !isLive(state)
  return { guild_id, channel_id, message_id, post_after, version, body, over }
}

/** The posted message of a party, kept equal to its state. */
export const partyPanel: PanelKind = {
  kind: 'recruitment',
  topic: 'recruitment',
  live: async (context) => (await unendedParties(reader(context))).map(String),
  render,
  posted: (context, objectId, messageId) => messagePosted(context, Number(objectId), messageId),
  deleted: (context, objectId) => messageDeleted(context, Number(objectId)),
  refused: (context, objectId, code) => messageRefused(context, Number(objectId), code),
}
