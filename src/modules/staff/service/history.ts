import type { Context } from '#core/context.ts'
import { coreError } from '#core/errors.ts'
import type { Observation } from '#core/presence.ts'
import { parseZone, wallClockAt } from '#core/time/zones.ts'
import { coverageByHour, minutesByHour, type DutySession } from '../rules/duty.ts'
import { spansBetween, type Span } from '../rules/history.ts'
import { staffSettings } from '../rules/settings.ts'
import { dateText, dayStart } from '../rules/time.ts'
import { loadSessions, loadStretches } from '../store/duty.ts'
import {
  addPoints,
  forgetPoints,
  loadLastPoints,
  loadPoints,
  savePresences,
} from '../store/presences.ts'
import { memberFor } from './roster.ts'
import { guildOf, requireReader } from './rights.ts'

const dayMs = 24 * 3_600_000
const shownDays = 7
const coverageDays = 28

/** What is kept of somebody. */
export type PersonTimeline = {
  history_days: number
  from: number
  to: number
  timezone: string
  /** Of the last 24 hours. */
  spans: Span[]
  days: { date: string; minutes: (number | null)[] }[]
  sessions: DutySession[]
}

function zoneOr(name: string | undefined, fallback: string | null): string {
  if (name === undefined) return fallback ?? 'UTC'
  const zone = parseZone(name)
  if (zone) return zone
  throw coreError('validation_error', { fields: { timezone: ['This time zone does not exist.'] } })
}

/** When somebody was seen online and on duty; for members of the server. */
export async function timelineOf(
  context: Context,
  id: number,
  zoneName: string | undefined,
): Promise<PersonTimeline> {
  const member = await memberFor(context, id)
  const { database, clock, settings } = context
  const now = clock.now()
  const timezone = zoneOr(zoneName, member.timezone)
  const { STAFF_PRESENCE_HISTORY_DAYS: history_days } = settings(staffSettings)
  const start = dayStart(timezone, now, shownDays - 1)
  const { guild_id, discord_id, privacy } = member
  const keeps = history_days > 0 && discord_id !== null && privacy !== 'all'
  const points = keeps ? await loadPoints(database, { guild_id, discord_id }, start) : []
  const all = spansBetween(points, start, now)
  const online = all.filter(({ status }) => status !== 'offline')
  const first = points[0]?.at ?? now
  const days = Array.from({ length: shownDays }, (_, index) => {
    const from = dayStart(timezone, now, shownDays - 1 - index)
    const to = index === shownDays - 1 ? now : dayStart(timezone, now, shownDays - 2 - index)
    const known = keeps && to > first
    return {
      date: dateText(wallClockAt(timezone, from)),
      minutes: known
        ? minutesByHour(online, timezone, { from, to })
        : Array.from({ length: 24 }, () => null),
    }
  })
  return {
    history_days,
    from: now - dayMs,
    to: now,
    timezone,
    spans: spansBetween(points, now - dayMs, now),
    days,
    sessions: privacy === 'all' ? [] : await loadSessions(database, id, start),
  }
}

/** How many are usually on duty in each hour of the day; for members of the server. */
export async function coverageOf(
  context: Context,
  query: { discord_guild_id?: string | undefined; timezone?: string | undefined },
): Promise<{ timezone: string; days: number; hours: number[] }> {
  const guildId = guildOf(context, query.discord_guild_id)
  await requireReader(context, guildId)
  const now = context.clock.now()
  const timezone = zoneOr(query.timezone, null)
  const from = dayStart(timezone, now, coverageDays)
  const stretches = await loadStretches(context.database, guildId, from, now)
  const hours = coverageByHour(stretches, timezone, coverageDays)
  return { timezone, days: coverageDays, hours }
}

/**
 * Keeps what was seen: the newest of each person, and, where history is kept, what began. Written in
 * one transaction per batch.
 */
export async function keepSeen(context: Context, seen: readonly Observation[]): Promise<void> {
  const days = context.settings(staffSettings).STAFF_PRESENCE_HISTORY_DAYS
  await context.database.relaxed.write(async (tx) => {
    await savePresences(tx, seen)
    if (days === 0) return
    const last = await loadLastPoints(tx, seen)
    const begun = seen.flatMap((one) => {
      const status = one.presence?.status ?? null
      const known = last.get(`${one.guild_id}:${one.user_id}`)
      if (known === status || one.observed_at === null) return []
      const at = status === null ? one.observed_at : (one.since ?? one.observed_at)
      return [{ guild_id: one.guild_id, discord_id: one.user_id, at, status }]
    })
    await addPoints(tx, begun)
  })
}

/** Forgets the history that is older than it may be. */
export async function forgetOldHistory(context: Context): Promise<void> {
  const days = context.settings(staffSettings).STAFF_PRESENCE_HISTORY_DAYS
  const before = context.clock.now() - days * dayMs
  await context.database.write((tx) => forgetPoints(tx, before))
}
