import type { Context } from '#core/context.ts'
import { loadGuild } from '../store/guilds.ts'
import { guildDefaults } from '../rules/guild.ts'

const byLocale: Record<string, string> = { ja: 'Asia/Tokyo', ko: 'Asia/Seoul', fr: 'Europe/Paris' }

/** The zone in which people of a server mean a time: as decided, else as its language suggests. */
export async function zoneOfGuild(context: Context, guildId: string): Promise<string> {
  const guild = await loadGuild(context.database, guildId)
  const zone = guild?.options.timezone ?? guildDefaults.timezone
  if (zone !== guildDefaults.timezone) return zone
  return byLocale[context.members.guildLocale(guildId) ?? ''] ?? zone
}
