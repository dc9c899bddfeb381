import { z } from 'zod'
import { line, snowflake } from '#core/contract.ts'
import { route, type AnyRoute } from '#core/http/route.ts'
import { createBody } from '../contract/write.ts'
import { guildSettings, guildSettingsPatch, type GuildSettings } from '../rules/settings.ts'
import * as service from '../service/preferences.ts'
import { tags, writeAccess } from './shared.ts'

const guild = '/api/discord/guilds/:guild_id'
const readAccess = { kind: 'caller', scope: 'recruitments:read' } as const

const guildParams = z.object({ guild_id: snowflake })
type GuildParams = z.infer<typeof guildParams>

const getSettings = route<GuildParams, unknown, unknown, GuildSettings>({
  method: 'GET',
  path: `${guild}/recruitment-settings`,
  summary: 'What a guild has decided about its parties',
  tags,
  access: readAccess,
  params: guildParams,
  responses: { 200: guildSettings },
  perform: (context, { params }) => service.getSettings(context, params.guild_id),
  respond: (body) => ({ status: 200, body }),
})

const patchSettings = route<GuildParams, unknown, Partial<GuildSettings>, GuildSettings>({
  method: 'PATCH',
  path: `${guild}/recruitment-settings`,
  summary: 'Change some of a guild’s settings',
  tags,
  access: writeAccess,
  params: guildParams,
  body: guildSettingsPatch,
  responses: { 200: guildSettings },
  perform: (context, { params, body }) => service.changeSettings(context, params.guild_id, body),
  respond: (body) => ({ status: 200, body }),
})

const { shape } = createBody

/** The fields of a party that a template may give. */
const templateFields = z
  .object({
    title: shape.title,
    description: shape.description,
    max_slots: shape.max_slots,
    min_slots: shape.min_slots,
    roles: shape.roles,
    timezone: shape.timezone,
    expires_in_minutes: shape.expires_in_minutes,
    game: shape.game,
    tags: shape.tags,
    visibility: shape.visibility,
    waitlist_enabled: shape.waitlist_enabled,
    start_on_full: shape.start_on_full,
    voice: shape.voice,
    thread: shape.thread,
    ping_role_id: shape.ping_role_id,
    required_role_id: shape.required_role_id,
  })
  .partial()

const template = z.object({ name: line(1, 50), fields: templateFields })
type Template = z.infer<typeof template>
const templateParams = guildParams.extend({ name: line(1, 50) })
type TemplateParams = z.infer<typeof templateParams>

const listTemplates = route<GuildParams, unknown, unknown, service.NamedTemplate[]>({
  method: 'GET',
  path: `${guild}/recruitment-templates`,
  summary: 'A guild’s templates',
  tags,
  access: readAccess,
  params: guildParams,
  responses: { 200: z.object({ results: z.array(template) }) },
  perform: (context, { params }) => service.listTemplates(context, params.guild_id),
  respond: (results) => ({ status: 200, body: { results } }),
})

const saveTemplate = route<GuildParams, unknown, Template, service.NamedTemplate>({
  method: 'POST',
  path: `${guild}/recruitment-templates`,
  summary: 'Store a template, over an older one of the same name',
  tags,
  access: writeAccess,
  params: guildParams,
  body: template,
  responses: { 200: template },
  perform: (context, { params, body }) => service.saveTemplate(context, params.guild_id, body),
  respond: (body) => ({ status: 200, body }),
})

const deleteTemplate = route<TemplateParams, unknown, unknown, void>({
  method: 'DELETE',
  path: `${guild}/recruitment-templates/:name`,
  summary: 'Remove a template',
  tags,
  access: writeAccess,
  params: templateParams,
  responses: {},
  perform: (context, { params }) => service.deleteTemplate(context, params.guild_id, params.name),
  respond: () => ({ status: 204 }),
})

