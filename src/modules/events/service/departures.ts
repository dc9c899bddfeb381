import type { Context } from '#core/context.ts'
import { withdraw } from '../rules/signups.ts'
import { eventsOfUser } from '../store/feeds.ts'
import { loadGuilds } from '../store/guilds.ts'
import { isLive } from '../rules/event.ts'
import { changeBySystem } from './change.ts'
import { guildsOfOrg } from './rights.ts'

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
