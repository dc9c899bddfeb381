import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'

/** Where the built client page lies. */
export const builtPage = fileURLToPath(new URL('../dist/sandbox', import.meta.url))

const reserved = /^\/(api|gateway|_control|oauth2|google|upbit|attachments)(\/|$|\?)/
const notBuilt = 'The client page is not built: run "npm run build" and start again.'

function policy(appOrigin: string | null): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self' ws:",
    `frame-src 'self' ${appOrigin ?? ''}`.trim(),
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

/** Serves the client page at `/`, which may show the app of `appOrigin` in a frame; its own addresses fall back to it, those of the services never do. */
export async function registerPage(
  app: FastifyInstance,
  root: string,
  appOrigin: () => string | null,
): Promise<void> {
  const isBuilt = existsSync(root)
  if (isBuilt)
    await app.register(fastifyStatic, {
      root,
      wildcard: false,
      setHeaders: (reply) => void reply.header('content-security-policy', policy(appOrigin())),
    })
  else app.get('/', async (_request, reply) => reply.type('text/plain').send(notBuilt))
  app.setNotFoundHandler(async (request, reply) => {
    const isPage = request.method === 'GET' && request.headers.accept?.includes('text/html')
    if (isBuilt && isPage && !reserved.test(request.url)) return reply.sendFile('index.html')
    if (request.url.startsWith('/_control/'))
      return reply.code(404).send({ error: 'There is no such call' })
    return reply.code(404).send({ message: '404: Not Found', code: 0 })
  })
}
