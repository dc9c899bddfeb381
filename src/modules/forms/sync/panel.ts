import type { Context } from '#core/context.ts'
import type { PanelKind } from '#discord/panels/panel.ts'
import { panelLost, messagePosted } from '../service/publish.ts'
import { countForm } from '../service/seen.ts'
import { formsWithPanel, loadForm } from '../store/forms.ts'
import { formPanel } from '../views/panel.ts'

/** How far apart edits of a panel are at least, in milliseconds. */
const spacingMs = 15_000

async function render(context: Context, objectId: string) {
  const form = await loadForm(context.database, objectId)
  if (!form?.channel_id || form.state === 'draft') return null
  const { guild_id, channel_id, message_id, version } = form
  const body = formPanel(form, await countForm(context, form), context.clock.now())
  return { guild_id, channel_id, message_id, post_after: null, version, body }
}

/** The posted panel of a form, kept equal to its state. */
export const formPanelKind: PanelKind = {
  kind: 'form',
  topic: 'form',
  spacingMs,
  live: (context) => formsWithPanel(context.database),
  render,
  posted: (context, objectId, messageId) => messagePosted(context, objectId, messageId),
  deleted: (context, objectId) => panelLost(context, objectId),
}
