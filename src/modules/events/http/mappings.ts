import type { z } from 'zod'
import { toInstant } from '#core/contract.ts'
import type { AnyRoute } from '#core/http/route.ts'
import * as contract from '../contract/guild.ts'
import { guildIdParams, noFilters } from '../contract/shared.ts'
import * as mappings from '../service/mappings.ts'
import * as menus from '../service/menus.ts'
import { editorRoles, menuJson } from '../views/menu.ts'
import { discordBase, eventRoute, writeAccess } from './shared.ts'

const base = `${discordBase}/guilds/:guild_id`
type Params = z.infer<typeof guildIdParams>
type OneParams = z.infer<typeof contract.ofGuildParams>
type Mapped = Awaited<ReturnType<typeof mappings.roleMappings>>

function roleJson({ mappings: all, roles }: Mapped) {
  return all.map((one) => ({
    ...one,
    discord_role_name: roles.find(({ id }) => id === one.discord_role_id)?.name ?? '',
    created_at: toInstant(one.created_at),
  }))
}

const roleList = eventRoute<Params, unknown, unknown, Mapped>({
  method: 'GET',
  path: `${base}/role-mappings`,
  summary: 'What the roles of a server stand for',
  access: writeAccess,
  params: guildIdParams,
  query: noFilters,
  responses: { 200: contract.roleMappingList },
  perform: (context, { params }) => mappings.roleMappings(context, params.guild_id),
  respond: (mapped) => ({ status: 200, body: roleJson(mapped) }),
})

/** So many people are named in a preview. */
const named = 50

function affected(people: mappings.MappingPreview['gain']) {
  return {
    count: people.length,
    people: people.slice(0, named).map(({ discord_id, display_name }) => ({
      discord_user_id: discord_id,
      display_name,
    })),
  }
}

type PreviewQuery = z.infer<typeof contract.previewMappingQuery>

const previewMapping = eventRoute<Params, PreviewQuery, unknown, mappings.MappingPreview>({
  method: 'GET',
  path: `${base}/role-mappings/preview`,
  summary: 'Who would get or lose a role now if it stood for something else',
  access: writeAccess,
  params: guildIdParams,
  query: contract.previewMappingQuery,
  responses: { 200: contract.mappingPreview },
  perform(context, { params, query }) {
    const { remove, discord_role_id, role_type, entity_id = null } = query
    if (remove !== undefined) return mappings.previewMapping(context, params.guild_id, { remove })
    const add = discord_role_id === undefined ? [] : [{ discord_role_id, role_type, entity_id }]
    return mappings.previewMapping(context, params.guild_id, { add })
  },
  respond: ({ managed, gain, lose }) => ({
    status: 200,
    body: { managed, gain: affected(gain), lose: affected(lose) },
  }),
})

const mapRole = eventRoute<Params, unknown, z.infer<typeof contract.roleMappingBody>, Mapped>({
  method: 'POST',
  path: `${base}/role-mappings`,
  summary: 'Say what a role stands for',
  access: writeAccess,
  params: guildIdParams,
  body: contract.roleMappingBody,
  responses: { 201: contract.roleMapping },
  perform: (context, { params, body }) => mappings.mapRole(context, params.guild_id, body),
  respond: (mapped) => ({ status: 201, body: roleJson(mapped)[0] }),
})

function removal(path: string, summary: string, work: typeof mappings.unmapRole) {
  return eventRoute<OneParams, unknown, unknown, void>({
    method: 'DELETE',
    path: `${base}/${path}/:id`,
    summary,
    access: writeAccess,
    params: contract.ofGuildParams,
    responses: {},
    perform: (context, { params }) => work(context, params.guild_id, params.id),
    respond: () => ({ status: 204 }),
  })
}

type Channel = Awaited<ReturnType<typeof mappings.mapChannel>>

function channelJson(channel: Channel) {
  const { delete_at, created_at } = channel
  return { ...channel, delete_at: toInstant(delete_at), created_at: toInstant(created_at) }
}

const channelList = eventRoute<Params, unknown, unknown, Channel[]>({
  method: 'GET',
  path: `${base}/channel-mappings`,
  summary: "The channels of a server's events",
  access: writeAccess,
  params: guildIdParams,
  query: noFilters,
  responses: { 200: contract.channelMappingList },
  perform: (context, { params }) => mappings.channelMappings(context, params.guild_id),
  respond: (all) => ({ status: 200, body: all.map(channelJson) }),
})

const mapChannel = eventRoute<
  Params,
  unknown,
  z.infer<typeof contract.channelMappingBody>,
  Channel
>({
  method: 'POST',
  path: `${base}/channel-mappings`,
  summary: 'Give an event a channel, or ask for new ones',
  access: writeAccess,
  params: guildIdParams,
  body: contract.channelMappingBody,
  responses: { 201: contract.channelMapping },
  perform: (context, { params, body }) => mappings.mapChannel(context, params.guild_id, body),
  respond: (channel) => ({ status: 201, body: channelJson(channel) }),
})

type Menus = Awaited<ReturnType<typeof menus.menusOf>>

const menuList = eventRoute<Params, unknown, unknown, Menus>({
  method: 'GET',
  path: `${base}/role-menus`,
  summary: 'Role menus, and the roles and channels that an editor offers',
  access: writeAccess,
  params: guildIdParams,
  query: noFilters,
  responses: { 200: contract.roleMenuList },
  perform: (context, { params }) => menus.menusOf(context, params.guild_id),
  respond: ({ menus: all, channels, roles }, context) => ({
    status: 200,
    body: {
      results: all.map((menu) => menuJson(menu, roles, context)),
      roles: editorRoles(roles),
      channels,
    },
  }),
})

type MenuBody = z.infer<typeof contract.roleMenuBody>

const createMenu = eventRoute<Params, unknown, MenuBody, menus.MenuSeen>({
  method: 'POST',
  path: `${base}/role-menus`,
  summary: 'Make a message on which people choose roles',
  access: writeAccess,
  params: guildIdParams,
  body: contract.roleMenuBody,
  responses: { 201: contract.roleMenu },
  perform: (context, { params, body }) => menus.createMenu(context, params.guild_id, body),
  respond: ({ menu, roles }, context) => ({ status: 201, body: menuJson(menu, roles, context) }),
})

type PatchBody = z.infer<typeof contract.patchRoleMenuBody>

const patchMenu = eventRoute<OneParams, unknown, PatchBody, menus.MenuSeen>({
  method: 'PATCH',
  path: `${base}/role-menus/:id`,
  summary: 'Change a role menu',
  access: writeAccess,
  params: contract.ofGuildParams,
  body: contract.patchRoleMenuBody,
  responses: { 200: contract.roleMenu },
  perform: (context, { params, body }) => menus.patchMenu(context, params, body),
  respond: ({ menu, roles }, context) => ({ status: 200, body: menuJson(menu, roles, context) }),
})

const removeMenu = removal('role-menus', 'Take a role menu away', async (context, guild_id, id) => {
  await menus.patchMenu(context, { guild_id, id }, { active: false })
})

/** Roles and channels of a server, and its role menus. */
export const mappingRoutes: readonly AnyRoute[] = [
  roleList,
  previewMapping,
  mapRole,
  removal('role-mappings', 'Forget what a role stands for', mappings.unmapRole),
  channelList,
  mapChannel,
  removal('channel-mappings', 'Forget a channel of an event', mappings.unmapChannel),
  menuList,
  createMenu,
  patchMenu,
  removeMenu,
]
