import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Access } from '../access/access.ts'
import { keyAllows } from '../access/actor.ts'
import { coreError } from '../errors.ts'
import type { Metrics } from './metrics.ts'

/** What must be true before this process takes work: null when it is, else the cause in words. */
export type ReadyChecks = Record<string, () => string | null | Promise<string | null>>

const loopback = /^(127\.|::1$|::ffff:127\.)/

/** Whether a request comes from this very machine, and not through a proxy on it. */
function isLocal({ ip, ips, headers }: FastifyRequest): boolean {
  // Without trusted proxies `ips` is missing and `ip` is whoever connected.
  const passedOn = 'x-forwarded-for' in headers || 'forwarded' in headers
  return loopback.test(ip) && !(passedOn && ips === undefined)
}

/** `/healthz` (alive), `/readyz` (takes work, or why not) and `/metrics`. */
export function registerHealth(
  app: FastifyInstance,
  options: { checks: ReadyChecks; metrics: Metrics; access: Access },
): void {
  const { checks, metrics, access } = options

  app.get('/healthz', { schema: { hide: true } }, () => ({ status: 'ok' }))

  app.get('/readyz', { schema: { hide: true } }, async (_request, reply) => {
    const results = await Promise.all(
      Object.entries(checks).map(async ([name, check]) => {
        try {
          return [name, await check()] as const
        } catch {
          return [name, 'could not be checked'] as const
        }
      }),
    )
    const causes = results.filter(([, cause]) => cause !== null)
    const ready = causes.length === 0
    reply.code(ready ? 200 : 503)
    return {
      status: ready ? 'ready' : 'not_ready',
      ...(!ready && { detail: causes.map(([name, cause]) => `${name}: ${cause}`).join('; ') }),
      checks: Object.fromEntries(results.map(([name, cause]) => [name, cause ?? 'ok'])),
    }
  })

  app.get('/metrics', { schema: { hide: true } }, async (request, reply) => {
    // Figures tell an outsider much about a community: this machine and operators only.
    if (!isLocal(request)) {
      const actor = await access.resolveActor(request.headers)
      if (!actor.user && !actor.key) throw coreError('not_authenticated')
      if (!keyAllows(actor, 'admin')) throw coreError('permission_denied')
    }
    const { type, text } = await metrics.read()
    reply.header('content-type', type)
    return text
  })
}
