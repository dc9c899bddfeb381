import { personOf } from '#core/access/rights.ts'
import { rememberUser, type DiscordAccount } from '#core/access/users.ts'
import type { Context } from '#core/context.ts'
import { disinterest, interest } from '../rules/interest.ts'
import { isLive } from '../rules/event.ts'
import { loadGuilds } from '../store/guilds.ts'
import { loadEvent } from '../store/events.ts'
import { changeBySystem, newId } from './change.ts'
import { guildsOfOrg, standingFor } from './rights.ts'

type Place = { event_id: string; guild_id: string }

/** Somebody became interested in Discord (contract §7.7); true when that changed something. */
export async function interested(
  context: Context,
  { event_id, guild_id }: Place,
  person: { id: string; account?: DiscordAccount | undefined },
): Promise<boolean> {
  const guilds = await loadGuilds(context.database)
  const guild = guilds.find((one) => one.guild_id === guild_id)
  const known = await loadEvent(context.database, event_id)
  if (!guild || !known) return false
  const ofOrg = guildsOfOrg(guilds, known.event.org_id)
  const standing = await standingFor(context, known.event, ofOrg, person.id)
  const view = await changeBySystem(context, event_id, async (scene) => {
    const { unit, event } = scene
    if (person.account) await rememberUser(unit, person.account, context.clock)
    else await personOf(context, unit, person.id, null)
    const wish = {
      id: newId(context),
      user_id: person.id,
      role_id: null,
      option: null,
      notes: null,
      guests: null,
      source: 'discord_event' as const,
      waitlist: 'auto' as const,
    }
    if (!isLive(event.state)) return { decision: null }
    const policy = guild.options.interest_policy
    return { decision: interest(scene, { wish, standing }, policy) }
  })
  return view !== null
}

/** Somebody is interested no more; true when that changed something. */
export async function uninterested(
  context: Context,
  eventId: string,
  userId: string,
): Promise<boolean> {
  const view = await changeBySystem(context, eventId, (scene) => ({
    decision: disinterest(scene, userId),
  }))
  return view !== null
}
