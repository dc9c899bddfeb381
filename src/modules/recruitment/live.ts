import type { Context } from '#core/context.ts'
import { coreError } from '#core/errors.ts'
import { fold } from '#core/fold.ts'
import type { LiveFrame, Topic } from '#core/live/topic.ts'
import type { PublishedFact } from '#core/outbox/outbox.ts'
import type { RecruitmentJson, RecruitmentState } from './contract/party.ts'
import { statusOf } from './rules/party.ts'
import * as service from './service/reading.ts'
import { listParties } from './store/listing.ts'
import { loadParty, reader } from './store/parties.ts'
import { changeJson, recruitmentJson, type Viewer } from './views/json.ts'

/** Parties in one snapshot at most; older ones are a matter of paging. */
const snapshotSize = 100

function idOf(params: Record<string, string>): number | null {
  const { id } = params
  if (id === undefined) return null
  if (!/^\d{1,9}$/.test(id)) throw coreError('not_found')
  return Number(id)
}

/** Frames go to all readers of the same guilds, so they carry nothing that is one reader's own. */
function viewerOf(audience: string): Viewer {
  const guildIds = audience === 'all' ? 'all' : audience.split(',').filter(Boolean)
  return { user_id: null, guildIds, manager: false }
}

/** A party that went, or went out of sight; those who could never see it hear nothing. */
function goneFrame(fact: PublishedFact, viewer: Viewer, only: number | null): LiveFrame | null {
  const { guildIds } = viewer
  const isMember = guildIds === 'all' || guildIds.includes(fact.guild_id ?? '')
  const visibility = fact.data['visibility']
  const wasShown = visibility === 'public' || (only !== null && visibility === 'unlisted')
  const wasPublic = fact.type === 'deleted' && wasShown
  const fields = fact.data['fields']
  const wasHidden = Array.isArray(fields) && fields.includes('visibility')
  if (!isMember && !wasPublic && !wasHidden) return null
  return { type: 'recruitment_deleted', recruitment_id: Number(fact.object_id) }
}

async function frameOf(
  context: Context,
  fact: PublishedFact,
  params: Record<string, string>,
  audience: string,
): Promise<LiveFrame | null> {
  const only = idOf(params)
  const id = Number(fact.object_id)
  if (only !== null && only !== id) return null
  const viewer = viewerOf(audience)
  const view = fact.type === 'deleted' ? null : await loadParty(reader(context), id)
  if (!view) return fact.type === 'deleted' ? goneFrame(fact, viewer, only) : null
  // The address of one party is enough to see it; a list shows those that anybody may find.
  const isShown = only === null ? service.isListed : service.isVisible
  if (!isShown(view.party, viewer)) return goneFrame(fact, viewer, only)
  const seen = { ...view, viewer, position: null }
  const recruitment = recruitmentJson(seen, context)
  if (fact.type === 'created') return { type: 'recruitment_created', recruitment }
  const change = changeJson(fact.data, seen)
  return { type: 'recruitment_update', event: fact.type, change, recruitment }
}

async function snapshotOf(context: Context, id: number | null, viewer: Viewer) {
  if (id === null) {
    const filter = { page: 1, page_size: snapshotSize, ordering: '-created_at' as const }
    return (await listParties(reader(context), filter, viewer)).views
  }
  const view = await loadParty(reader(context), id)
  return view && service.isVisible(view.party, viewer) ? [view] : []
}

/** `/ws/discord-recruitments/` and one party's own address. */
export const recruitmentTopic: Topic = {
  paths: [
    '/ws/discord-recruitments',
    '/ws/discord-recruitments/:id',
    '/ws/recruitments',
    '/ws/recruitments/:id',
  ],
  streams: ['/api/discord/recruitments/stream', '/api/discord/recruitments/:id/stream'],
  facts: ['recruitment'],
  async authorize(context, params) {
    const id = idOf(params)
    if (id !== null) await service.get(context, id)
    const { guildIds } = await service.viewerFor(context)
    return { audience: guildIds === 'all' ? 'all' : guildIds.toSorted().join(',') }
  },
  async snapshot(context, params, audience) {
    const viewer = viewerOf(audience)
    const views = await snapshotOf(context, idOf(params), viewer)
    const recruitments = views.map((view) =>
      recruitmentJson({ ...view, viewer, position: null }, context),
    )
    return [{ type: 'snapshot', recruitments }]
  },
  frame: frameOf,
  matches(frame, filter) {
    const party = frame['recruitment'] as RecruitmentJson | undefined
    if (!party) return true
    const { discord_guild_id: guild, game, status } = filter
    if (guild !== undefined && party.discord_guild_id !== guild) return false
    if (typeof game === 'string' && fold(party.game ?? '') !== fold(game)) return false
    if (status === undefined || party.status === status) return true
    // Who follows open parties must hear that one closes, too.
    const change = frame['change'] as { previous_state?: RecruitmentState } | undefined
    const before = change?.previous_state
    return before !== undefined && statusOf(before, party.available_slots) === status
  },
}
