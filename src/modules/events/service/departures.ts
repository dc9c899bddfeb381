import type { Context } from '#core/context.ts'
import { withdraw } from '../rules/signups.ts'
import { comersOf } from '../store/events.ts'
import { eventsOfUser } from '../store/feeds.ts'
import { loadGuilds } from '../store/guilds.ts'
import { isLive } from '../rules/event.ts'
import { changeBySystem } from './change.ts'
import { guildsOfOrg } from './rights.ts'

/**
 * Who has answered running events of a server's organisation as a member of one of its servers. Nobody where the
 * organisation has a server that the bot is not in, because they may all be there.
 */
export async function comersIn(context: Context, guildId: string): Promise<string[]> {
  const guilds = await loadGuilds(context.database)
  const own = guilds.find(({ guild_id }) => guild_id === guildId)
  if (!own) return []
  const all = guildsOfOrg(guilds, own.org_id)
  if (all.some(({ guild_id }) => context.members.isIn(guild_id) === false)) return []
  return comersOf(context.database, own.org_id)
}

/** Somebody left a server: places in events of its organisation are free, and the queue moves. */
export async function departed(context: Context, guildId: string, userId: string): Promise<void> {
  const guilds = await loadGuilds(context.database)
  const left = guilds.find(({ guild_id }) => guild_id === guildId)
  if (!left) return
  const others = guildsOfOrg(guilds, left.org_id).filter(({ guild_id }) => guild_id !== guildId)
  const stays = await context.members.guildsOf(userId)
  if (others.some(({ guild_id }) => stays.includes(guild_id))) return
  for (const { event } of await eventsOfUser(context.database, userId)) {
    if (event.org_id !== left.org_id || !isLive(event.state)) continue
    await changeBySystem(context, event.id, (scene) => {
      const mine = scene.signups.find((one) => one.user_id === userId)
      const wish = { userId, source: mine?.source ?? 'api' }
      const decision = withdraw(scene, wish, { manager: true })
      return { decision: decision.ok ? decision : null }
    })
  }
}
