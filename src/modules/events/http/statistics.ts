import type { z } from 'zod'
import { toInstant } from '#core/contract.ts'
import type { AnyRoute } from '#core/http/route.ts'
import * as insight from '../contract/insight.ts'
import * as contract from '../contract/jobs.ts'
import { requireGenuine, takeReport } from '../service/intake.ts'
import * as service from '../service/statistics.ts'
import { noFilters } from '../contract/shared.ts'
import { t } from '../views/texts.ts'
import { base, discordBase, eventRoute, readAccess } from './shared.ts'

type Health = Awaited<ReturnType<typeof service.health>>

const health = eventRoute<unknown, unknown, unknown, Health>({
  method: 'GET',
  path: `${discordBase}/events/health`,
  summary: 'How the joining with Discord is doing',
  access: { kind: 'public' },
  responses: { 200: contract.health, 503: contract.health },
  perform: (context) => service.health(context),
  respond(
    { status, connection, links, waiting, oldest_seconds, failed, last_reconcile, guilds },
    { locale },
  ) {
    return {
      status: status === 'unhealthy' ? 503 : 200,
      body: {
        status,
        bot_token_configured: true,
        gateway: connection.gateway,
        rest: connection.rest,
        database: 'ok',
        redis: connection.redis ? 'ok' : 'not_used',
        discord_events_count: (links['active'] ?? 0) + (links['conflict'] ?? 0),
        pending_jobs: waiting,
        oldest_pending_seconds: oldest_seconds,
        failed_jobs_1h: failed,
        last_reconcile: toInstant(last_reconcile),
        ...(guilds && {
          guilds: guilds.map(({ guild_id, permissions_missing }) => ({
            guild_id,
            ok: permissions_missing.length === 0,
            permissions_missing,
          })),
        }),
        message: t(locale, `health.${status}`),
      },
    }
  },
})

type StatsQuery = z.infer<typeof contract.eventStatsQuery>
type EventStats = Awaited<ReturnType<typeof service.eventStatistics>>

const eventStats = eventRoute<unknown, StatsQuery, unknown, EventStats>({
  method: 'GET',
  path: `${discordBase}/events/stats/events`,
  summary: "Numbers of Discord's events and messages; for administrators",
  access: readAccess,
  query: contract.eventStatsQuery,
  responses: { 200: contract.eventStats },
  perform: (context, { query }) => service.eventStatistics(context, query),
  respond({ links, recent, messages, interactions, sources, clicks, conflicts, present }) {
    const signups = Object.values(sources).reduce((sum, count) => sum + count, 0)
    return {
      status: 200,
      body: {
        total_discord_events: links.total,
        active_discord_events: links.active,
        completed_discord_events: links.completed,
        total_interactive_messages: messages.total,
        active_interactive_messages: messages.active,
        recent_discord_events: recent.total,
        recent_interactions: interactions,
        signups_by_source: sources,
        conversion: { ...clicks, signups, present },
        conflicts_24h: conflicts,
      },
    }
  },
})

type Stats = Awaited<ReturnType<typeof service.discordStatistics>>

const stats = eventRoute<unknown, unknown, unknown, Stats>({
  method: 'GET',
  path: `${discordBase}/stats`,
  summary: 'Numbers of the whole joining with Discord; for administrators',
  access: readAccess,
  query: noFilters,
  responses: { 200: contract.discordStats },
  perform: (context) => service.discordStatistics(context),
  respond: ({ guilds, waiting, failed, messages, links, activity, sent, received }) => ({
    status: 200,
    body: {
      total_guilds: guilds.length,
      active_guilds: guilds.filter(({ status }) => status === 'active').length,
      total_webhooks_sent: sent,
      total_webhooks_received: received,
      pending_jobs: waiting,
      failed_jobs: failed,
      total_synced_messages: messages.active,
      discord_events_created: links.total,
      interactive_messages_sent: messages.posted,
      last_24h_activity: activity,
    },
  }),
})

type AnalyticsQuery = z.infer<typeof insight.analyticsQuery>
type Analytics = Awaited<ReturnType<typeof service.analytics>>

const analytics = eventRoute<unknown, AnalyticsQuery, unknown, Analytics>({
  method: 'GET',
  path: `${base}/analytics`,
  summary: 'Figures of events; for managers',
  access: readAccess,
  query: insight.analyticsQuery,
  responses: { 200: insight.analytics },
  perform: (context, { query }) => service.analytics(context, query),
  respond: ({ since, until, ...rest }) => ({
    status: 200,
    body: { from: toInstant(since), to: toInstant(until), ...rest },
  }),
})

type Report = z.infer<typeof contract.incomingBody>

const incoming = eventRoute<unknown, unknown, Report, { duplicate: boolean }>({
  method: 'POST',
  path: `${discordBase}/webhooks/incoming`,
  summary: 'Take a signed report of an outside bot',
  access: { kind: 'public' },
  body: contract.incomingBody,
  responses: { 200: contract.incomingAnswer },
  authorise: (context, { wire, headers }) =>
    requireGenuine(context, { body: wire.body, signature: headers['x-signature-256'] }),
  perform: (context, { body, wire }) => takeReport(context, body, wire.body),
  respond: ({ duplicate }) => ({ status: 200, body: { received: true, duplicate } }),
})

/** Health, numbers and the intake. */
export const statisticsRoutes: readonly AnyRoute[] = [
  health,
  eventStats,
  stats,
  analytics,
  incoming,
]
