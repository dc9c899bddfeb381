import type { z } from 'zod'
import type { AnyRoute } from '#core/http/route.ts'
import { permissionName } from '#core/i18n/permission-name.ts'
import * as contract from '../contract/guild.ts'
import { guildIdParams, noFilters } from '../contract/shared.ts'
import * as service from '../service/guilds.ts'
import { doctorJson, guildJson } from '../views/guild.ts'
import { discordBase, eventRoute, readAccess, writeAccess } from './shared.ts'

const base = `${discordBase}/guilds`
type Params = z.infer<typeof guildIdParams>
type LinkBody = z.infer<typeof contract.linkGuildBody>
type LinkQuery = z.infer<typeof contract.linkGuildQuery>
type PatchBody = z.infer<typeof contract.patchGuildBody>
type RelinkBody = z.infer<typeof contract.relinkBody>

const link = eventRoute<unknown, LinkQuery, LinkBody, service.GuildSeen>({
  method: 'POST',
  path: base,
  summary: 'Join a server with an organisation',
  access: writeAccess,
  query: contract.linkGuildQuery,
  body: contract.linkGuildBody,
  responses: { 200: contract.discordGuild, 201: contract.discordGuild },
  perform(context, { body, query }) {
    const { guild_id, guild_name, owner_id, org_id, org_name, ...options } = body
    const own = { guild_id, guild_name, owner_id, org_id: org_id ?? query.org_id, org_name }
    const { announcement_channel_id, event_channel_id, reminder_channel_id, ...rest } = options
    const channels = { announcement_channel_id, event_channel_id, reminder_channel_id }
    return service.linkGuild(context, { ...own, options: { ...rest, ...given(channels) } })
  },
  respond: (seen, context) => ({
    status: seen.created ? 201 : 200,
    body: guildJson(seen, context),
  }),
})

function given<T extends Record<string, string | null | undefined>>(channels: T) {
  return Object.fromEntries(Object.entries(channels).filter(([, id]) => id !== undefined))
}

const list = eventRoute<unknown, unknown, unknown, service.GuildSeen[]>({
  method: 'GET',
  path: base,
  summary: 'List the servers that one manages',
  access: readAccess,
  query: noFilters,
  responses: { 200: contract.guildList },
  perform: (context) => service.listGuilds(context),
  respond: (all, context) => ({ status: 200, body: all.map((one) => guildJson(one, context)) }),
})

const detail = eventRoute<Params, unknown, unknown, service.GuildSeen>({
  method: 'GET',
  path: `${base}/:guild_id`,
  summary: 'One server',
  access: writeAccess,
  params: guildIdParams,
  responses: { 200: contract.discordGuild },
  perform: (context, { params }) => service.getGuild(context, params.guild_id),
  respond: (seen, context) => ({ status: 200, body: guildJson(seen, context) }),
})

const patch = eventRoute<Params, unknown, PatchBody, service.GuildSeen>({
  method: 'PATCH',
  path: `${base}/:guild_id`,
  summary: 'Decide how a server shows events',
  access: writeAccess,
  params: guildIdParams,
  body: contract.patchGuildBody,
  responses: { 200: contract.discordGuild },
  perform(context, { params, body: { status, ...options } }) {
    return service.patchGuild(context, params.guild_id, { options, status })
  },
  respond: (seen, context) => ({ status: 200, body: guildJson(seen, context) }),
})

const removal = eventRoute<Params, unknown, unknown, void>({
  method: 'DELETE',
  path: `${base}/:guild_id`,
  summary: 'Take a server out of its organisation',
  access: writeAccess,
  params: guildIdParams,
  responses: {},
  perform: (context, { params }) => service.unlinkGuild(context, params.guild_id),
  respond: () => ({ status: 204 }),
})

const relink = eventRoute<Params, unknown, RelinkBody, service.GuildSeen>({
  method: 'POST',
  path: `${base}/:guild_id/link`,
  summary: 'Move a server to another organisation',
  access: writeAccess,
  params: guildIdParams,
  body: contract.relinkBody,
  responses: { 200: contract.discordGuild, 201: contract.discordGuild },
  perform: (context, { params, body }) =>
    service.linkGuild(context, { ...params, ...body, options: {} }),
  respond: (seen, context) => ({
    status: seen.created ? 201 : 200,
    body: guildJson(seen, context),
  }),
})

const doctor = eventRoute<Params, unknown, unknown, service.GuildExamined>({
  method: 'GET',
  path: `${base}/:guild_id/doctor`,
  summary: 'What is missing in a server, and what does not work without it',
  access: writeAccess,
  params: guildIdParams,
  responses: { 200: contract.guildDoctor },
  perform: (context, { params }) => service.examineGuild(context, params.guild_id),
  respond: (examined, context) => ({
    status: 200,
    body: doctorJson(examined, context, (name) => permissionName(context.locale, name)),
  }),
})

/** Servers and what they have decided. */
export const guildRoutes: readonly AnyRoute[] = [link, list, detail, patch, removal, relink, doctor]
