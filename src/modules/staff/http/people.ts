import { z } from 'zod'
import { snowflake, toInstant } from '#core/contract.ts'
import { route, type AnyRoute } from '#core/http/route.ts'
import { mePatchBody, type MePatchBody } from '../contract/roster.ts'
import { staffRow, type StaffRow } from '../contract/row.ts'
import { guildQuery, type GuildQuery } from '../contract/shared.ts'
import { embedAnswer } from '../contract/status.ts'
import { publicRoster, type PublicRoster } from '../service/public.ts'
import * as service from '../service/roster.ts'
import { changeSelf } from '../service/self.ts'
import { badge } from '../views/badge.ts'
import { base, readAccess, rowAnswer, tags } from './shared.ts'

const me = route<unknown, GuildQuery, unknown, StaffRow>({
  method: 'GET',
  path: `${base}/me`,
  summary: 'My own row',
  tags,
  access: readAccess,
  query: guildQuery,
  responses: { 200: staffRow },
  perform: (context, { query }) => service.me(context, query.discord_guild_id),
  respond: rowAnswer,
})

const changeMe = route<unknown, GuildQuery, MePatchBody, StaffRow>({
  method: 'PATCH',
  path: `${base}/me`,
  summary: 'Change my zone, duty, leave, and what others see of me',
  tags,
  access: readAccess,
  query: guildQuery,
  body: mePatchBody,
  responses: { 200: staffRow },
  perform: (context, { query, body }) => changeSelf(context, query.discord_guild_id, body),
  respond: rowAnswer,
})

const guildParams = z.object({ guild: snowflake })
type GuildParams = z.infer<typeof guildParams>
/** A foreign site may read this, and nothing else; the answer is the same for everybody. */
const open = {
  'access-control-allow-origin': '*',
  'cross-origin-resource-policy': 'cross-origin',
  'cache-control': 'public, max-age=30',
}

const embed = route<GuildParams, unknown, unknown, PublicRoster>({
  method: 'GET',
  path: `${base}/embed/:guild`,
  summary: 'For a web site: those of the team who agreed to be shown',
  tags,
  access: { kind: 'public' },
  params: guildParams,
  responses: { 200: embedAnswer },
  perform: (context, { params }) => publicRoster(context, params.guild),
  respond: ({ guild_id, at, rows, online }) => ({
    status: 200,
    headers: open,
    body: {
      guild_id,
      updated_at: toInstant(at),
      online,
      staff: rows.map(({ display_name, role, role_color, discord_status }) => ({
        display_name,
        role,
        role_color,
        discord_status,
      })),
    },
  }),
})

const badgeRoute = route<GuildParams, unknown, unknown, PublicRoster>({
  method: 'GET',
  path: `${base}/embed/:guild/badge.svg`,
  summary: 'The same as a small picture with the number of those who are online',
  tags,
  access: { kind: 'public' },
  params: guildParams,
  responses: { 200: z.string() },
  perform: (context, { params }) => publicRoster(context, params.guild),
  respond: ({ online, rows }, { locale }) => ({
    status: 200,
    headers: { ...open, 'content-type': 'image/svg+xml; charset=utf-8' },
    body: badge(locale, online, rows.length),
  }),
})

/** One's own row, and what a site may show. */
export const peopleRoutes: readonly AnyRoute[] = [me, changeMe, embed, badgeRoute]
