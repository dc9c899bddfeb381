import type { Context } from '#core/context.ts'
import { coreError } from '#core/errors.ts'
import type { Locale } from '#core/i18n/locale.ts'
import * as store from '../store/panels.ts'
import type { RosterPanel } from '../store/panels.ts'
import { rowsOf } from './roster.ts'
import { requireManager } from './rights.ts'
import type { StaffRow } from '../contract/row.ts'

/** Presences change often: the message follows them no more often than this. In milliseconds. */
export const panelEveryMs = 10_000

async function announcePanel(
  unit: Parameters<Parameters<Context['write']>[0]>[0],
  panel: RosterPanel,
): Promise<void> {
  await store.savePanel(unit, panel)
  await unit.fact({
    topic: 'staff.panel',
    type: 'panel',
    object_id: panel.guild_id,
    guild_id: panel.guild_id,
    version: panel.version,
    data: {},
  })
}

/** Wants the roster shown in a channel, whose id it returns; an older message elsewhere is removed. */
export async function showPanel(
  context: Context,
  guildId: string,
  channelId: string,
  locale: Locale,
): Promise<string> {
  await requireManager(context, guildId)
  const channels = await context.members.postableChannels(guildId, null)
  if (!channels.some(({ id }) => id === channelId)) throw coreError('permission_denied')
  const now = context.clock.now()
  return context.write(async (unit) => {
    const before = await store.loadPanel(unit, guildId)
    const moved = before !== null && before.channel_id !== channelId
    if (before?.message_id && moved) {
      await unit.job({
        kind: 'staff.unpost',
        payload: { channel_id: before.channel_id, message_id: before.message_id },
        guild_id: guildId,
      })
    }
    await announcePanel(unit, {
      guild_id: guildId,
      channel_id: channelId,
      message_id: moved ? null : (before?.message_id ?? null),
      locale,
      version: (before?.version ?? 0) + 1,
      updated_at: now,
    })
    return channelId
  })
}

/** The message may look otherwise now. */
export async function panelChanged(context: Context, guildId: string): Promise<void> {
  await context.write(async (unit) => {
    const panel = await store.loadPanel(unit, guildId)
    if (!panel) return
    const updated_at = context.clock.now()
    await announcePanel(unit, { ...panel, version: panel.version + 1, updated_at })
  })
}

/** The message exists now; it is to be pinned. Saying it twice changes nothing. */
export async function panelPosted(
  context: Context,
  guildId: string,
  messageId: string,
): Promise<void> {
  await context.write(async (unit) => {
    const panel = await store.loadPanel(unit, guildId)
    if (!panel || panel.message_id === messageId) return
    await store.savePanel(unit, { ...panel, message_id: messageId })
    const { channel_id } = panel
    await unit.job({
      kind: 'staff.pin',
      payload: { channel_id, message_id: messageId },
      key: `staff:pin:${messageId}`,
      guild_id: guildId,
    })
  })
}

/** Somebody removed the message: none is wanted any more. */
export async function panelDeleted(context: Context, guildId: string): Promise<void> {
  await context.write((unit) => store.deletePanel(unit, guildId))
}

/** What the message shows, with where it is; null: none is wanted. */
export async function panelState(
  context: Context,
  guildId: string,
): Promise<{ panel: RosterPanel; rows: StaffRow[] } | null> {
  const panel = await store.loadPanel(context.database, guildId)
  if (!panel) return null
  const rows = (await rowsOf(context, guildId)).filter(({ is_active }) => is_active)
  return { panel, rows }
}

/** Guilds with a panel. */
export function panelGuilds(context: Context): Promise<string[]> {
  return store.loadPanelGuilds(context.database)
}
