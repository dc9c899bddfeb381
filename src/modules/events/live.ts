import type { Context } from '#core/context.ts'
import { coreError } from '#core/errors.ts'
import type { LiveFrame, Topic } from '#core/live/topic.ts'
import type { PublishedFact } from '#core/outbox/outbox.ts'
import { eventListQuery, type EventJson } from './contract/event.ts'
import { unknown } from './rules/signups.ts'
import { get, isVisible } from './service/reading.ts'
import { seenOf, seenOne } from './service/seen.ts'
import { sightOf, type Sight } from './service/rights.ts'
import { loadEvent } from './store/events.ts'
import { loadGuilds } from './store/guilds.ts'
import { listEvents } from './store/listing.ts'
import { changeJson, eventJson } from './views/json.ts'

/** Events in one snapshot at most; others are a matter of paging. */
const snapshotSize = 100

function idOf(params: Record<string, string>): string | null {
  const { id } = params
  if (id !== undefined && !/^[\w-]{1,80}$/.test(id)) throw coreError('not_found')
  return id ?? null
}

/** What an audience may see; frames carry nothing that is one reader's own. */
async function sightOfAudience(context: Context, audience: string): Promise<Sight> {
  const guilds = await loadGuilds(context.database)
  if (audience === 'all') return { guildIds: 'all', orgIds: 'all', guilds, user_id: null }
  const guildIds = audience.split(',').filter(Boolean)
  const orgIds = guilds.filter((one) => guildIds.includes(one.guild_id)).map((one) => one.org_id)
  return { guildIds, orgIds: [...new Set(orgIds)], guilds, user_id: null }
}

function viewerIn({ orgIds }: Sight, orgId: string) {
  const inside = orgIds === 'all' || orgIds.includes(orgId)
  return { user_id: null, inside, manager: false, ...unknown }
}

async function frameOf(
  context: Context,
  fact: PublishedFact,
  params: Record<string, string>,
  audience: string,
): Promise<LiveFrame | null> {
  const only = idOf(params)
  if (only !== null && only !== fact.object_id) return null
  const sight = await sightOfAudience(context, audience)
  const view = await loadEvent(context.database, fact.object_id)
  const gone: LiveFrame = { type: 'event_deleted', event_id: fact.object_id }
  if (!view) {
    const isKnown = fact.data['visibility'] === 'public' || sight.guildIds === 'all'
    const isMember = sight.guildIds !== 'all' && sight.guildIds.includes(fact.guild_id ?? '')
    return fact.type === 'deleted' && (isKnown || isMember) ? gone : null
  }
  const { event } = view
  if (!isVisible(event, sight)) {
    const fields = fact.data['fields']
    const wasHidden = Array.isArray(fields) && fields.includes('visibility')
    return wasHidden ? gone : null
  }
  const { guilds } = sight
  const viewer = viewerIn(sight, event.org_id)
  const seen = await seenOne(context.database, view, { viewer, guilds, now: context.clock.now() })
  const shown = eventJson(seen, context)
  if (fact.type === 'created') return { type: 'event_created', event: shown }
  return {
    type: 'event_update',
    action: fact.type,
    change: changeJson(fact.data, seen),
    event: shown,
  }
}

async function snapshotOf(context: Context, id: string | null, sight: Sight) {
  if (id !== null) {
    const view = await loadEvent(context.database, id)
    return view && isVisible(view.event, sight) ? [view] : []
  }
  const query = eventListQuery.parse({ page_size: snapshotSize, state: 'scheduled,active' })
  const scope = { orgIds: sight.orgIds, user_id: null, guildOrgIds: null }
  return (await listEvents(context.database, query, scope)).views
}

/** `/ws/events/` and one event's own address. */
export const eventTopic: Topic = {
  paths: ['/ws/events', '/ws/events/:id'],
  streams: ['/api/v1/events/stream', '/api/v1/events/:id/stream'],
  facts: ['event'],
  async authorize(context, params) {
    const id = idOf(params)
    if (id !== null) await get(context, id)
    const { guildIds } = await sightOf(context)
    return { audience: guildIds === 'all' ? 'all' : guildIds.toSorted().join(',') }
  },
  async snapshot(context, params, audience) {
    const sight = await sightOfAudience(context, audience)
    const views = await snapshotOf(context, idOf(params), sight)
    const seen = await seenOf(context.database, views, {
      viewerFor: (event) => viewerIn(sight, event.org_id),
      guilds: sight.guilds,
      now: context.clock.now(),
    })
    return [{ type: 'snapshot', events: seen.map((one) => eventJson(one, context)) }]
  },
  frame: frameOf,
  matches(frame, filter) {
    const event = frame['event'] as EventJson | undefined
    if (!event) return true
    const { guild_id: guild, org_id: org, state, type } = filter
    if (guild !== undefined && !event.guilds.some((one) => one.guild_id === guild)) return false
    if (org !== undefined && event.org_id !== org) return false
    if (type !== undefined && event.type !== type) return false
    const change = frame['change'] as { previous_state?: string } | undefined
    return state === undefined || event.state === state || change?.previous_state === state
  },
}
