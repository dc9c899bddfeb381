import type { Context, Services, Unit } from '#core/context.ts'
import type { Instance } from '#core/instances.ts'
import { judgeLook, type Gauge, type GuildLook, type Look } from '../rules/alerts.ts'
import { guildDefaults, type GuildRecord } from '../rules/guild.ts'
import {
  endAlert,
  guildFigures,
  loadAlert,
  openAlerts,
  raiseAlert,
  type AlertRecord,
} from '../store/alerts.ts'
import { loadGuild, loadGuilds } from '../store/guilds.ts'
import { newId } from './change.ts'

const minuteMs = 60_000
/** Looks further apart than this say nothing about what has waited: the machine slept. */
const sleptMs = 5 * minuteMs

/** When this process last looked, in epoch milliseconds. */
const lastLook: Instance<{ at: number }> = { name: 'events.alerts', make: () => ({ at: 0 }) }

type Ages = { now: number; connectedAt: number; slept: boolean }

/** How long something has waited while it could have been done. */
function waited(since: number | null, { now, connectedAt, slept }: Ages): number {
  return since === null || slept ? 0 : Math.max(0, now - Math.max(since, connectedAt))
}

async function guildLooks(
  context: Context,
  guilds: readonly GuildRecord[],
  ages: Ages,
): Promise<GuildLook[]> {
  const { now } = ages
  const { repaired, conflicts, events } = await guildFigures(context.database, now - 60 * minuteMs)
  return guilds.map((guild) => {
    const { guild_id, options, last_sync_at, updated_at, permissions_missing, listed } = guild
    return {
      guild_id,
      unsynced_ms: options.sync_enabled ? waited(last_sync_at ?? updated_at, ages) : 0,
      repaired: repaired.get(guild_id) ?? 0,
      conflicts: conflicts.get(guild_id) ?? 0,
      missing: permissions_missing,
      events: Math.max(listed ?? 0, events.get(guild_id) ?? 0),
    }
  })
}

/** Counts the people who were told something since an instant. */
export type CountReach = (since: number) => Promise<Look['told']>

async function look(
  context: Context,
  guilds: readonly GuildRecord[],
  countReach: CountReach,
): Promise<Look> {
  const { jobs, clock } = context
  const now = clock.now()
  const before = context.instance(lastLook)
  const slept = now - before.at > sleptMs
  before.at = now
  const link = context.presences.link(guilds[0]?.guild_id ?? '')
  const ages = { now, connectedAt: link.connected ? link.since : now, slept }
  const since = Math.max(now - 10 * minuteMs, ages.connectedAt)
  const [counts, failed, done, told, looks] = await Promise.all([
    jobs.counts(),
    jobs.count({ kind: 'events.', state: 'dead', since }),
    jobs.count({ kind: 'events.', state: 'done', since }),
    countReach(now - 60 * minuteMs),
    guildLooks(context, guilds, ages),
  ])
  return {
    gateway_down_ms: link.connected ? 0 : Math.max(1, now - link.since),
    rest: context.connection().rest,
    overdue_ms: waited(counts.oldest_ready_at, ages),
    ended: { failed, all: failed + done },
    told,
    guilds: looks,
  }
}

async function tell(unit: Unit, alert: AlertRecord, phase: 'raised' | 'cleared'): Promise<void> {
  const { id, kind, guild_id, detail, since, ended_at } = alert
  await unit.fact({
    topic: 'event_alert',
    type: phase,
    object_id: id,
    guild_id: guild_id || null,
    version: phase === 'raised' ? 1 : 2,
    data: { kind, detail, since, ended_at },
  })
  await unit.job({
    kind: 'events.tell_alert',
    payload: { alert_id: id, phase },
    key: `alert:${id}:${phase}`,
    group: `alert:${id}`,
    ...(guild_id && { guild_id }),
  })
}

async function raise(context: Context, { kind, guild_id, detail }: Gauge): Promise<void> {
  const since = context.clock.now()
  const alert = { id: newId(context), kind, guild_id, detail, since, ended_at: null }
  const isNew = await context.write(async (unit) => {
    const stored = await raiseAlert(unit, alert)
    if (stored) await tell(unit, alert, 'raised')
    return stored
  })
  if (isNew) context.log.warn({ alert: kind, guild: guild_id || null, ...detail }, 'an alert')
}

async function clear(context: Context, open: AlertRecord): Promise<void> {
  const alert = { ...open, ended_at: context.clock.now() }
  const isNew = await context.write(async (unit) => {
    const ended = await endAlert(unit, alert.id, alert.ended_at)
    if (ended) await tell(unit, alert, 'cleared')
    return ended
  })
  const { kind, guild_id } = open
  if (isNew) context.log.warn({ alert: kind, guild: guild_id || null }, 'an alert is over')
}

/**
 * Looks at how everything is doing and tells people of each problem once, and once of its end. Nothing is looked at
 * while no server uses events.
 */
export async function watch(context: Context, countReach: CountReach): Promise<void> {
  const guilds = (await loadGuilds(context.database)).filter(({ status }) => status === 'active')
  const open = await openAlerts(context.database)
  if (guilds.length === 0 && open.length === 0) return
  const seen = await look(context, guilds, countReach)
  const verdict = judgeLook(seen, open)
  for (const gauge of verdict.raise) await raise(context, gauge)
  for (const one of open) {
    const isOver = verdict.clear.some(
      ({ kind, guild_id }) => kind === one.kind && guild_id === one.guild_id,
    )
    if (isOver) await clear(context, one)
  }
}

/** An alert, its server where it is about one, and the owners who are told. */
export type SeenAlert = {
  alert: AlertRecord
  guild: GuildRecord | null
  owners: string[]
  locale: string
}

/** Looks at an alert for telling; null when there is nothing to tell any more. */
export async function viewAlert(
  context: Pick<Services, 'database'>,
  { alert_id, phase }: { alert_id: string; phase: 'raised' | 'cleared' },
): Promise<SeenAlert | null> {
  const alert = await loadAlert(context.database, alert_id)
  // Whoever could not be told in time hears of the end alone.
  if (!alert || (phase === 'raised' && alert.ended_at !== null)) return null
  const guild = alert.guild_id ? await loadGuild(context.database, alert.guild_id) : null
  const told = guild ? [guild] : alert.guild_id ? [] : await loadGuilds(context.database)
  const active = told.filter(({ status }) => status === 'active')
  const owners = new Set(active.flatMap(({ owner_id }) => owner_id ?? []))
  const locale = active[0]?.options.locale ?? guildDefaults.locale
  return { alert, guild, owners: [...owners], locale }
}

/** An alert by its id; null when there is none. */
export function alertOf({ database }: Context, id: string): Promise<AlertRecord | null> {
  return loadAlert(database, id)
}
