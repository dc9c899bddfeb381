import type { z } from 'zod'
import type { Context } from '#core/context.ts'
import { pageBody } from '#core/http/paging.ts'
import type { AnyRoute } from '#core/http/route.ts'
import * as contract from '../contract/event.ts'
import { idParams } from '../contract/shared.ts'
import { toEpoch } from '../rules/fields.ts'
import type { Changed } from '../service/change.ts'
import { create, type NewEvent } from '../service/create.ts'
import { edit, fieldsOf, setState, signupTimesOf } from '../service/edit.ts'
import * as reading from '../service/reading.ts'
import { editScoped, removeScoped } from '../service/series-edit.ts'
import { eventJson, type Seen } from '../views/json.ts'
import { previewRoutes } from './preview.ts'
import { base, etag, eventAnswer, eventRoute, writeAccess } from './shared.ts'

type Params = z.infer<typeof idParams>

const list = eventRoute<
  unknown,
  contract.EventListQuery,
  unknown,
  { count: number; results: Seen[]; cursor: string }
>({
  method: 'GET',
  path: base,
  summary: 'List events by start',
  access: { kind: 'public' },
  query: contract.eventListQuery,
  responses: { 200: contract.eventPage },
  async perform(context, { query }) {
    // Read before the list, so that a live page that resumes here misses nothing.
    const cursor = context.cursor()
    return { ...(await reading.list(context, query)), cursor }
  },
  respond({ count, results, cursor }, context, input) {
    const shown = results.map((seen) => eventJson(seen, context))
    return {
      status: 200,
      headers: { 'x-muster-cursor': cursor },
      body: pageBody(context, input, { count, results: shown }),
    }
  },
})

const detail = eventRoute<Params, unknown, unknown, { seen: Seen; cursor: string }>({
  method: 'GET',
  path: `${base}/:id`,
  summary: 'One event',
  access: { kind: 'public' },
  params: idParams,
  responses: { 200: contract.event },
  async perform(context, { params }) {
    const cursor = context.cursor()
    return { seen: await reading.get(context, params.id), cursor }
  },
  respond: ({ seen, cursor }, context) => ({
    status: 200,
    headers: { ...etag(seen), 'x-muster-cursor': cursor },
    body: eventJson(seen, context),
  }),
})

/** A request as the use case takes it. */
function newEvent(body: contract.CreateEventBody): NewEvent {
  const { org_id, guild_id, guild_ids, draft, template, create_signup_message, ...rest } = body
  const { discord_user_id, discord_username, ...fields } = rest
  return {
    fields,
    org_id: org_id ?? null,
    guild_id: guild_id ?? null,
    guild_ids: guild_ids ?? null,
    draft,
    template: template ?? null,
    message: create_signup_message,
    named: { discord_user_id, discord_username },
  }
}

function created(seen: Seen, context: Context) {
  const headers = { location: `${base}/${seen.event.id}`, ...etag(seen) }
  return { status: 201, headers, body: eventJson(seen, context) }
}

const creation = eventRoute<unknown, unknown, contract.CreateEventBody, Changed>({
  method: 'POST',
  path: base,
  summary: 'Make an event; it is published at once unless it is a draft',
  access: writeAccess,
  body: contract.createEventBody,
  responses: { 201: contract.event },
  perform: (context, { body }) => create(context, newEvent(body)),
  respond: created,
})

type PatchBody = z.infer<typeof contract.patchEventBody>

type Scope = z.infer<typeof contract.scopeQuery>['scope']

async function patchEvent(
  context: Context,
  id: string,
  body: PatchBody,
  { ifMatch, scope }: { ifMatch: string | undefined; scope: Scope },
): Promise<Changed> {
  const { state, cancel_reason: reason, ...fields } = body
  const expected = { ifMatch }
  if (scope !== 'this' && state === undefined) {
    return editScoped(context, id, { fields, scope, ifMatch })
  }
  const edits = Object.values(fields).some((value) => value !== undefined)
  if (state === undefined) return edit(context, id, fields, { expected })
  if (!edits) return setState(context, id, state, { expected, reason: reason ?? null })
  await edit(context, id, fields, { expected })
  return setState(context, id, state, { reason: reason ?? null })
}

