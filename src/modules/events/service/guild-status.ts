import type { Context } from '#core/context.ts'
import { loadGuild, saveGuild } from '../store/guilds.ts'
import { isLiveLink, linksOfGuild, saveLink } from '../store/links.ts'
import { publishComing } from './publish.ts'

/** What a refusal says of the bot's rights in a server. */
const lacking: Record<number, string[]> = {
  50001: ['VIEW_CHANNEL'],
  50013: ['CREATE_EVENTS', 'MANAGE_EVENTS'],
}

/** Notes that a server was looked at, and what stood in the way. */
export async function markSynced(
  context: Context,
  guildId: string,
  seen: { problem: number } | { listed: number },
): Promise<void> {
  await context.database.write(async (tx) => {
    const guild = await loadGuild(tx, guildId)
    if (!guild) return
    const now = context.clock.now()
    const found =
      'problem' in seen
        ? { permissions_missing: lacking[seen.problem] ?? [] }
        : { last_sync_at: now, listed: seen.listed }
    await saveGuild(tx, { ...guild, ...found, updated_at: now })
  })
}

/** Notes which permissions the bot lacks in a server, as far as events need them. */
export async function setMissing(
  context: Context,
  guildId: string,
  missing: readonly string[],
): Promise<boolean> {
  const guild = await loadGuild(context.database, guildId)
  if (!guild) return false
  const same = guild.permissions_missing.join() === missing.join()
  if (same) return false
  await context.database.write(async (tx) => {
    const current = await loadGuild(tx, guildId)
    if (current) await saveGuild(tx, { ...current, permissions_missing: [...missing] })
  })
  return true
}

/** The bot was removed from a server: its links are history, its events go on (contract §7.5). */
export async function guildGone(context: Context, guildId: string): Promise<void> {
  await context.database.write(async (tx) => {
    const guild = await loadGuild(tx, guildId)
    if (!guild) return
    const now = context.clock.now()
    await saveGuild(tx, { ...guild, status: 'inactive', updated_at: now })
    for (const link of await linksOfGuild(tx, guildId)) {
      if (isLiveLink(link)) await saveLink(tx, { ...link, link_state: 'detached', updated_at: now })
    }
  })
  for (const job of await context.jobs.list({
    state: 'ready',
    kind: 'events.',
    guild_id: guildId,
    limit: 500,
  })) {
    await context.jobs.cancel(job.id)
  }
}

/** The bot is in a server again, or its name is known now. */
export async function guildSeen(
  context: Context,
  { id, name, owner_id }: { id: string; name: string; owner_id: string },
): Promise<boolean> {
  const guild = await loadGuild(context.database, id)
  if (!guild) return false
  const back = guild.status === 'inactive' || guild.status === 'pending'
  if (!back && guild.guild_name === name && guild.owner_id === owner_id) return true
  await context.write(async (unit) => {
    const current = await loadGuild(unit, id)
    if (!current) return
    const status = back ? 'active' : current.status
    const seen = { ...current, guild_name: name, owner_id, status }
    await saveGuild(unit, seen)
    if (back) await publishComing(context, unit, seen)
  })
  return true
}
