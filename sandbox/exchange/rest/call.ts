import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify'
import type { Desk } from '../desk.ts'
import { ExchangeError } from '../errors.ts'
import type { Permission } from '../state.ts'
import { authenticate, bodyParameters, queryParameters } from './auth.ts'
import type { Group } from './limits.ts'

/** One request, as handlers see it. */
export type Call = {
  readonly now: number
  readonly body: unknown
  /** The first value of a query parameter. */
  one(name: string): string | undefined
  /** All values of a list such as `uuids[]=a&uuids[]=b`, also written without brackets. */
  all(name: string): string[]
  param(name: string): string
}

/** Adds a call beneath `/upbit/v1`. `needs` is undefined for quotations, which nobody signs. */
export type Route = (
  method: HTTPMethods,
  path: string,
  about: { group: Group; needs?: Permission | null; status?: number },
  handler: (call: Call) => unknown,
) => void

function callOf(request: FastifyRequest, now: number): Call {
  const query = new URL(request.originalUrl, 'http://localhost').searchParams
  const params = Object(request.params)
  return {
    now,
    body: request.body ?? {},
    one: (name) => query.get(name) ?? undefined,
    all: (name) => [...query.getAll(`${name}[]`), ...query.getAll(name)],
    param: (name) => String(params[name] ?? ''),
  }
}

/** Makes the function by which the calls are added; limits, authentication and headers are the same for all. */
export function createRoute(app: FastifyInstance, desk: Desk): Route {
  const { clock, engine, limits } = desk
  return (method, path, { group, needs, status = 200 }, handler) => {
    const answer = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
      engine.run()
      const now = clock.now()
      const { ip, headers, originalUrl } = request
      limits.check(ip)
      if (headers.origin !== undefined) limits.countOrigin(ip)
      let who = ip
      if (needs !== undefined) {
        const parameters =
          method === 'POST' ? bodyParameters(request.body) : queryParameters(originalUrl)
        const given = { authorization: headers.authorization, parameters, ip, now }
        // Limits of the exchange are those of the account, whatever key is used.
        authenticate(desk.state, given, needs)
        who = 'account'
      }
      reply.header('remaining-req', limits.count(group, who))
      if (group.isQuotation) reply.header('limit-by-ip', 'Yes')
      const value: unknown = await handler(callOf(request, now))
      reply.header('content-type', 'application/json;charset=UTF-8')
      await reply.code(status).send(JSON.stringify(value))
    }
    app.route({ method, url: `/upbit/v1${path}`, handler: answer })
  }
}

/** Adds what all answers of the exchange have: errors in its shape, and the time of its own clock. */
export function addManners(app: FastifyInstance, desk: Desk): void {
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('date', new Date(desk.clock.now() + desk.state.skew_ms).toUTCString())
  })
  app.setErrorHandler(async (error, _request, reply) => {
    if (error instanceof ExchangeError)
      return reply.code(error.status).headers(error.headers).send(error.toJSON())
    const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 400
    return reply
      .code(status >= 400 && status < 500 ? status : 400)
      .send(new ExchangeError(400, 'validation_error', '잘못된 API 요청입니다.').toJSON())
  })
  app.route({
    method: ['GET', 'POST', 'DELETE', 'PUT', 'PATCH'],
    url: '/upbit/*',
    handler: async (_request, reply) =>
      reply.code(404).send(new ExchangeError(404, 'not_found', 'Not Found').toJSON()),
  })
}