/** Whom a list belongs to: the signed-in person; a service key names somebody. */
const personQuery = z.object({ discord_user_id: snowflake.optional() })
type PersonQuery = z.infer<typeof personQuery>
const blockedParams = guildParams.extend({ user_id: snowflake })
type BlockedParams = z.infer<typeof blockedParams>
const blockList = z.object({
  results: z.array(z.object({ discord_user_id: z.string(), display_name: z.string().nullable() })),
})

const listBlocks = route<GuildParams, PersonQuery, unknown, service.Blocked[]>({
  method: 'GET',
  path: `${guild}/recruitment-blocks`,
  summary: 'Whom somebody keeps out of the own parties',
  tags,
  access: readAccess,
  params: guildParams,
  query: personQuery,
  responses: { 200: blockList },
  perform: (context, { params, query }) => service.listBlocks(context, params.guild_id, query),
  respond: (results) => ({ status: 200, body: { results } }),
})

function blockRoute(
  method: 'POST' | 'DELETE',
  summary: string,
  perform: typeof service.block,
): AnyRoute {
  return route<BlockedParams, PersonQuery, unknown, void>({
    method,
    path: `${guild}/recruitment-blocks/:user_id`,
    summary,
    tags,
    access: writeAccess,
    params: blockedParams,
    query: personQuery,
    responses: {},
    perform: (context, { params, query }) =>
      perform(context, params.guild_id, params.user_id, query),
    respond: () => ({ status: 204 }),
  })
}

const alert = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('owner'), value: snowflake }),
  z.object({ kind: z.literal('game'), value: line(1, 100) }),
])
type Alert = z.infer<typeof alert>
/** The same as a query, for taking a wish back. */
const alertQuery = personQuery.extend({ kind: z.enum(['owner', 'game']), value: line(1, 100) })
type AlertQuery = z.infer<typeof alertQuery>

const listedAlert = z.object({
  kind: z.enum(['owner', 'game']),
  value: z.string(),
  /** The name of the person, where it is about one whom Muster knows. */
  display_name: z.string().nullable(),
})

const listAlerts = route<GuildParams, PersonQuery, unknown, service.ListedAlert[]>({
  method: 'GET',
  path: `${guild}/recruitment-alerts`,
  summary: 'Of which parties somebody wants to hear',
  tags,
  access: readAccess,
  params: guildParams,
  query: personQuery,
  responses: { 200: z.object({ results: z.array(listedAlert) }) },
  perform: (context, { params, query }) => service.listAlerts(context, params.guild_id, query),
  respond: (results) => ({ status: 200, body: { results } }),
})

const addAlert = route<GuildParams, PersonQuery, Alert, Alert>({
  method: 'POST',
  path: `${guild}/recruitment-alerts`,
  summary: 'Hear of parties by a person or of a game',
  tags,
  access: writeAccess,
  params: guildParams,
  query: personQuery,
  body: alert,
  responses: { 201: alert },
  perform: (context, { params, query, body }) =>
    service.addAlert(context, params.guild_id, body, query),
  respond: (body) => ({ status: 201, body }),
})

const removeAlert = route<GuildParams, AlertQuery, unknown, Alert>({
  method: 'DELETE',
  path: `${guild}/recruitment-alerts`,
  summary: 'Hear of them no more',
  tags,
  access: writeAccess,
  params: guildParams,
  query: alertQuery,
  responses: {},
  perform: (context, { params, query: { kind, value, ...named } }) =>
    service.removeAlert(context, params.guild_id, { kind, value }, named),
  respond: () => ({ status: 204 }),
})

/** What guilds and people have decided about parties. */
export const preferenceRoutes: readonly AnyRoute[] = [
  getSettings,
  patchSettings,
  listTemplates,
  saveTemplate,
  deleteTemplate,
  listBlocks,
  blockRoute('POST', 'Keep somebody out of the own parties', service.block),
  blockRoute('DELETE', 'Let somebody in again', service.unblock),
  listAlerts,
  addAlert,
  removeAlert,
]
