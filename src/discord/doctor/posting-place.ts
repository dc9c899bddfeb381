import { Routes } from 'discord-api-types/v10'
import { z } from 'zod'
import type { ModulePart } from './account.ts'
import type { Ask } from './ask.ts'
import { readServer } from './read-server.ts'
import { usableChannels } from './server.ts'

/** A text channel in which the bot may do all that the modules need. */
export type PostingPlace = {
  bot: { id: string; username: string }
  guild: { id: string; name: string }
  channel: { id: string; name: string }
}

const botShape = z.object({ id: z.string(), username: z.string() })
const guildList = z.array(z.object({ id: z.string() }))
const channelShape = z.object({ guild_id: z.string() })

async function guildIds(ask: Ask, channelId: string | null, primary: string | null) {
  if (channelId !== null) {
    const reply = await ask.get(Routes.channel(channelId), channelShape)
    return reply.kind === 'ok' ? [reply.value.guild_id] : []
  }
  const reply = await ask.get(`${Routes.userGuilds()}?limit=200`, guildList)
  const ids = reply.kind === 'ok' ? reply.value.map(({ id }) => id) : []
  return primary === null ? ids : ids.filter((id) => id === primary)
}

/**
 * The named channel, or the first in which the bot may post (of the primary server, if there is
 * one); null when there is none.
 */
export async function findPostingPlace(
  ask: Ask,
  parts: readonly ModulePart[],
  wish: { channelId: string | null; primaryGuildId: string | null },
): Promise<PostingPlace | null> {
  const bot = await ask.get(Routes.user(), botShape)
  if (bot.kind !== 'ok') return null
  for (const id of await guildIds(ask, wish.channelId, wish.primaryGuildId)) {
    const server = await readServer(ask, id, bot.value.id)
    if (typeof server === 'string') continue
    const usable = usableChannels(server, parts)
    const channel = usable.find((one) => wish.channelId === null || one.id === wish.channelId)
    if (channel) return { bot: bot.value, guild: server, channel }
  }
  return null
}
