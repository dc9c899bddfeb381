import type { InjectOptions, LightMyRequestResponse } from 'fastify'
import { escapeHtml } from './page.ts'
import type { Locale } from '../i18n/locale.ts'

/** How a link to a page is shown elsewhere, in Discord above all; long descriptions are cut. */
export type LinkPreview = { title: string; description: string }

/**
 * What a page of the web app comes with: the first answers of the API, so that it is painted with
 * its data, and the preview of links to it.
 */
export type PageStart = {
  /** Path as routes write it: `/discord-recruitments/:id`. */
  path: string
  /** Addresses of the API that the page asks first, written as the page writes them. */
  asks(page: { params: Readonly<Record<string, string>>; search: URLSearchParams }): string[]
  /** What links say, from the body of the first answer; only asked when it was a success. */
  preview?(body: unknown, locale: Locale): LinkPreview | null
}

/** One answer of the API as it travels inside a page, by its address. */
export type FirstAnswer = { status: number; headers: Record<string, string>; body: unknown }

/** Id of the element that holds the first answers as JSON, by address. */
export const firstAnswersId = 'first-answers'

const carried = ['etag', 'x-muster-cursor']

/** An answer that a page may carry; a failure is left for the page to ask about again. */
export function carriedAnswer(response: LightMyRequestResponse): FirstAnswer | null {
  const { statusCode: status } = response
  if (status >= 500 || status === 429) return null
  const headers: FirstAnswer['headers'] = {}
  for (const name of carried) {
    const value = response.headers[name]
    if (typeof value === 'string') headers[name] = value
  }
  return { status, headers, body: response.json() }
}

/** The request to the API that a page makes for the one who asked for the page. */
export function firstRequest(
  url: string,
  asked: { headers: Record<string, string | string[] | undefined>; ip: string },
): InjectOptions {
  const { cookie, host, 'accept-language': language, 'user-agent': agent } = asked.headers
  const headers = { cookie, host, 'accept-language': language, 'user-agent': agent }
  const known = Object.entries(headers).filter(([, value]) => value !== undefined)
  return { method: 'GET', url, headers: Object.fromEntries(known), remoteAddress: asked.ip }
}

const longestDescription = 200

function metaTags({ title, description }: LinkPreview): string {
  const letters = Array.from(description)
  const cut = `${letters.slice(0, longestDescription - 1).join('')}…`
  const text = letters.length > longestDescription ? cut : description
  const tags = { 'og:site_name': 'Muster', 'og:title': title, 'og:description': text }
  return Object.entries(tags)
    .map(([name, value]) => `<meta property="${name}" content="${escapeHtml(value)}">`)
    .join('\n')
}

/** The built start page with what this reader sees first. */
export function startPage(
  html: string,
  start: { locale: Locale; answers: Record<string, FirstAnswer>; preview: LinkPreview | null },
): string {
  const { locale, answers, preview } = start
  // A data block, never run; "<" could end it.
  const json = JSON.stringify(answers).replaceAll('<', String.raw`\u003c`)
  const block = `<script type="application/json" id="${firstAnswersId}">${json}</script>`
  const title = preview ? `${escapeHtml(preview.title)} · Muster` : 'Muster'
  const head = `${preview ? `${metaTags(preview)}\n` : ''}${block}\n</head>`
  return html
    .replace('<html lang="en">', `<html lang="${locale}">`)
    .replace('<title>Muster</title>', () => `<title>${title}</title>`)
    .replace('</head>', () => head)
}
