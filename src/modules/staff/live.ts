import type { Context } from '#core/context.ts'
import { coreError } from '#core/errors.ts'
import { moments, type LiveFrame, type MomentFrame, type Topic } from '#core/live/topic.ts'
import type { PresenceChange } from '#core/presence.ts'
import { requireReader } from './service/rights.ts'
import { rowOf, rowsOf, seenOf } from './service/roster.ts'
import { loadByDiscordIds, loadMember } from './store/members.ts'
import { countsAsOnline, statusFrame, totalsOf } from './views/json.ts'

type Params = Record<string, string>

function guildIn(context: Context, params: Params): string {
  const { guild } = params
  if (guild !== undefined && !/^\d{17,20}$/.test(guild)) throw coreError('not_found')
  const id = guild ?? context.primaryGuild()
  if (id === null) throw coreError('not_found')
  return id
}

/** The whole roster as one frame. */
async function whole(context: Context, type: string, guildId: string): Promise<LiveFrame> {
  const staff = (await rowsOf(context, guildId)).filter(({ is_active }) => is_active)
  return { type, ...totalsOf(staff), staff }
}

function linkFrame(context: Context, guildId: string): LiveFrame {
  const { connected, since } = context.presences.link(guildId)
  return { type: 'presence_link', connected, since: new Date(since).toISOString() }
}

/** Frames of those whose presence changed; of each person only the newest. */
async function statusFrames(
  context: Context,
  changes: readonly PresenceChange[],
  guildId: string,
): Promise<MomentFrame[]> {
  const ids = new Set(
    changes.flatMap((change) =>
      change.kind === 'observed' && change.observation.guild_id === guildId
        ? [change.observation.user_id]
        : [],
    ),
  )
  const members = await loadByDiscordIds(context.database, guildId, [...ids])
  const active = members.filter(({ is_active }) => is_active)
  const now = context.clock.now()
  return seenOf(context, active, []).map((seen) => ({
    key: `staff:${seen.member.id}`,
    frame: statusFrame(seen, now),
  }))
}

const presenceMoments = moments<PresenceChange>({
  subscribe: ({ presences }, hear) => presences.onChange(hear),
  async frames(context, changes, _params, guildId) {
    const frames: MomentFrame[] = []
    const isWhole = changes.some((one) => one.kind === 'all' && one.guild_id === guildId)
    if (changes.some(({ kind }) => kind === 'link')) {
      frames.push({ key: 'link', frame: linkFrame(context, guildId) })
    }
    if (isWhole) {
      const frame = await whole(context, 'staff_roster_sync', guildId)
      return [...frames, { key: 'roster', frame }]
    }
    return [...frames, ...(await statusFrames(context, changes, guildId))]
  },
})

/** `/ws/staff/`: the roster of the primary server, or of the one that the address names. */
export const staffTopic: Topic = {
  paths: ['/ws/staff', '/ws/staff/:guild'],
  facts: ['staff'],
  async authorize(context, params) {
    const guildId = guildIn(context, params)
    if (!context.actor.user && !context.actor.key) throw coreError('not_authenticated')
    await requireReader(context, guildId)
    return { audience: guildId }
  },
  snapshot: async (context, _params, guildId) => [await whole(context, 'initial_data', guildId)],
  async frame(context, fact, _params, guildId) {
    if (fact.guild_id !== guildId) return null
    if (fact.type === 'roster') return whole(context, 'staff_roster_sync', guildId)
    const member = await loadMember(context.database, Number(fact.object_id))
    return member && { type: 'staff_update', staff: await rowOf(context, member) }
  },
  matches: () => true,
  moments: presenceMoments,
  asks: {
    refresh: async (context, _params, guildId) => [await whole(context, 'initial_data', guildId)],
    async get_online(context, _params, guildId) {
      const rows = await rowsOf(context, guildId)
      const staff = rows.filter((row) => row.is_active && countsAsOnline(row))
      return [{ type: 'online', total_online: staff.length, staff }]
    },
  },
}
