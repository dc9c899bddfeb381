import { z } from 'zod'
import { line } from '../contract.ts'
import { coreError } from '../errors.ts'
import { route, type AnyRoute } from '../http/route.ts'
import type { GuildPlace, RoleName, RosterMember } from './actor.ts'
import { memberOf } from './rights.ts'

const params = z.object({ guild_id: z.string().max(40) })
const answer = z.object({
  roles: z.array(z.object({ id: z.string(), name: z.string(), color: z.int() })),
  channels: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      /** Discord's number: 0 text, 2 voice, 4 category, 5 announcements, 13 stage, 15 forum. */
      type: z.int(),
      parent_id: z.string().nullable(),
    }),
  ),
})

type Places = { roles: readonly RoleName[]; channels: readonly GuildPlace[] }

/** `/api/me/guilds/:guild_id/places`: what forms of all modules let people choose from. */
export const placesRoute: AnyRoute = route<z.infer<typeof params>, unknown, unknown, Places>({
  method: 'GET',
  path: '/api/me/guilds/:guild_id/places',
  summary: 'Roles of a server of mine, and its channels that I see',
  tags: ['me'],
  access: { kind: 'session' },
  params,
  responses: { 200: answer },
  async perform(context, { params: { guild_id } }) {
    const member = await memberOf(context, guild_id)
    if (!member) throw coreError('not_found')
    const roles = context.members.roles(guild_id)
    return { roles, channels: await context.members.channels(guild_id, member.user_id) }
  },
  respond: (places) => ({ status: 200, body: places }),
})

const lettersQuery = z.object({ query: line(1, 32) })
const people = z.object({
  results: z.array(
    z.object({
      discord_user_id: z.string(),
      username: z.string(),
      /** The name in this server. */
      display_name: z.string(),
      avatar: z.string().nullable(),
    }),
  ),
})

type Letters = z.infer<typeof lettersQuery>

/** `/api/me/guilds/:guild_id/members`: people to choose from, by the beginning of their names. */
export const memberSearchRoute: AnyRoute = route<
  z.infer<typeof params>,
  Letters,
  unknown,
  readonly RosterMember[]
>({
  method: 'GET',
  path: '/api/me/guilds/:guild_id/members',
  summary: 'Members of a server of mine whose names begin so',
  tags: ['me'],
  access: { kind: 'session' },
  params,
  query: lettersQuery,
  responses: { 200: people },
  async perform(context, { params: { guild_id }, query }) {
    const member = await memberOf(context, guild_id)
    if (!member) throw coreError('not_found')
    return context.members.search(guild_id, query.query)
  },
  respond: (found) => ({
    status: 200,
    body: {
      results: found.map(({ user_id, username, display_name, avatar }) => ({
        discord_user_id: user_id,
        username,
        display_name,
        avatar,
      })),
    },
  }),
})
