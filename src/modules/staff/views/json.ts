import { toInstant } from '#core/contract.ts'
import type { Observation, PresenceLink } from '#core/presence.ts'
import type { LiveFrame } from '#core/live/topic.ts'
import type { Timeline } from '../contract/person.ts'
import type { RankJson } from '../contract/rank.ts'
import type { StaffRow } from '../contract/row.ts'
import type { DutySession } from '../rules/duty.ts'
import { isOnline, shownPresence, type Shown } from '../rules/presence.ts'
import { lastDayOf, localTime } from '../rules/time.ts'
import type { Member } from '../store/members.ts'

/** Somebody on the roster with all that is shown of him or her. */
export type Seen = {
  member: Member
  rank: RankJson | null
  observation: Observation | null
  link: PresenceLink
}

/** Whoever used the program so recently is active in it, in milliseconds. */
const appActiveMs = 5 * 60_000
/** Ranks that nobody has ordered come last. */
const lastPriority = 10_000

/** What is shown of a person's presence. */
export function shownOf({ member, observation, link }: Seen, now: number): Shown {
  return shownPresence(member, observation, { link, now })
}

function presenceFields(shown: Shown) {
  return {
    discord_status: shown.status,
    discord_custom_status: shown.custom,
    discord_activity: shown.activity,
    discord_status_updated: toInstant(shown.updated),
    discord_status_since: toInstant(shown.since),
    discord_status_since_exact: shown.since_exact,
    discord_platforms: shown.platforms,
    discord_activities: shown.activities.map((one) => ({
      name: one.name,
      type: one.type,
      state: one.state,
      details: one.details,
      url: one.url,
      started_at: toInstant(one.started_at),
    })),
    discord_custom_emoji: shown.emoji,
    last_seen: toInstant(shown.last_seen),
  }
}

function leaveFields({ loa_since, loa_until, loa_reason, timezone }: Member, now: number) {
  const away = loa_since !== null && loa_since <= now && (loa_until === null || now < loa_until)
  const end = loa_until === null ? null : lastDayOf(loa_until, timezone ?? 'UTC')
  return {
    is_on_loa: away,
    loa_end_date: away ? end : null,
    loa_reason: away ? loa_reason : null,
  }
}

/** Rows of the roster as everybody may see them. `now` is epoch milliseconds. */
export function rosterRows(all: readonly Seen[], now: number): StaffRow[] {
  // A team lives in few zones, and to read a clock is most of the work of a row.
  const clocks = new Map<string, string>()
  return all.map((seen) => {
    const { timezone } = seen.member
    if (timezone !== null && !clocks.has(timezone)) {
      clocks.set(timezone, localTime(timezone, now))
    }
    return rosterRow(seen, { now, local_time: clocks.get(timezone ?? '') ?? null })
  })
}

function rosterRow(seen: Seen, at: { now: number; local_time: string | null }): StaffRow {
  const { now, local_time } = at
  const { member, rank } = seen
  const shown = shownOf(seen, now)
  const away = leaveFields(member, now)
  const inApp = member.app_seen_at !== null && now - member.app_seen_at < appActiveMs
  return {
    id: member.id,
    discord_guild_id: member.guild_id,
    display_name: member.display_name,
    username: member.username,
    role: member.role,
    role_color: rank?.color ?? null,
    role_priority: rank?.priority ?? lastPriority,
    department: member.department ?? rank?.department ?? null,
    discord_id: member.discord_id,
    discord_tag: member.discord_id === null ? null : member.username,
    timezone: member.timezone,
    local_time,
    is_active: member.is_active,
    ...away,
    on_duty: member.duty === 'on',
    duty_state: member.duty,
    duty_since: toInstant(member.duty_since),
    linked: member.discord_id !== null,
    is_active_in_app: member.privacy !== 'all' && inApp,
    ...presenceFields(shown),
    discord_presence_state: shown.state,
    privacy: member.privacy,
    shares_publicly: member.shares,
    version: member.version,
    created_at: toInstant(member.created_at),
    updated_at: toInstant(member.updated_at),
  }
}

/** The frame of a changed presence. */
export function statusFrame(seen: Seen, now: number): LiveFrame {
  const shown = shownOf(seen, now)
  const staff_id = seen.member.id
  return { type: 'staff_discord_status', staff_id, ...presenceFields(shown), state: shown.state }
}

/** Whether somebody counts as online. */
export function countsAsOnline(row: StaffRow): boolean {
  return isOnline({ status: row.discord_status, state: row.discord_presence_state })
}

/** The numbers above a roster. */
export function totalsOf(rows: readonly StaffRow[]) {
  return {
    total_active: rows.length,
    total_online: rows.filter(countsAsOnline).length,
    total_on_loa: rows.filter((row) => row.is_on_loa).length,
  }
}

/** A time on duty as JSON. */
export function sessionJson(session: DutySession): Timeline['sessions'][number] {
  return {
    id: session.id,
    started_at: toInstant(session.started_at),
    ended_at: toInstant(session.ended_at),
    break_ms: session.break_ms,
  }
}
