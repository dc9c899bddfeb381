import { Routes } from 'discord-api-types/v10'
import { z } from 'zod'
import type { Context } from '#core/context.ts'
import type { JobKind } from '#core/jobs/jobs.ts'
import type { PanelKind } from '#discord/panels/panel.ts'
import type { DiscordTools } from '#discord/part.ts'
import { isRefusal } from '#discord/rest/errors.ts'
import { panelDeleted, panelGuilds, panelPosted, panelState } from '../service/panel.ts'
import { rosterPanel } from '../views/message.ts'

async function render(context: Context, guildId: string) {
  const state = await panelState(context, guildId)
  if (!state) return null
  const { panel, rows } = state
  const { guild_id, channel_id, message_id, version, locale } = panel
  const link = context.presences.link(guildId)
  const body = rosterPanel(rows, locale, { publicUrl: context.publicUrl, link, guildId })
  return { guild_id, channel_id, message_id, post_after: 0, version, body }
}

/** The roster in a channel, kept equal to what is known. */
export const staffPanel: PanelKind = {
  kind: 'staff',
  topic: 'staff.panel',
  live: panelGuilds,
  render,
  posted: panelPosted,
  async deleted(context, guildId) {
    await panelDeleted(context, guildId)
    return false
  },
}

const message = z.object({ channel_id: z.string(), message_id: z.string() })
type Message = z.infer<typeof message>

/** What happens to the message beside its text. */
export function panelJobs({ rest }: DiscordTools): readonly JobKind[] {
  const pin: JobKind<Message> = {
    kind: 'staff.pin',
    payload: message,
    async run({ channel_id, message_id }) {
      const path = Routes.channelMessagesPin(channel_id, message_id)
      try {
        await rest.send({ method: 'PUT', path, lane: 'bulk' })
      } catch (error) {
        // Without the permission, or with fifty pins, the roster stays where it is, unpinned.
        if (!isRefusal(error)) throw error
      }
    },
  }
  const unpost: JobKind<Message> = {
    kind: 'staff.unpost',
    payload: message,
    async run({ channel_id, message_id }) {
      const path = Routes.channelMessage(channel_id, message_id)
      try {
        await rest.send({ method: 'DELETE', path, lane: 'bulk' })
      } catch (error) {
        if (!isRefusal(error)) throw error
      }
    },
  }
  return [pin, unpost]
}
