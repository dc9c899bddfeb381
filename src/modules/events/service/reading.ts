import type { Context } from '#core/context.ts'
import { coreError } from '#core/errors.ts'
import type { EventListQuery } from '../contract/event.ts'
import type { EventRecord } from '../rules/event.ts'
import { unknown } from '../rules/signups.ts'
import * as store from '../store/events.ts'
import { listEvents } from '../store/listing.ts'
import type { Seen, Viewer } from '../views/json.ts'
import { guildsOfOrg, rightsInOrg, sightOf, manages, type Sight } from './rights.ts'
import { seenOf, seenOne } from './seen.ts'

/** Whether a reader may know that an event exists. */
export function isVisible(event: EventRecord, sight: Sight): boolean {
  if (sight.orgIds === 'all') return true
  if (event.created_by !== null && event.created_by === sight.user_id) return true
  if (event.state === 'draft') return false
  return event.visibility !== 'guild' || sight.orgIds.includes(event.org_id)
}

/** The reader of one event, as views know him or her. */
async function viewerOf(context: Context, event: EventRecord, sight: Sight): Promise<Viewer> {
  const { orgIds, user_id } = sight
  const inside = orgIds === 'all' || orgIds.includes(event.org_id)
  const base = { user_id, inside, manager: false, ...unknown }
  const { actor } = context
  if (!actor.user && !actor.key) return base
  // Nobody changes anything from outside, whoever made it.
  if (!inside) return base
  const guilds = guildsOfOrg(sight.guilds, event.org_id)
  try {
    const rights = await rightsInOrg(context, guilds, {}, 'events:read')
    const writes =
      !actor.key || actor.key.scopes.includes('admin') || actor.key.scopes.includes('events:write')
    const manager = writes && manages(rights, event)
    const { roles, member } = rights
    return { user_id: rights.user_id ?? user_id, inside, manager, roles, member }
  } catch {
    return base
  }
}

/** One event, as far as the actor may see it. */
export async function get(context: Context, id: string): Promise<Seen> {
  const [view, sight] = await Promise.all([store.loadEvent(context.database, id), sightOf(context)])
  if (!view || !isVisible(view.event, sight)) throw coreError('not_found')
  const viewer = await viewerOf(context, view.event, sight)
  const { guilds } = sight
  return seenOne(context.database, view, { viewer, guilds, now: context.clock.now() })
}

/** One page of the events that the actor may see. */
export async function list(
  context: Context,
  query: EventListQuery,
): Promise<{ count: number; results: Seen[] }> {
  const sight = await sightOf(context)
  if (query.mine === true && sight.user_id === null) throw coreError('not_authenticated')
  const guildOrgIds =
    query.guild_id === undefined
      ? null
      : sight.guilds.filter((one) => one.guild_id === query.guild_id).map(({ org_id }) => org_id)
  const scope = { orgIds: sight.orgIds, user_id: sight.user_id, guildOrgIds }
  const { count, views } = await listEvents(context.database, query, scope)
  if (views.length === 0 && query.page > 1) throw coreError('not_found')
  const viewers = new Map<string, Viewer>()
  const results = await seenOf(context.database, views, {
    guilds: sight.guilds,
    now: context.clock.now(),
    async viewerFor(event) {
      const key = `${event.org_id}:${String(event.created_by === sight.user_id)}`
      const viewer = viewers.get(key) ?? (await viewerOf(context, event, sight))
      viewers.set(key, viewer)
      return viewer
    },
  })
  return { count, results }
}
