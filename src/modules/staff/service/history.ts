import type { Context } from '#core/context.ts'
import type { Transaction } from '#core/db/database.ts'
import { coreError } from '#core/errors.ts'
import type { Observation, PresenceStatus } from '#core/presence.ts'
import { parseZone, wallClockAt } from '#core/time/zones.ts'
import { coverageByHour, minutesByHour, type DutySession } from '../rules/duty.ts'
import { isGap, spansBetween, type Point, type Span } from '../rules/history.ts'
import { staffSettings } from '../rules/settings.ts'
import { dateText, dayStart, daysAgo } from '../rules/time.ts'
import { loadSessions, loadStretches } from '../store/duty.ts'
import { loadFollowed, type Person } from '../store/members.ts'
import {
  addPoints,
  forgetPoints,
  loadLastPoints,
  loadPoints,
  loadSeenAt,
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

const personKey = ({ guild_id, discord_id }: Person) => `${guild_id}:${discord_id}`

/** A person's history, which ends where he or she was seen last and is not heard of now. */
async function pointsSince(context: Context, person: Person, start: number): Promise<Point[]> {
  const { database, presences, clock, settings } = context
  const { guild_id, discord_id } = person
  const kept = await loadPoints(database, person, start)
  if (presences.link(guild_id).connected && presences.get(guild_id, discord_id)?.fresh) return kept
  const now = clock.now()
  const seenAt = (await loadSeenAt(database, [person])).get(personKey(person)) ?? now
  const intervalMs = settings(staffSettings).STAFF_SYNC_INTERVAL_SECONDS * 1_000
  return isGap(seenAt, now, intervalMs) ? [...kept, { at: seenAt, status: null }] : kept
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
  const points = keeps ? await pointsSince(context, { guild_id, discord_id }, start) : []
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
  // Each hour of the day as often as every other: the day that is not over yet makes up for the first one.
  const from = daysAgo(timezone, now, coverageDays)
  const stretches = await loadStretches(context.database, guildId, from, now)
  const hours = coverageByHour(stretches, timezone, coverageDays)
  return { timezone, days: coverageDays, hours }
}

/** What began for the history. Of the time in which nobody looked nothing is said. */
function pointsOf(
  { guild_id, user_id, presence, observed_at, since, since_exact }: Observation,
  known: { last: PresenceStatus | null | undefined; seenAt: number | null; intervalMs: number },
): (Point & Person)[] {
  if (observed_at === null) return []
  const status = presence?.status ?? null
  const { last, seenAt, intervalMs } = known
  const person = { guild_id, discord_id: user_id }
  // A change that was heard of ends a time of which all was heard.
  if (!since_exact && seenAt !== null && last && isGap(seenAt, observed_at, intervalMs)) {
    return [
      { ...person, at: seenAt, status: null },
      { ...person, at: observed_at, status },
    ]
  }
  if (last === status) return []
  return [{ ...person, at: status === null ? observed_at : (since ?? observed_at), status }]
}

/** A database takes so many values in one question at most, and then some. */
const peopleAtOnce = 500

/** Keeps what was seen of some people. */
async function keepPart(context: Context, tx: Transaction, batch: readonly Observation[]) {
  const settings = context.settings(staffSettings)
  const days = settings.STAFF_PRESENCE_HISTORY_DAYS
  const intervalMs = settings.STAFF_SYNC_INTERVAL_SECONDS * 1_000
  const people = batch.map(({ guild_id, user_id }) => ({ guild_id, discord_id: user_id }))
  // What waited to be written while somebody decided to be hidden is not kept after all.
  const followed = new Set((await loadFollowed(tx, people)).map(personKey))
  const seen = batch.filter(({ guild_id, user_id }) =>
    followed.has(personKey({ guild_id, discord_id: user_id })),
  )
  const before = days === 0 ? new Map<string, number>() : await loadSeenAt(tx, people)
  await savePresences(tx, seen)
  if (days === 0) return
  const last = await loadLastPoints(tx, people)
  const points = seen.flatMap((one) => {
    const key = personKey({ guild_id: one.guild_id, discord_id: one.user_id })
    return pointsOf(one, { last: last.get(key), seenAt: before.get(key) ?? null, intervalMs })
  })
  await addPoints(tx, points)
}

/**
 * Keeps what was seen: the newest of each person, and, where history is kept, what began. Written in
 * one transaction per batch.
 */
export async function keepSeen(context: Context, batch: readonly Observation[]): Promise<void> {
  await context.database.relaxed.write(async (tx) => {
    for (let at = 0; at < batch.length; at += peopleAtOnce) {
      await keepPart(context, tx, batch.slice(at, at + peopleAtOnce))
    }
  })
}

/** Forgets the history that is older than it may be. */
export async function forgetOldHistory(context: Context): Promise<void> {
  const days = context.settings(staffSettings).STAFF_PRESENCE_HISTORY_DAYS
  const before = context.clock.now() - days * dayMs
  await context.database.write((tx) => forgetPoints(tx, before))
}
