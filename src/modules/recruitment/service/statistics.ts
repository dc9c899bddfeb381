import type { z } from 'zod'
import { keyHoldsService, rightsIn } from '#core/access/rights.ts'
import type { Context } from '#core/context.ts'
import { toInstant } from '#core/contract.ts'
import { coreError } from '#core/errors.ts'
import { wallClockAt } from '#core/time/zones.ts'
import type { statsAnswer } from '../contract/insight.ts'
import { refuse } from '../errors.ts'
import { zoneOf } from '../rules/settings.ts'
import { figuresOf, type LocalTime } from '../rules/statistics.ts'
import { loadSettings } from '../store/preferences.ts'
import { countMoves, loadCounted, saveNoShows } from '../store/statistics.ts'
import { change, managesIn, requireManager, type Changed } from './change.ts'

const dayMs = 24 * 3_600_000

/** Figures of one guild are for its managers, those of all for a service key of all. */
async function requireReader(context: Context, guildId: string | undefined): Promise<void> {
  if (guildId === undefined) {
    const { key } = context.actor
    if (key?.guild_ids === null && keyHoldsService(context.actor, 'recruitments:read', '')) return
    throw coreError('validation_error', {
      fields: { discord_guild_id: ['This field is required.'] },
    })
  }
  const rights = await rightsIn(context, guildId, 'recruitments:read')
  if (managesIn(rights, await loadSettings(context.database, guildId))) return
  throw coreError('permission_denied')
}

/** How parties of a guild have fared over the last days. */
export async function statistics(
  context: Context,
  query: { discord_guild_id?: string | undefined; days: number },
): Promise<z.infer<typeof statsAnswer>> {
  const { discord_guild_id: guild, days } = query
  await requireReader(context, guild)
  const to = context.clock.now()
  const period = { from: to - days * dayMs, to, guildId: guild ?? '' }
  const settings = await loadSettings(context.database, period.guildId)
  const locale = context.members.guildLocale(period.guildId) ?? context.locale
  const zone = zoneOf(settings, locale)
  const localTime = (at: number): LocalTime => {
    const { year, month, day, hour } = wallClockAt(zone, at)
    const two = (value: number) => String(value).padStart(2, '0')
    return { day: `${year}-${two(month)}-${two(day)}`, hour }
  }
  const [parties, moves] = await Promise.all([
    loadCounted(context.database, period),
    countMoves(context.database, period),
  ])
  const left = (moves.get('participant_left') ?? 0) + (moves.get('participant_kicked') ?? 0)
  return {
    discord_guild_id: guild ?? null,
    from: toInstant(period.from),
    to: toInstant(to),
    ...figuresOf(parties, localTime),
    joins: moves.get('participant_joined') ?? 0,
    leaves: left,
  }
}

/** Writes down which members did not come to a started party; for owner and managers. */
export async function markNoShows(
  context: Context,
  id: number,
  userIds: readonly string[],
): Promise<Changed> {
  return change(context, id, {}, async (scene) => {
    requireManager(scene)
    const { party, seats } = scene.view
    if (party.started_at === null) throw refuse('invalid_transition')
    const members = new Set(
      seats.filter((seat) => seat.status === 'confirmed').map((seat) => seat.user_id),
    )
    const unique = [...new Set(userIds)]
    if (unique.some((userId) => !members.has(userId))) return { ok: false, refusal: 'not_joined' }
    await saveNoShows(scene.unit, id, unique, scene.now)
    const rest = { changes: [], events: ['edited' as const], fields: ['no_show'] }
    return { ok: true, party, seats: [...seats], ...rest }
  })
}
