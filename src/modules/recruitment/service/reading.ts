import { isManager, keyHoldsService, memberOf, visibleGuilds } from '#core/access/rights.ts'
import type { Context } from '#core/context.ts'
import { coreError } from '#core/errors.ts'
import { findUser } from '#core/access/users.ts'
import type { PublishedFact } from '#core/outbox/outbox.ts'
import { loadQueue, type StoredSeat } from '#core/seats/store.ts'
import type { ListQuery } from '../contract/list.ts'
import { listParties, listScheduled, type Scheduled } from '../store/listing.ts'
import * as store from '../store/parties.ts'
import { loadFacts } from '../store/history.ts'
import { loadSettings } from '../store/preferences.ts'
import type { Seen, Viewer } from '../views/json.ts'
import { seenBy } from './seen.ts'
import { welcomeIn } from './welcome.ts'

/** What this actor may see of the parties at large; with a guild also whether he or she manages. */
export async function viewerFor(context: Context, guildId?: string): Promise<Viewer> {
  const guildIds = await visibleGuilds(context, 'recruitments:read')
  const user_id = context.actor.user?.discord_id ?? null
  const inGuild = guildId !== undefined && (guildIds === 'all' || guildIds.includes(guildId))
  if (!inGuild) return { user_id, guildIds, manager: false }
  if (keyHoldsService(context.actor, 'recruitments:write', guildId)) {
    return { user_id, guildIds, manager: true }
  }
  const [member, settings] = await Promise.all([
    memberOf(context, guildId),
    loadSettings(context.database, guildId),
  ])
  const byRole = member?.roles.some((role) => settings.manager_role_ids.includes(role)) ?? false
  return { user_id, guildIds, manager: isManager(member) || byRole }
}

function isOfReader({ guild_id }: store.Party, { guildIds }: Viewer): boolean {
  return guildIds === 'all' || guildIds.includes(guild_id)
}

/** Whether a reader may know that a party exists. */
export function isVisible(party: store.Party, viewer: Viewer): boolean {
  return party.visibility !== 'guild' || isOfReader(party, viewer)
}

/** Whether a reader finds a party without having been given its address. */
export function isListed(party: store.Party, viewer: Viewer): boolean {
  return party.visibility === 'public' || isOfReader(party, viewer)
}

/** One party, as far as the actor may see it. */
export async function get(context: Context, id: number): Promise<Seen> {
  const from = store.reader(context)
  const me = context.actor.user?.discord_id
  const view = await store.loadParty(from, id, { people: me ? [me] : [] })
  if (!view) throw coreError('not_found')
  const viewer = await viewerFor(context, view.party.guild_id)
  if (!isVisible(view.party, viewer)) throw coreError('not_found')
  const keepsOut = await welcomeIn(context, view.party.guild_id)
  return { ...(await seenBy(from, view, viewer)), unwelcome: keepsOut(view.party) }
}

/** One page of the parties that the actor may see. */
export async function list(
  context: Context,
  query: ListQuery,
): Promise<{ count: number; results: Seen[] }> {
  const viewer = await viewerFor(context)
  const participant = query.participant === 'me' ? viewer.user_id : query.participant
  if (query.participant === 'me' && !participant) throw coreError('not_authenticated')
  const filter = { ...query, participant: participant ?? undefined }
  const from = store.reader(context)
  const { count, views } = await listParties(from, filter, viewer)
  if (views.length === 0 && query.page > 1) throw coreError('not_found')
  const guilds = [...new Set(views.map(({ party }) => party.guild_id))]
  const inGuild = new Map(
    await Promise.all(
      guilds.map(async (id) => {
        const [here, keepsOut] = await Promise.all([viewerFor(context, id), welcomeIn(context, id)])
        return [id, { here, keepsOut }] as const
      }),
    ),
  )
  const results = views.map(async (view) => {
    const { here = viewer, keepsOut } = inGuild.get(view.party.guild_id) ?? {}
    return { ...(await seenBy(from, view, here)), unwelcome: keepsOut?.(view.party) ?? null }
  })
  return { count, results: await Promise.all(results) }
}

/** How long what has begun, or was called off, stays in calendars, in milliseconds. */
const calendarPastMs = 30 * 24 * 3_600_000

/** The scheduled parties that the actor may see. */
export async function scheduled(
  context: Context,
  filter: { discord_guild_id?: string | undefined; game?: string | undefined },
): Promise<Scheduled[]> {
  const from = context.clock.now() - calendarPastMs
  return listScheduled(store.reader(context), { ...filter, from }, await viewerFor(context))
}

/** A piece of the queue of a party that the actor may see. */
export async function waitlist(
  context: Context,
  id: number,
  { page, page_size: limit }: { page: number; page_size: number },
): Promise<{ seen: Seen; count: number; offset: number; seats: StoredSeat[] }> {
  const seen = await get(context, id)
  const offset = (page - 1) * limit
  const queue = await loadQueue(store.reader(context), store.boardOf(id), { limit, offset })
  if (queue.seats.length === 0 && page > 1) throw coreError('not_found')
  return { seen, offset, ...queue }
}

/** One step of a party's history with the name of who did it. */
export type HistoryStep = { fact: PublishedFact; actorName: string | null }

/** Everything that happened to a party, oldest first; for members of its guild. */
export async function history(
  context: Context,
  id: number,
): Promise<{ seen: Seen; steps: HistoryStep[] }> {
  const seen = await get(context, id)
  const { guildIds } = seen.viewer
  if (guildIds !== 'all' && !guildIds.includes(seen.party.guild_id)) {
    throw coreError(
      context.actor.user || context.actor.key ? 'permission_denied' : 'not_authenticated',
    )
  }
  const facts = await loadFacts(context.database, id)
  const names = new Map<string, string>()
  for (const person of new Set(facts.map((fact) => fact.actor_id))) {
    const user = person === null ? null : await findUser(context.database, person)
    if (user) names.set(user.discord_id, user.display_name)
  }
  const steps = facts.map((fact) => ({ fact, actorName: names.get(fact.actor_id ?? '') ?? null }))
  return { seen, steps }
}
