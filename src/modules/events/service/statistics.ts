import type { Context } from '#core/context.ts'
import { coreError } from '#core/errors.ts'
import { analyse } from '../rules/analytics.ts'
import { loadFigures } from '../store/figures.ts'
import { loadGuilds } from '../store/guilds.ts'
import { countLinks } from '../store/links.ts'
import * as store from '../store/statistics.ts'
import { isAdmin, rightsInOrg, sightOf } from './rights.ts'

const dayMs = 86_400_000

/** How the joining with Discord is doing, in a word. */
type HealthStatus = 'healthy' | 'degraded' | 'unhealthy'

/** How the joining with Discord is doing. */
export async function health(context: Context) {
  const { database, jobs } = context
  const now = context.clock.now()
  const [links, waiting, counts, failed, guilds] = await Promise.all([
    countLinks(database),
    jobs.count({ kind: 'events.', state: 'ready' }),
    jobs.counts(),
    jobs.count({ kind: 'events.', state: 'dead', since: now - 3_600_000 }),
    loadGuilds(database),
  ])
  const connection = context.connection()
  const oldest = counts.oldest_ready_at
  const active = guilds.filter(({ status }) => status === 'active')
  const synced = active.flatMap(({ last_sync_at }) => last_sync_at ?? [])
  const degraded =
    failed > 0 ||
    active.some(({ permissions_missing }) => permissions_missing.length > 0) ||
    (oldest !== null && now - oldest > 60_000)
  const status: HealthStatus =
    connection.gateway !== 'down' ? (degraded ? 'degraded' : 'healthy') : 'unhealthy'
  return {
    status,
    connection,
    links,
    waiting,
    oldest_seconds: oldest === null ? 0 : Math.max(0, Math.floor((now - oldest) / 1_000)),
    failed,
    last_reconcile: synced.length === 0 ? null : Math.max(...synced),
    guilds: isAdmin(context) ? active : null,
  }
}

function requireAdmin(context: Context): void {
  if (!isAdmin(context)) throw coreError('permission_denied')
}

/** Numbers of Discord's events and messages; for administrators. */
export async function eventStatistics(
  context: Context,
  query: { from?: string | undefined; to?: string | undefined; guild_id?: string | undefined },
) {
  requireAdmin(context)
  const { database } = context
  const now = context.clock.now()
  const guild_id = query.guild_id ?? ''
  const range = {
    since: query.from === undefined ? 0 : Date.parse(query.from),
    until: query.to === undefined ? now + 1 : Date.parse(query.to),
    guild_id,
  }
  const week = { since: now - 7 * dayMs, until: now + 1, guild_id }
  const [links, recent, messages, interactions, people, clicks, conflicts] = await Promise.all([
    store.linkCounts(database, range),
    store.linkCounts(database, week),
    store.messageCounts(database, guild_id),
    store.interactionsSince(database, week.since, guild_id),
    store.signupCounts(database, range),
    store.clickCounts(database, range),
    store.conflictsSince(database, now - dayMs, guild_id),
  ])
  return { links, recent, messages, interactions, ...people, clicks, conflicts }
}

/** Numbers of the whole joining with Discord; for administrators. */
export async function discordStatistics(context: Context) {
  requireAdmin(context)
  const { database, jobs } = context
  const now = context.clock.now()
  const [guilds, waiting, failed, messages, links, activity] = await Promise.all([
    loadGuilds(database),
    jobs.count({ kind: 'events.', state: 'ready' }),
    jobs.count({ kind: 'events.', state: 'dead' }),
    store.messageCounts(database, ''),
    store.linkCounts(database, { since: 0, until: Number.MAX_SAFE_INTEGER, guild_id: '' }),
    store.activitySince(database, now - dayMs),
  ])
  const sent = await store.deliveries(database)
  const received = await store.received(database)
  return { guilds, waiting, failed, messages, links, activity, sent, received }
}

/** Figures of the events of a time; for managers of the organisation, or of all. */
export async function analytics(
  context: Context,
  query: {
    org_id?: string | undefined
    guild_id?: string | undefined
    from?: string | undefined
    to?: string | undefined
  },
) {
  const sight = await sightOf(context)
  const now = context.clock.now()
  const since = query.from === undefined ? now - 90 * dayMs : Date.parse(query.from)
  const until = query.to === undefined ? now + 90 * dayMs : Date.parse(query.to)
  const byGuild = sight.guilds.find(({ guild_id }) => guild_id === query.guild_id)
  const wanted = query.org_id ?? byGuild?.org_id
  const orgIds = await managedOrgs(context, wanted)
  const figures = await loadFigures(context.database, { since, until, orgIds })
  return { since, until, ...analyse(figures) }
}

/** Organisations whose figures the actor may see. */
async function managedOrgs(
  context: Context,
  wanted: string | undefined,
): Promise<string[] | 'all'> {
  if (isAdmin(context)) return wanted === undefined ? 'all' : [wanted]
  const guilds = await loadGuilds(context.database)
  const orgs = [...new Set(guilds.map(({ org_id }) => org_id))].filter(
    (id) => wanted === undefined || id === wanted,
  )
  const managed: string[] = []
  for (const id of orgs) {
    const own = guilds.filter(({ org_id }) => org_id === id)
    const rights = await rightsInOrg(context, own, {}, 'events:read').catch(() => null)
    if (rights?.manager) managed.push(id)
  }
  if (managed.length === 0) throw coreError('permission_denied')
  return managed
}
