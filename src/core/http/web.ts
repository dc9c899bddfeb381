import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { coreError } from '../errors.ts'
import { wait, type Clock } from '../clock.ts'
import type { Locale } from '../i18n/locale.ts'
import type { Texts } from '../i18n/texts.ts'
import { requestLocale } from './caller.ts'
import { escapeHtml, page } from './page.ts'
import {
  carriedAnswer,
  firstRequest,
  startPage,
  type FirstAnswer,
  type PageStart,
} from './page-start.ts'

const hashedFile = /[/\\]assets[/\\]/

/** Whether a missing address is a page of the web app rather than a file or an API address. */
function isPage(request: FastifyRequest): boolean {
  const path = request.url.split('?', 1)[0] ?? ''
  const readable = request.method === 'GET' || request.method === 'HEAD'
  return readable && !/^\/(api|auth|ws|assets)(\/|$)/.test(path) && !/\.\w{1,5}$/.test(path)
}

/** What serving the web app needs. */
export type WebOptions = {
  /** Folder of the built web app. */
  webRoot: string
  texts: Texts
  clock: Clock
  /** Pages that come with their first answers. */
  pages: readonly PageStart[]
}

/** Longest wait for first answers, in milliseconds; the page asks itself for those that are late. */
const patienceMs = 300

/**
 * Serves the built web app: hashed files for ever, everything else as fresh, and its start page for
 * every address that only the browser knows, with the answers that the page would ask for first.
 * Until it is built, a page says so.
 */
export function registerWeb(
  app: FastifyInstance,
  { webRoot, texts, clock, pages }: WebOptions,
): void {
  const start = join(webRoot, 'index.html')

  if (existsSync(webRoot)) {
    app.register(async (scope) => {
      scope.register(fastifyStatic, {
        root: webRoot,
        cacheControl: false,
        preCompressed: true,
        index: false,
        schemaHide: true,
        setHeaders(reply, path) {
          const cache = hashedFile.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache'
          reply.header('cache-control', cache)
        },
      })
      // An address that cannot be a file's, such as an overlong one, may still be a page's.
      scope.setErrorHandler<FastifyError>((error, _request, reply) => {
        if (error.code !== 'FST_STATIC_FORBIDDEN_PATH') throw error
        reply.callNotFound()
      })
    })
  }

  /** What the API says to this reader about these addresses, as far as it says so in time. */
  async function firstAnswers(request: FastifyRequest, addresses: readonly string[]) {
    const answers: Record<string, FirstAnswer> = {}
    const asking = addresses.map(async (address) => {
      const response = await app.inject(firstRequest(address, request))
      const answer = carriedAnswer(response)
      if (answer) answers[address] = answer
    })
    // A failure shows when the page asks.
    const late = new AbortController()
    await Promise.race([Promise.allSettled(asking), wait(clock, patienceMs, late.signal)])
    late.abort()
    return { ...answers }
  }

  async function sendStart(
    request: FastifyRequest,
    reply: FastifyReply,
    starts: readonly PageStart[] = [],
  ): Promise<FastifyReply> {
    const locale = requestLocale(request, null)
    const html = await readFile(start, 'utf8').catch(() => null)
    if (html === null) return sendMissing(reply, locale)
    const search = new URLSearchParams(request.url.split('?')[1])
    const params = request.params as Readonly<Record<string, string>>
    const asks = starts.flatMap((one) => one.asks({ params, search }))
    const answers = await firstAnswers(request, ['/api/me', ...asks])
    const first = answers[asks[0] ?? '']
    const previews =
      first?.status === 200 ? starts.map((one) => one.preview?.(first.body, locale)) : []
    const preview = previews.find((one) => one) ?? null
    return reply
      .code(first?.status === 404 ? 404 : 200)
      .header('cache-control', 'no-store')
      .type('text/html; charset=utf-8')
      .send(startPage(html, { locale, answers, preview }))
  }

  function sendMissing(reply: FastifyReply, locale: Locale): FastifyReply {
    const text = texts.translate(locale, 'web.missing')
    const body = `<h1>Muster</h1>\n<p>${escapeHtml(text)}</p>`
    return reply
      .code(503)
      .header('cache-control', 'no-cache')
      .type('text/html; charset=utf-8')
      .send(page({ lang: locale, title: text, body }))
  }

  for (const [path, starts] of Map.groupBy(pages, (one) => one.path)) {
    app.get(path, { schema: { hide: true } }, (request, reply) => sendStart(request, reply, starts))
  }
  app.setNotFoundHandler((request, reply) => {
    if (isPage(request)) return sendStart(request, reply)
    throw coreError('not_found')
  })
}
