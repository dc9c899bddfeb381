import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { Log } from '../log.ts'
import { cspReportPath } from './security-headers.ts'
import type { LimitPolicy, Limits } from './limits.ts'

const reports = z
  .array(
    z.looseObject({
      body: z.looseObject({
        documentURL: z.string().optional(),
        blockedURL: z.string().optional(),
        effectiveDirective: z.string().optional(),
      }),
    }),
  )
  .max(20)

const policy: LimitPolicy = { name: 'csp-reports', limit: 20, windowMs: 60_000 }

/** Takes browsers' reports of policy violations into the log, a few per minute and address. */
export function registerCspReports(
  app: FastifyInstance,
  { limits, log }: { limits: Limits; log: Log },
): void {
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser(
      'application/reports+json',
      { parseAs: 'string', bodyLimit: 16_384 },
      async (_request: unknown, body: string): Promise<unknown> => body,
    )
    scope.post(cspReportPath, { schema: { hide: true } }, async (request, reply) => {
      const { allowed } = await limits.take(policy, request.ip)
      const text = z.string().catch('[]').parse(request.body)
      const parsed = z
        .string()
        .transform((json, context): unknown => {
          try {
            return JSON.parse(json)
          } catch {
            context.addIssue({ code: 'custom' })
            return z.NEVER
          }
        })
        .pipe(reports)
        .safeParse(text)
      for (const { body } of allowed && parsed.success ? parsed.data : []) {
        const { documentURL, blockedURL, effectiveDirective } = body
        log.warn(
          {
            page: documentURL?.slice(0, 300),
            blocked: blockedURL?.slice(0, 300),
            effectiveDirective,
          },
          'a page broke the content security policy',
        )
      }
      return reply.code(204).send()
    })
  })
}
