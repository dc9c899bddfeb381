import { existsSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { coreError } from '../errors.ts'
import type { Texts } from '../i18n/texts.ts'
import { requestLocale } from './caller.ts'
import { escapeHtml, page } from './page.ts'

const hashedFile = /[/\\]assets[/\\]/

/** Whether a missing address is a page of the web app rather than a file or an API address. */
function isPage(request: FastifyRequest): boolean {
  const path = request.url.split('?', 1)[0] ?? ''
  const readable = request.method === 'GET' || request.method === 'HEAD'
  return readable && !/^\/(api|auth|ws|assets)(\/|$)/.test(path) && !/\.\w{1,5}$/.test(path)
}

/**
 * Serves the built web app: hashed files for ever, everything else as fresh, and its start page for
 * every address that only the browser knows. Until it is built, a page says so.
 */
export function registerWeb(
  app: FastifyInstance,
  { webRoot, texts }: { webRoot: string; texts: Texts },
): void {
  const start = join(webRoot, 'index.html')

  if (existsSync(webRoot)) {
    app.register(fastifyStatic, {
      root: webRoot,
      cacheControl: false,
      preCompressed: true,
      index: 'index.html',
      schemaHide: true,
      setHeaders(reply, path) {
        const cache = hashedFile.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache'
        reply.header('cache-control', cache)
      },
    })
  }

  async function sendStart(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    reply.header('cache-control', 'no-cache')
    if (existsSync(start)) return reply.code(200).sendFile('index.html', webRoot)
    const locale = requestLocale(request, null)
    const text = texts.translate(locale, 'web.missing')
    const body = `<h1>Muster</h1>\n<p>${escapeHtml(text)}</p>`
    return reply
      .code(503)
      .type('text/html; charset=utf-8')
      .send(page({ lang: locale, title: text, body }))
  }

  app.setNotFoundHandler((request, reply) => {
    if (isPage(request)) return sendStart(request, reply)
    throw coreError('not_found')
  })
}
