import type { Context } from '#core/context.ts'
import { AppError, coreError } from '#core/errors.ts'
import { createFlights, type Flights } from '#core/flights.ts'
import type { Instance } from '#core/instances.ts'
import { presenceState, type PresenceLink, type PresenceState } from '#core/presence.ts'
import { toInstant } from '#core/contract.ts'
import type { FullStatus } from '../contract/status.ts'
import { refuse } from '../errors.ts'
import { staffSettings } from '../rules/settings.ts'
import { loadGuildIds, loadMembers, type Member } from '../store/members.ts'
import { loadSyncedAt, saveSyncedAt } from '../store/presences.ts'
import { t } from '../views/texts.ts'
import { guildOf, requireManager, requireReader } from './rights.ts'

/** By hand everybody may be asked for this often, in milliseconds. */
const everyMs = 10_000
/** People in one pass of the regular look, at most: ten requests of a hundred. */
const atOnce = 1_000

/** Looks at everybody that are under way, so that callers at the same time share one. */
const flights: Instance<Flights> = {
  name: 'staff.flights',
  make: ({ clock }) => createFlights(clock),
}

/** The result of looking at everybody. */
export type SyncResult = {
  synced: number
  changed: number
  not_found: number
  duration_ms: number
}

/** What the health of the bot is, as much as the caller may know. */
export type Health = { public: { is_running: boolean; guild_id: string }; full: FullStatus | null }

/**
 * How the bot is doing in a server. `is_running` is true exactly while presences can come: the
 * connection stands, the bot is in the server, and Discord has not refused what it needs.
 */
export async function health(context: Context, named: string | undefined): Promise<Health> {
  const guildId = named ?? context.primaryGuild()
  const { STAFF_STATUS_PUBLIC: open } = context.settings(staffSettings)
  const { actor } = context
  const isKnown = actor.user !== null || actor.key !== null
  if (!isKnown && open === 'off') throw coreError('not_authenticated')
  const is_running = guildId !== null && runs(context.presences.link(guildId))
  const known = { is_running, guild_id: guildId ?? '' }
  if (!isKnown && open !== 'full') return { public: known, full: null }
  const manages = guildId !== null && isKnown && (await mayManage(context, guildId))
  return { public: known, full: await details(context, guildId, manages, known) }
}

function runs({ guild, connected, presence_intent, members_intent }: PresenceLink): boolean {
  const serves = guild === 'present' || guild === 'unavailable'
  return serves && connected && presence_intent && members_intent
}

async function mayManage(context: Context, guildId: string): Promise<boolean> {
  try {
    return (await requireReader(context, guildId)).manager
  } catch (error) {
    if (error instanceof AppError) return false
    throw error
  }
}

/** How many are linked, live and old; Prometheus reads the same figures. */
function countStates(context: Context, guildId: string, members: readonly Member[]) {
  const { presences, clock, metrics } = context
  const link = presences.link(guildId)
  const people = members.filter((one) => one.is_active && one.discord_id !== null)
  const states = people.map((one) =>
    presenceState(presences.get(one.guild_id, one.discord_id ?? ''), link, clock.now()),
  )
  const count = (wanted: PresenceState) => states.filter((state) => state === wanted).length
  const counted = { linked: people.length, observed: count('live'), stale: count('stale') }
  const help = 'People of the roster by what is known of their presence.'
  for (const [state, value] of Object.entries(counted)) {
    metrics.set('staff_members', help, { guild_id: guildId, state }, value)
  }
  const running = 'Whether presences can come: 1 or 0.'
  metrics.set('staff_presence_running', running, { guild_id: guildId }, runs(link) ? 1 : 0)
  return counted
}

