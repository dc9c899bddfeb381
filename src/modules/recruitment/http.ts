import type { z } from 'zod'
import type { Context } from '#core/context.ts'
import { coreError } from '#core/errors.ts'
import { route, type AnyRoute } from '#core/http/route.ts'
import * as contract from './contract.ts'
import * as service from './service.ts'
import { recruitmentJson, type Seen } from './views/json.ts'

const base = '/api/discord/recruitments'
const tags = ['recruitment']
const { recruitmentParams: params } = contract
const write = { kind: 'caller', scope: 'recruitments:write' } as const

type Params = z.infer<typeof params>

/** Ids are 32-bit integers; whatever else stands in the path is not found. */
function idOf({ id }: Params): number {
  if (!/^\d{1,9}$/.test(id)) throw coreError('not_found')
  return Number(id)
}

function json(seen: Seen, context: Context): contract.RecruitmentJson {
  return recruitmentJson(seen, context)
}

function etag(seen: Seen): Record<string, string> {
  return { etag: `"${seen.party.version}"` }
}

function pageUrl(context: Context, query: contract.ListQuery, page: number): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries({ ...query, page })) {
    if (value === undefined) continue
    search.set(
      name,
      name === 'updated_since' ? new Date(Number(value)).toISOString() : String(value),
    )
  }
  return `${context.publicUrl}${base}/?${search.toString()}`
}

const list = route<
  unknown,
  contract.ListQuery,
  unknown,
  { count: number; results: Seen[]; cursor: string }
>({
  method: 'GET',
  path: base,
  summary: 'List parties, newest first',
  tags,
  access: { kind: 'public' },
  query: contract.listQuery,
  responses: { 200: contract.recruitmentPage },
  async perform(context, { query }) {
    // Read before the list, so that a live page that resumes here misses nothing.
    const cursor = context.cursor()
    return { ...(await service.list(context, query)), cursor }
  },
  respond({ count, results, cursor }, context, { query }) {
    const { page, page_size } = query
    return {
      status: 200,
      headers: { 'x-muster-cursor': cursor },
      body: {
        count,
        next: page * page_size < count ? pageUrl(context, query, page + 1) : null,
        previous: page > 1 ? pageUrl(context, query, page - 1) : null,
        results: results.map((seen) => json(seen, context)),
      },
    }
  },
})

const detail = route<Params, unknown, unknown, { seen: Seen; cursor: string }>({
  method: 'GET',
  path: `${base}/:id`,
  summary: 'One party',
  tags,
  access: { kind: 'public' },
  params,
  responses: { 200: contract.recruitment },
  async perform(context, input) {
    const cursor = context.cursor()
    return { seen: await service.get(context, idOf(input.params)), cursor }
  },
  respond: ({ seen, cursor }, context) => ({
    status: 200,
    headers: { ...etag(seen), 'x-muster-cursor': cursor },
    body: json(seen, context),
  }),
})

const create = route<unknown, unknown, contract.CreateBody, Seen>({
  method: 'POST',
  path: base,
  summary: 'Open a party',
  tags,
  access: write,
  body: contract.createBody,
  responses: { 201: contract.recruitment },
  async perform(context, { body }) {
    const guild_id = body.discord_guild_id ?? body.discord_server_id ?? ''
    const { discord_channel_id: channel_id } = body
    if (!channel_id) {
      throw coreError('validation_error', {
        fields: { discord_channel_id: ['This field is required.'] },
      })
    }
    return service.create(context, {
      guild_id,
      channel_id,
      message_id: body.discord_message_id ?? null,
      post_after: null,
      title: body.title,
      description: body.description,
      max_slots: body.max_slots ?? 4,
      game: body.game ?? null,
      visibility: body.visibility,
      waitlist_enabled: body.waitlist_enabled,
      owner_joins: body.owner_joins,
      locale: context.members.guildLocale(guild_id) ?? context.locale,
      owner: {
        discord_user_id: body.discord_owner_id,
        discord_username: body.discord_owner_username,
      },
    })
  },
  respond: (seen, context) => ({
    status: 201,
    headers: { location: `${base}/${seen.party.id}/`, ...etag(seen) },
    body: json(seen, context),
  }),
})

const join = route<Params, unknown, z.infer<typeof contract.joinBody>, service.Joined>({
  method: 'POST',
  path: `${base}/:id/join`,
  summary: 'Take a place, or one in the queue',
  tags,
  access: write,
  params,
  body: contract.joinBody,
  responses: { 200: contract.joinAnswer },
  perform: (context, input) => {
    const { waitlist, ...body } = input.body
    return service.join(context, idOf(input.params), { ...body, mayWait: waitlist !== 'no' })
  },
  respond: (joined, context) => ({
    status: 200,
    headers: etag(joined),
    body: { ...json(joined, context), result: joined.result, changed: joined.changed },
  }),
})

const leave = route<Params, unknown, z.infer<typeof contract.leaveBody>, service.Left>({
  method: 'POST',
  path: `${base}/:id/leave`,
  summary: 'Give a place or the wait up',
  tags,
  access: write,
  params,
  body: contract.leaveBody,
  responses: { 200: contract.leaveAnswer },
  perform: (context, input) => service.leave(context, idOf(input.params), input.body),
  respond: (left, context) => ({
    status: 200,
    headers: etag(left),
    body: { ...json(left, context), result: left.result, promoted: left.promoted },
  }),
})

const patch = route<Params, unknown, contract.PatchBody, Seen>({
  method: 'PATCH',
  path: `${base}/:id`,
  summary: 'Change a party',
  tags,
  access: write,
  params,
  body: contract.patchBody,
  responses: { 200: contract.recruitment },
  perform: (context, input) =>
    service.edit(context, idOf(input.params), input.body, { ifMatch: input.headers['if-match'] }),
  respond: (seen, context) => ({ status: 200, headers: etag(seen), body: json(seen, context) }),
})

const remove = route<Params, unknown, unknown, { id: number }>({
  method: 'DELETE',
  path: `${base}/:id`,
  summary: 'Delete a party',
  tags,
  access: write,
  params,
  responses: {},
  perform: (context, input) => service.remove(context, idOf(input.params)),
  respond: () => ({ status: 204 }),
})

/** The seven routes of the first contract. */
export const recruitmentRoutes: readonly AnyRoute[] = [
  list,
  create,
  detail,
  join,
  leave,
  patch,
  remove,
]
