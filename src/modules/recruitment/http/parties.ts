import type { z } from 'zod'
import type { Context } from '#core/context.ts'
import { pageBody } from '#core/http/paging.ts'
import { route, type AnyRoute } from '#core/http/route.ts'
import {
  type ListQuery,
  listQuery,
  recruitmentPage,
  waitlistPage,
  waitlistQuery,
} from '../contract/list.ts'
import { recruitment } from '../contract/party.ts'
import * as contract from '../contract/write.ts'
import { create as createParty, untilPosted, type Created } from '../service/create.ts'
import { edit, remove, type Patch } from '../service/edit.ts'
import { placeOf } from '../service/natural.ts'
import * as reading from '../service/reading.ts'
import { waitingJson, type Seen } from '../views/json.ts'
import { instantIn, newParty } from './new-party.ts'
import {
  base,
  etag,
  idOf,
  json,
  params,
  party,
  tags,
  writeAccess,
  zoneNamed,
  type Params,
} from './shared.ts'

const list = route<unknown, ListQuery, unknown, { count: number; results: Seen[]; cursor: string }>(
  {
    method: 'GET',
    path: base,
    summary: 'List parties, newest first',
    tags,
    access: { kind: 'public' },
    query: listQuery,
    responses: { 200: recruitmentPage },
    async perform(context, { query }) {
      // Read before the list, so that a live page that resumes here misses nothing.
      const cursor = context.cursor()
      return { ...(await reading.list(context, query)), cursor }
    },
    respond({ count, results, cursor }, context, input) {
      const shown = results.map((seen) => json(seen, context))
      return {
        status: 200,
        headers: { 'x-muster-cursor': cursor },
        body: pageBody(context, input, { count, results: shown }),
      }
    },
  },
)

const detail = route<Params, unknown, unknown, { seen: Seen; cursor: string }>({
  method: 'GET',
  path: `${base}/:id`,
  summary: 'One party',
  tags,
  access: { kind: 'public' },
  params,
  responses: { 200: recruitment },
  async perform(context, input) {
    const cursor = context.cursor()
    return { seen: await reading.get(context, idOf(input.params)), cursor }
  },
  respond: ({ seen, cursor }, context) => ({
    status: 200,
    headers: { ...etag(seen), 'x-muster-cursor': cursor },
    body: json(seen, context),
  }),
})

const create = route<unknown, z.infer<typeof contract.createQuery>, contract.CreateBody, Created>({
  method: 'POST',
  path: base,
  summary: 'Open a party',
  tags,
  access: writeAccess,
  query: contract.createQuery,
  body: contract.createBody,
  responses: { 201: contract.createAnswer },
  async perform(context, { body, query }) {
    const created = await createParty(context, await newParty(context, body))
    return query.wait ? untilPosted(context, created) : created
  },
  respond: (created, context) => ({
    status: 201,
    headers: { location: `${base}/${created.party.id}/`, ...etag(created) },
    body: { ...json(created, context), skipped: created.skipped },
  }),
})

type Person = NonNullable<contract.PatchBody['participants']>[number]

function personOf(one: Person) {
  if (typeof one === 'string') return { user_id: one, username: null, role: null }
  const { discord_user_id: user_id, discord_username, role } = one
  return { user_id, username: discord_username ?? null, role: role ?? null }
}

async function patchOf(context: Context, id: number, body: contract.PatchBody): Promise<Patch> {
  const { discord_message_id, discord_channel_id, participants, ...rest } = body
  const { starts_at, expires_at, ...fields } = rest
  const { party: before } = await reading.get(context, id)
  const named = body.timezone ?? before.timezone
  const place = await placeOf(context, before.guild_id, before.locale)
  const zone = named ? zoneNamed(named) : place.zone
  return {
    ...fields,
    ...(starts_at !== undefined && { starts_at: instantIn('starts_at', starts_at, zone) }),
    ...(expires_at !== undefined && { expires_at: instantIn('expires_at', expires_at, zone) }),
    ...(participants && { participants: participants.map(personOf) }),
    ...(discord_message_id && { message_id: discord_message_id }),
    ...(discord_channel_id && { channel_id: discord_channel_id }),
  }
}

const patch = route<Params, z.infer<typeof contract.patchQuery>, contract.PatchBody, Seen>({
  method: 'PATCH',
  path: `${base}/:id`,
  summary: 'Change a party',
  tags,
  access: writeAccess,
  params,
  query: contract.patchQuery,
  body: contract.patchBody,
  responses: { 200: recruitment },
  async perform(context, input) {
    const id = idOf(input.params)
    return edit(context, id, await patchOf(context, id, input.body), {
      overflow: input.query.overflow === 'waitlist',
      expected: { ifMatch: input.headers['if-match'] },
    })
  },
  respond: party,
})

const removal = route<Params, unknown, unknown, { id: number }>({
  method: 'DELETE',
  path: `${base}/:id`,
  summary: 'Delete a party',
  tags,
  access: writeAccess,
  params,
  responses: {},
  perform: (context, input) => remove(context, idOf(input.params)),
  respond: () => ({ status: 204 }),
})

type Queue = Awaited<ReturnType<typeof reading.waitlist>>
type QueueQuery = z.infer<typeof waitlistQuery>

const waitlist = route<Params, QueueQuery, unknown, Queue>({
  method: 'GET',
  path: `${base}/:id/waitlist`,
  summary: 'Who waits for a place, in order',
  tags,
  access: { kind: 'public' },
  params,
  query: waitlistQuery,
  responses: { 200: waitlistPage },
  perform: (context, input) => reading.waitlist(context, idOf(input.params), input.query),
  respond({ seen, count, offset, seats }, context, input) {
    const results = seats.map((seat, index) => waitingJson(seat, seen, offset + index + 1))
    return { status: 200, body: pageBody(context, input, { count, results }) }
  },
})

/** Reading, opening, changing and deleting parties. */
export const partyRoutes: readonly AnyRoute[] = [list, create, detail, waitlist, patch, removal]
