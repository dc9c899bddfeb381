import type { Context } from '#core/context.ts'
import { permissionsOf } from '#discord/directory/permissions.ts'
import type { DiscordTools, NeededPermission } from '#discord/part.ts'
import { eventPermissions, lacking } from '../rules/permissions.ts'
import { guildSeen, setMissing } from '../service/guild-status.ts'

/** What the bot needs for events, with reasons. */
export const neededPermissions: readonly NeededPermission[] = eventPermissions.map(
  ({ name, bit, reason }) => ({ name, bit, reason }),
)

/** Notes what the bot may not do in a server, as its own directory knows it. */
export async function checkPermissions(
  context: Context,
  discord: DiscordTools,
  guildId: string,
): Promise<void> {
  const guild = discord.guilds.get(guildId)
  if (!guild) return
  await guildSeen(context, guild)
  await setMissing(context, guildId, lacking(permissionsOf(guild, '', guild.bot_roles)))
}
