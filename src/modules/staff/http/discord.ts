import { z } from 'zod'
import type { IdentityProof, ProofRequest } from '#core/access/sign-in.ts'
import { snowflake } from '#core/contract.ts'
import { route, type AnyRoute } from '#core/http/route.ts'
import type { StaffRow } from '../contract/row.ts'
import { guildQuery, type GuildQuery } from '../contract/shared.ts'
import { fullStatus, publicStatus, syncAnswer } from '../contract/status.ts'
import * as link from '../service/link.ts'
import { health, syncNow, type Health, type SyncResult } from '../service/sync.ts'
import { t } from '../views/texts.ts'
import { base, tags, writeAccess } from './shared.ts'

const status = route<unknown, GuildQuery, unknown, Health>({
  method: 'GET',
  path: `${base}/discord/status`,
  summary: 'How the bot is doing; more of it for those who are signed in',
  tags,
  access: { kind: 'public' },
  query: guildQuery,
  responses: { 200: z.union([fullStatus, publicStatus]) },
  perform: (context, { query }) => health(context, query.discord_guild_id),
  respond: (state) => ({ status: 200, body: state.full ?? state.public }),
})

const guildBody = z.object({ discord_guild_id: snowflake.optional() })
type GuildBody = z.infer<typeof guildBody>

const sync = route<unknown, unknown, GuildBody, SyncResult>({
  method: 'POST',
  path: `${base}/discord/sync`,
  summary: 'Look at everybody now',
  tags,
  access: writeAccess,
  // It asks Discord, which is no part of a unit of work.
  inSteps: true,
  body: guildBody,
  responses: { 200: syncAnswer },
  perform: (context, { body }) => syncNow(context, body.discord_guild_id),
  respond: (result, { locale }) => ({
    status: 200,
    body: { message: t(locale, 'sync.message'), ...result },
  }),
})

const linkQuery = z.strictObject({
  discord_guild_id: snowflake.optional(),
  invite: z.string().max(100).optional(),
})
type LinkQuery = z.infer<typeof linkQuery>

const beginLink = route<unknown, LinkQuery, unknown, ProofRequest>({
  method: 'GET',
  path: `${base}/discord/link`,
  summary: 'Sends the browser to Discord to link the own account',
  tags,
  access: { kind: 'session' },
  query: linkQuery,
  responses: {},
  perform: (context, { query }) =>
    link.beginLink(context, { guild: query.discord_guild_id, invite: query.invite }),
  respond: ({ to, cookie }) => ({
    status: 302,
    headers: { location: to, 'set-cookie': cookie, 'cache-control': 'no-store' },
  }),
})

const unlink = route<unknown, GuildQuery, unknown, StaffRow>({
  method: 'DELETE',
  path: `${base}/discord/link`,
  summary: 'Take the Discord account off one’s own row',
  tags,
  access: { kind: 'session' },
  query: guildQuery,
  responses: {},
  perform: (context, { query }) => link.unlinkSelf(context, query.discord_guild_id),
  respond: () => ({ status: 204 }),
})

/** What a proof of a Discord account does here: it links the row of the signed-in person. */
export const linkProof: IdentityProof = {
  purpose: 'staff.link',
  async confirmed(context, account, data) {
    await link.confirmLink(context, account, data)
    return '/staff/link?linked=true'
  },
}

/** What concerns the bot and Discord accounts. */
export const discordRoutes: readonly AnyRoute[] = [status, sync, beginLink, unlink]
