import type { World } from '../world.ts'

/**
 * Makes every server unavailable to bots while the fault `outage` is on: they hear of nothing there,
 * and get the servers anew when it is lifted
 * (https://docs.discord.com/developers/events/gateway-events#guild-delete).
 */
export function runOutages(world: World): () => void {
  const stops = [
    world.gatewayFaults.onAdd(({ kind }) => {
      if (kind !== 'outage') return
      for (const id of world.state.guilds.keys()) {
        world.dispatch({ t: 'GUILD_DELETE', d: { id, unavailable: true }, guild_id: id })
      }
    }),
    world.gatewayFaults.onRemove((kind) => {
      if (kind !== 'outage') return
      // What each session is told of a server depends on the session.
      for (const id of world.state.guilds.keys()) {
        world.dispatch({ t: 'GUILD_CREATE', d: { id }, guild_id: id })
      }
    }),
  ]
  return () => {
    for (const stop of stops) stop()
  }
}