const patch = eventRoute<Params, z.infer<typeof contract.scopeQuery>, PatchBody, Changed>({
  method: 'PATCH',
  path: `${base}/:id`,
  summary: 'Change an event',
  // Of a series, or with another state, it is more than one step; each of them may be done twice.
  inSteps: true,
  access: writeAccess,
  params: idParams,
  query: contract.scopeQuery,
  body: contract.patchEventBody,
  responses: { 200: contract.event },
  perform: (context, { params, body, headers, query }) =>
    patchEvent(context, params.id, body, { ifMatch: headers['if-match'], scope: query.scope }),
  respond: eventAnswer,
})

const removal = eventRoute<Params, z.infer<typeof contract.scopeQuery>, unknown, void>({
  method: 'DELETE',
  path: `${base}/:id`,
  summary: 'Delete an event, or its series from it on, or all of it',
  access: writeAccess,
  params: idParams,
  query: contract.scopeQuery,
  responses: {},
  perform: (context, { params, headers, query }) =>
    removeScoped(context, params.id, { ifMatch: headers['if-match'], scope: query.scope }),
  respond: () => ({ status: 204 }),
})

type Verb = 'publish' | 'start' | 'complete' | 'reinstate'

const verbs: Record<Verb, contract.EventJson['state']> = {
  publish: 'scheduled',
  start: 'active',
  complete: 'completed',
  reinstate: 'scheduled',
}

const froms: Partial<Record<Verb, contract.EventJson['state']>> = {
  publish: 'draft',
  reinstate: 'cancelled',
}

const summaries: Record<Verb, string> = {
  publish: 'Publish a draft',
  start: 'Start an event now',
  complete: 'End an event now',
  reinstate: 'Bring a cancelled event back',
}

const moves = (['publish', 'start', 'complete', 'reinstate'] as const).map((verb) =>
  eventRoute<Params, unknown, unknown, Changed>({
    method: 'POST',
    path: `${base}/:id/${verb}`,
    summary: summaries[verb],
    access: writeAccess,
    params: idParams,
    responses: { 200: contract.event },
    perform(context, { params, headers }) {
      const from = froms[verb]
      const expected = { ifMatch: headers['if-match'] }
      return setState(context, params.id, verbs[verb], { expected, ...(from && { from: [from] }) })
    },
    respond: eventAnswer,
  }),
)

const cancel = eventRoute<Params, unknown, z.infer<typeof contract.cancelBody>, Changed>({
  method: 'POST',
  path: `${base}/:id/cancel`,
  summary: 'Call an event off',
  access: writeAccess,
  params: idParams,
  body: contract.cancelBody,
  responses: { 200: contract.event },
  perform: (context, { params, body, headers }) =>
    setState(context, params.id, 'cancelled', {
      reason: body.reason ?? null,
      expected: { ifMatch: headers['if-match'] },
    }),
  respond: eventAnswer,
})

const weekMs = 7 * 24 * 3_600_000

const duplicate = eventRoute<Params, unknown, z.infer<typeof contract.duplicateBody>, Changed>({
  method: 'POST',
  path: `${base}/:id/duplicate`,
  summary: 'Make another event like this one',
  access: writeAccess,
  params: idParams,
  body: contract.duplicateBody,
  responses: { 201: contract.event },
  async perform(context, { params, body }) {
    const { event } = await reading.get(context, params.id)
    const later = new Date(Math.max(event.start_at, context.clock.now()) + weekMs).toISOString()
    const start = body.start_at_utc ?? later
    const times = signupTimesOf(event, toEpoch(start, event.timezone) - event.start_at)
    const title = body.title ?? event.title
    return create(context, {
      fields: { ...fieldsOf(event), ...times, local_start: start, title },
      org_id: event.org_id,
      guild_id: null,
      guild_ids: event.guild_ids,
      draft: body.draft,
      template: null,
      message: true,
      named: event.created_by === null ? {} : actingFor(context, event.created_by),
    })
  },
  respond: created,
})

/** A service goes on in the organiser's name; people act as themselves. */
function actingFor(context: Context, id: string): NewEvent['named'] {
  return context.actor.user ? {} : { discord_user_id: id }
}

/** Reading, making, changing and deleting events. */
export const eventRoutes: readonly AnyRoute[] = [
  list,
  creation,
  detail,
  patch,
  removal,
  ...moves,
  cancel,
  duplicate,
  ...previewRoutes,
]