async function details(
  context: Context,
  guildId: string | null,
  may_manage: boolean,
  known: Health['public'],
): Promise<FullStatus> {
  const { presences, database, locale } = context
  const link = presences.link(guildId ?? '')
  const members = guildId === null ? [] : await loadMembers(database, guildId)
  const settings = context.settings(staffSettings)
  const problem = guildId === null ? { code: 'not_configured' as const, params: {} } : link.problem
  return {
    ...known,
    configured: guildId !== null,
    connected: link.connected,
    session_state: link.state,
    last_event_at: toInstant(link.last_event_at),
    presence_intent: link.presence_intent,
    members_intent: link.members_intent,
    guild_state: link.guild,
    ...countStates(context, guildId ?? '', members),
    last_sync_at: toInstant(guildId === null ? null : await loadSyncedAt(database, guildId)),
    sync_interval_seconds: settings.STAFF_SYNC_INTERVAL_SECONDS,
    history_days: settings.STAFF_PRESENCE_HISTORY_DAYS,
    guild_counts: link.presence_intent ? null : link.counts,
    may_manage,
    last_error: problem && {
      code: problem.code,
      text: t(locale, `health.${problem.code}.text`, problem.params),
      fix: t(locale, `health.${problem.code}.fix`, problem.params),
    },
  }
}

/** Looks at everybody of a guild now. Throws `presence_unavailable` when that cannot be done. */
async function look(context: Context, guildId: string): Promise<SyncResult> {
  const { clock, presences } = context
  const startedAt = clock.now()
  // What was switched off in the developer portal may be on by now.
  await presences.recheck().catch(() => {})
  const link = presences.link(guildId)
  if (link.guild === 'absent' || link.state === 'stopped') throw unavailable(context, guildId)
  try {
    const { asked, changed, not_found } = await presences.refresh(guildId, null)
    await context.database.write((tx) => saveSyncedAt(tx, guildId, clock.now()))
    const duration_ms = Math.max(0, Math.round(clock.now() - startedAt))
    return { synced: asked - not_found, changed, not_found, duration_ms }
  } catch (error) {
    if (error instanceof AppError && error.code === 'busy') throw unavailable(context, guildId)
    throw error
  }
}

function unavailable(context: Context, guildId: string): AppError {
  const { problem } = context.presences.link(guildId)
  const text = problem && t(context.locale, `health.${problem.code}.text`, problem.params)
  return refuse('presence_unavailable', {
    data: { error: text ?? t(context.locale, 'health.starting.text'), configured: true },
    retryAfterMs: everyMs,
  })
}

/**
 * Looks at everybody of a server by hand; for managers. Callers during a run share its result; then
 * it is `rate_limited` for ten seconds.
 */
export async function syncNow(context: Context, named: string | undefined): Promise<SyncResult> {
  const guildId = guildOf(context, named)
  await requireManager(context, guildId)
  return context
    .instance(flights)
    .run(`staff.sync:${guildId}`, everyMs, () => look(context, guildId))
}

/** Asks for those who have not been heard of for an interval; nobody is asked more often. */
export async function lookRegularly(context: Context): Promise<void> {
  const { presences, clock, settings, database, log } = context
  const intervalMs = settings(staffSettings).STAFF_SYNC_INTERVAL_SECONDS * 1_000
  await presences.recheck().catch((error: unknown) => log.debug({ err: error }, 'no recheck'))
  for (const guildId of await loadGuildIds(database)) {
    const link = presences.link(guildId)
    const members = await loadMembers(database, guildId)
    countStates(context, guildId, members)
    if (!link.connected || link.guild !== 'present') continue
    const due = members
      .filter(({ is_active, discord_id, privacy }) => is_active && discord_id && privacy !== 'all')
      .map(({ discord_id }) => presences.get(guildId, discord_id ?? ''))
      .filter((seen) => seen !== null && clock.now() - (seen.observed_at ?? 0) >= intervalMs)
      .toSorted((a, b) => (b?.observed_at ?? 0) - (a?.observed_at ?? 0))
      .slice(0, atOnce)
    if (due.length === 0) continue
    await presences.refresh(
      guildId,
      due.flatMap((seen) => (seen ? [seen.user_id] : [])),
    )
    await database.write((tx) => saveSyncedAt(tx, guildId, clock.now()))
  }
}
