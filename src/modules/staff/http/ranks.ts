import { z } from 'zod'
import { route, type AnyRoute } from '#core/http/route.ts'
import * as contract from '../contract/rank.ts'
import { guildQuery, type GuildQuery } from '../contract/shared.ts'
import * as ranking from '../service/ranks.ts'
import { base, readAccess, tags, writeAccess } from './shared.ts'

const ranks = route<unknown, GuildQuery, unknown, contract.RankJson[]>({
  method: 'GET',
  path: `${base}/roles`,
  summary: 'The ranks, the highest first',
  tags,
  access: readAccess,
  query: guildQuery,
  responses: { 200: z.array(contract.rank) },
  perform: (context, { query }) => ranking.listRanks(context, query.discord_guild_id),
  respond: (body) => ({ status: 200, body }),
})

const saveRank = route<unknown, unknown, contract.RankBody, contract.RankJson>({
  method: 'POST',
  path: `${base}/roles`,
  summary: 'Store a rank, over an older one of the same name; a Discord role may stand for it',
  tags,
  access: writeAccess,
  body: contract.rankBody,
  responses: { 200: contract.rank },
  perform: (context, { body }) => ranking.saveRank(context, body),
  respond: (body) => ({ status: 200, body }),
})

const rankQuery = guildQuery.extend({ role: z.string().max(100) })
type RankQuery = z.infer<typeof rankQuery>

const removeRank = route<unknown, RankQuery, unknown, void>({
  method: 'DELETE',
  path: `${base}/roles`,
  summary: 'Remove a rank that nobody has',
  tags,
  access: writeAccess,
  query: rankQuery,
  responses: {},
  perform: (context, { query }) => ranking.removeRank(context, query.role, query.discord_guild_id),
  respond: () => ({ status: 204 }),
})

const guildRoles = route<unknown, GuildQuery, unknown, contract.GuildRole[]>({
  method: 'GET',
  path: `${base}/discord/roles`,
  summary: 'The roles of the server that may stand for a rank; for managers',
  tags,
  access: writeAccess,
  query: guildQuery,
  responses: { 200: z.array(contract.guildRole) },
  perform: (context, { query }) => ranking.listGuildRoles(context, query.discord_guild_id),
  respond: (body) => ({ status: 200, body }),
})

/** Ranks, and the roles of Discord that stand for them. */
export const rankRoutes: readonly AnyRoute[] = [ranks, saveRank, removeRank, guildRoles]
