import { Routes } from 'discord-api-types/v10'
import { z } from 'zod'
import { parseLocale } from '#core/i18n/locale.ts'
import { channelShape, guildShape, memberShape, roleShape } from '../directory/shapes.ts'
import { trouble, type Ask } from './ask.ts'
import type { Server } from './server.ts'

const ownMember = memberShape.extend({
  communication_disabled_until: z.iso.datetime({ offset: true }).nullish(),
})

/** Reads one server as the bot sees it, or says why that is impossible. */
export async function readServer(ask: Ask, id: string, botId: string): Promise<Server | string> {
  const [info, channels, member] = await Promise.all([
    ask.get(Routes.guild(id), guildShape.extend({ roles: z.array(roleShape) })),
    ask.get(Routes.guildChannels(id), z.array(channelShape)),
    ask.get(Routes.guildMember(id, botId), ownMember),
  ])
  if (info.kind !== 'ok') return trouble(info)
  if (channels.kind !== 'ok') return trouble(channels)
  if (member.kind !== 'ok') return trouble(member)
  const { roles, preferred_locale, ...rest } = info.value
  const until = member.value.communication_disabled_until
  return {
    ...rest,
    locale: parseLocale(preferred_locale),
    roles: new Map(roles.map((role) => [role.id, role])),
    channels: new Map(channels.value.map((channel) => [channel.id, channel])),
    bot_roles: member.value.roles,
    bot_id: botId,
    silenced_until: until ? Date.parse(until) : null,
  }
}
