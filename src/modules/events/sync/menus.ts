import { Routes } from 'discord-api-types/v10'
import { z } from 'zod'
import { parseLocale } from '#core/i18n/locale.ts'
import type { Context } from '#core/context.ts'
import type { JobKind } from '#core/jobs/jobs.ts'
import type { PanelKind } from '#discord/panels/panel.ts'
import type { DiscordTools } from '#discord/part.ts'
import { menuDeleted, menuPosted } from '../service/menus.ts'
import { loadGuild } from '../store/guilds.ts'
import { activeMenuIds, loadMenu } from '../store/menus.ts'
import { menuMessage } from '../views/menu.ts'
import { discordJob } from './jobs-kind.ts'

const payload = z.object({
  guild_id: z.string(),
  user_id: z.string(),
  wanted: z.array(z.string()),
  of: z.array(z.string()),
})
const memberShape = z.object({ roles: z.array(z.string()) })

/** Gives what was chosen last in a menu, and takes the menu's other roles back. */
export function passMenus(context: Context, { rest }: DiscordTools): readonly JobKind[] {
  const job = discordJob(context, 'manage_roles', payload, async (input) => {
    const { guild_id, user_id, wanted, of } = input
    const path = Routes.guildMember(guild_id, user_id)
    const { roles } = await rest.call({ method: 'GET', path, lane: 'edits' }, memberShape)
    const change = (method: 'PUT' | 'DELETE', id: string) => {
      const to = Routes.guildMemberRole(guild_id, user_id, id)
      return rest.send({ method, path: to, lane: 'edits', reason: 'Muster role menu' })
    }
    for (const id of of.filter((one) => roles.includes(one) && !wanted.includes(one))) {
      await change('DELETE', id)
    }
    for (const id of wanted.filter((one) => !roles.includes(one))) await change('PUT', id)
  })
  return [{ ...job, kind: 'events.choose_roles' }]
}

/** The posted messages of role menus. */
export const menuPanel: PanelKind = {
  kind: 'event_menu',
  topic: 'event_menu',
  live: (context) => activeMenuIds(context.database),
  async render(context, id) {
    const menu = await loadMenu(context.database, id)
    if (!menu?.active) return null
    // In the language that the server has chosen for events, as its other messages.
    const guild = await loadGuild(context.database, menu.guild_id)
    const chosen = guild?.options.locale ?? context.members.guildLocale(menu.guild_id)
    const locale = parseLocale(chosen) ?? 'en'
    return {
      guild_id: menu.guild_id,
      channel_id: menu.channel_id,
      message_id: menu.discord_message_id,
      post_after: null,
      version: menu.version,
      body: menuMessage(menu, context.members.roles(menu.guild_id), locale),
    }
  },
  posted: menuPosted,
  deleted: menuDeleted,
}
