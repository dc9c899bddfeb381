import type { Context } from '#core/context.ts'
import { coreError } from '#core/errors.ts'
import type { LiveFrame, Topic } from '#core/live/topic.ts'
import type { PublishedFact } from '#core/outbox/outbox.ts'
import type { RecruitmentJson } from './contract.ts'
import * as service from './service.ts'
import { loadParty, reader } from './store.ts'
import { recruitmentJson, type Viewer } from './views/json.ts'

/** Parties in one snapshot at most; older ones are a matter of paging. */
const snapshotSize = 100

function idOf(params: Record<string, string>): number | null {
  const { id } = params
  if (id === undefined) return null
  if (!/^\d{1,9}$/.test(id)) throw coreError('not_found')
  return Number(id)
}

/** Frames go to many readers at once, so they carry nothing that is one reader's own. */
function audience(viewer: Viewer): Viewer {
  return { ...viewer, user_id: null, manager: false }
}

async function frameOf(
  context: Context,
  fact: PublishedFact,
  params: Record<string, string>,
): Promise<LiveFrame | null> {
  const only = idOf(params)
  const id = Number(fact.object_id)
  if (only !== null && only !== id) return null
  const viewer = audience(await service.viewerFor(context))
  const view = await loadParty(reader(context), id)
  if (!view || fact.type === 'deleted') return { type: 'recruitment_deleted', recruitment_id: id }
  if (!service.isVisible(view.party, viewer)) return null
  const recruitment = recruitmentJson({ ...view, viewer }, context)
  if (fact.type === 'created') return { type: 'recruitment_created', recruitment }
  return { type: 'recruitment_update', event: fact.type, change: fact.data, recruitment }
}

/** `/ws/discord-recruitments/` and one party's own address. */
export const recruitmentTopic: Topic = {
  paths: [
    '/ws/discord-recruitments',
    '/ws/discord-recruitments/:id',
    '/ws/recruitments',
    '/ws/recruitments/:id',
  ],
  facts: ['recruitment'],
  async authorize(context, params) {
    const id = idOf(params)
    if (id !== null) await service.get(context, id)
    const { guildIds } = await service.viewerFor(context)
    return { audience: guildIds === 'all' ? 'all' : guildIds.toSorted().join(',') }
  },
  async snapshot(context, params) {
    const id = idOf(params)
    const seen =
      id === null
        ? (
            await service.list(context, {
              page: 1,
              page_size: snapshotSize,
              ordering: '-created_at',
            })
          ).results
        : [await service.get(context, id)]
    const recruitments = seen.map((one) =>
      recruitmentJson({ ...one, viewer: audience(one.viewer) }, context),
    )
    return [{ type: 'snapshot', recruitments }]
  },
  frame: frameOf,
  matches(frame, filter) {
    const party = frame['recruitment'] as RecruitmentJson | undefined
    if (!party) return true
    const { discord_guild_id: guild, game } = filter
    if (guild !== undefined && party.discord_guild_id !== guild) return false
    return game === undefined || party.game === game
  },
}
