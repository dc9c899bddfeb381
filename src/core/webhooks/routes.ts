import { toInstant } from '../contract.ts'
import { route, type AnyRoute } from '../http/route.ts'
import { z } from 'zod'
import * as contract from './contract.ts'
import * as service from './service.ts'
import type { Endpoint } from './store.ts'
import type { AllowList } from './target.ts'

const base = '/api/webhooks'
const tags = ['webhooks']
const access = { kind: 'caller', scope: 'admin' } as const
const { idParams: params } = contract

type Params = contract.IdParams

function webhookJson(endpoint: Endpoint): contract.WebhookJson {
  const { id, url, types, enabled, disabled_reason, created_by } = endpoint
  return {
    id,
    discord_guild_id: endpoint.guild_id,
    url,
    types: [...types],
    enabled,
    disabled_reason,
    previous_secret_until: toInstant(endpoint.previous_until),
    paused_until: toInstant(endpoint.paused_until || null),
    created_by,
    created_at: toInstant(endpoint.created_at),
    updated_at: toInstant(endpoint.updated_at),
  }
}

function deliveryJson(one: service.Logged): contract.DeliveryJson {
  const { id, webhook_id, type, status, body, log } = one
  return {
    id,
    webhook_id,
    type,
    status,
    next_try_at: toInstant(one.next_try_at),
    created_at: toInstant(one.created_at),
    body,
    attempts: log.map((attempt) => ({ ...attempt, at: toInstant(attempt.at) })),
  }
}

const withSecret = (endpoint: Endpoint) => ({ ...webhookJson(endpoint), secret: endpoint.secret })

function endpointRoutes(allow: AllowList): AnyRoute[] {
  return [
    route<unknown, contract.ListQuery, unknown, Endpoint[]>({
      method: 'GET',
      path: base,
      summary: 'The webhooks of a server, or all that the caller manages',
      tags,
      access,
      query: contract.listQuery,
      responses: { 200: z.object({ results: z.array(contract.webhookJson) }) },
      perform: (context, { query }) => service.list(context, query.discord_guild_id),
      respond: (all) => ({ status: 200, body: { results: all.map(webhookJson) } }),
    }),
    route<unknown, unknown, contract.CreateBody, Endpoint>({
      method: 'POST',
      path: base,
      summary: 'Add a webhook; the answer shows its signing secret, once',
      tags,
      access,
      body: contract.createBody,
      responses: { 201: contract.webhookWithSecret },
      perform: (context, { body }) => service.create(context, body, allow),
      respond: (one) => ({
        status: 201,
        headers: { location: `${base}/${one.id}` },
        body: withSecret(one),
      }),
    }),
    route<Params, unknown, contract.PatchBody, Endpoint>({
      method: 'PATCH',
      path: `${base}/:id`,
      summary: 'Change a webhook, turn it off or on again',
      tags,
      access,
      params,
      body: contract.patchBody,
      responses: { 200: contract.webhookJson },
      perform: (context, input) => service.change(context, input.params.id, input.body, allow),
      respond: (one) => ({ status: 200, body: webhookJson(one) }),
    }),
    route<Params, unknown, unknown, void>({
      method: 'DELETE',
      path: `${base}/:id`,
      summary: 'Remove a webhook and its log',
      tags,
      access,
      params,
      responses: {},
      perform: (context, input) => service.remove(context, input.params.id),
      respond: () => ({ status: 204 }),
    }),
    route<Params, unknown, unknown, Endpoint>({
      method: 'POST',
      path: `${base}/:id/rotate`,
      summary: 'Change the signing secret; the old one signs beside it for 24 hours',
      tags,
      access,
      params,
      responses: { 200: contract.webhookWithSecret },
      perform: (context, input) => service.rotate(context, input.params.id),
      respond: (one) => ({ status: 200, body: withSecret(one) }),
    }),
  ]
}

const deliveryRoutes: readonly AnyRoute[] = [
  route<Params, unknown, unknown, service.Logged>({
    method: 'POST',
    path: `${base}/:id/test`,
    summary: 'Send a message of the type webhook.test, once',
    tags,
    access,
    params,
    responses: { 202: contract.deliveryJson },
    perform: (context, input) => service.test(context, input.params.id),
    respond: (one) => ({ status: 202, body: deliveryJson(one) }),
  }),
  route<Params, contract.DeliveriesQuery, unknown, service.Logged[]>({
    method: 'GET',
    path: `${base}/:id/deliveries`,
    summary: 'What a webhook was told in the last 30 days, newest first, with every attempt',
    tags,
    access,
    params,
    query: contract.deliveriesQuery,
    responses: { 200: z.object({ results: z.array(contract.deliveryJson) }) },
    perform: (context, input) => service.deliveries(context, input.params.id, input.query),
    respond: (all) => ({ status: 200, body: { results: all.map(deliveryJson) } }),
  }),
  route<Params, unknown, unknown, service.Logged>({
    method: 'POST',
    path: `${base}/deliveries/:id/resend`,
    summary: 'Send a message again now, under its old id',
    tags,
    access,
    params,
    responses: { 202: contract.deliveryJson },
    perform: (context, input) => service.resend(context, input.params.id),
    respond: (one) => ({ status: 202, body: deliveryJson(one) }),
  }),
]

/** The routes for managing webhooks. */
export function webhookRoutes(allow: AllowList): AnyRoute[] {
  return [...endpointRoutes(allow), ...deliveryRoutes]
}
