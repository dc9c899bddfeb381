import type { z } from 'zod'
import type { Context } from '#core/context.ts'
import { route, type AnyRoute } from '#core/http/route.ts'
import { recruitment } from '../contract/party.ts'
import * as contract from '../contract/write.ts'
import * as people from '../service/people.ts'
import * as state from '../service/state.ts'
import type { Seen } from '../views/json.ts'
import { base, etag, idOf, json, params, party, tags, writeAccess, type Params } from './shared.ts'

const join = route<Params, unknown, z.infer<typeof contract.joinBody>, people.Joined>({
  method: 'POST',
  path: `${base}/:id/join`,
  summary: 'Take a place, one in the queue, or another role',
  tags,
  access: writeAccess,
  params,
  body: contract.joinBody,
  responses: { 200: contract.joinAnswer },
  perform(context, input) {
    const { waitlist, role, ...body } = input.body
    const wish = { ...body, role: role ?? null, mayWait: waitlist !== 'no' }
    return people.join(context, idOf(input.params), wish)
  },
  respond: (joined, context) => ({
    status: 200,
    headers: etag(joined),
    body: { ...json(joined, context), result: joined.result, changed: joined.changed },
  }),
})

const leave = route<Params, unknown, z.infer<typeof contract.leaveBody>, people.Left>({
  method: 'POST',
  path: `${base}/:id/leave`,
  summary: 'Give a place or the wait up',
  tags,
  access: writeAccess,
  params,
  body: contract.leaveBody,
  responses: { 200: contract.leaveAnswer },
  perform: (context, input) => people.leave(context, idOf(input.params), input.body),
  respond: (left, context) => ({
    status: 200,
    headers: etag(left),
    body: { ...json(left, context), result: left.result, promoted: left.promoted },
  }),
})

function action<Body>(
  verb: string,
  summary: string,
  body: z.ZodType<Body>,
  perform: (context: Context, id: number, body: Body) => Promise<Seen>,
): AnyRoute {
  return route<Params, unknown, Body, Seen>({
    method: 'POST',
    path: `${base}/:id/${verb}`,
    summary,
    tags,
    access: writeAccess,
    params,
    body,
    responses: { 200: recruitment },
    perform: (context, input) => perform(context, idOf(input.params), input.body),
    respond: party,
  })
}

/** Coming, going, and what owner and managers do with a party. */
export const peopleRoutes: readonly AnyRoute[] = [
  join,
  leave,
  action('close', 'Close a party by hand', contract.actorBody, (context, id) =>
    state.end(context, id, 'closed'),
  ),
  action('cancel', 'Call a party off', contract.actorBody, (context, id) =>
    state.end(context, id, 'cancelled'),
  ),
  action('reopen', 'Open a party again', contract.reopenBody, (context, id, body) =>
    state.reopen(context, id, body),
  ),
  action('start', 'Start with who has come', contract.actorBody, (context, id) =>
    state.start(context, id),
  ),
  action('transfer', 'Hand a party to another member', contract.personBody, (context, id, body) =>
    people.transfer(context, id, body.discord_user_id),
  ),
  action('kick', 'Send a member away', contract.personBody, (context, id, body) =>
    people.kick(context, id, body.discord_user_id),
  ),
  action(
    'bump',
    'Post the message anew at the end of its channel',
    contract.actorBody,
    (context, id) => state.bump(context, id),
  ),
  action(
    'waitlist/accept',
    'Take the place that is offered',
    contract.actorBody,
    (context, id, body) => people.acceptOffer(context, id, body),
  ),
]
