import { systemActor } from '#core/access/actor.ts'
import { createContext } from '#core/context.ts'
import type { PresencePart } from '#discord/part.ts'
import { panelJob } from '../service/change.ts'
import { keepSeen } from '../service/history.ts'
import { panelEveryMs } from '../service/panel.ts'
import { loadFollowed } from '../store/members.ts'
import { loadPanelGuilds } from '../store/panels.ts'
import { loadPresences } from '../store/presences.ts'

/** Whose presences the roster follows: everybody on it with a Discord account who does not hide. */
export const staffPresence: PresencePart = {
  topic: 'staff',
  async followed({ database }) {
    const [people, known] = await Promise.all([loadFollowed(database), loadPresences(database)])
    return people.map(({ guild_id, discord_id }) => ({
      guild_id,
      user_id: discord_id,
      known: known.get(`${guild_id}:${discord_id}`) ?? null,
    }))
  },
  async save(services, seen) {
    const context = createContext(services, { actor: systemActor, locale: 'en' })
    await keepSeen(context, seen)
    const panels = await loadPanelGuilds(services.database)
    const guildIds = new Set(seen.map(({ guild_id }) => guild_id))
    const shown = panels.filter((id) => guildIds.has(id))
    if (shown.length === 0) return
    const at = services.clock.now() + panelEveryMs
    await context.write(async (unit) => {
      for (const id of shown) await unit.job(panelJob(id, at))
    })
  },
}
