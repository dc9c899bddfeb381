import { z } from 'zod'
import type { Context } from '#core/context.ts'
import { AppError } from '#core/errors.ts'
import { escapeHtml, page } from '#core/http/page.ts'
import { route, type AnyRoute, type RouteAnswer } from '#core/http/route.ts'
import type { FormsErrorCode } from '../errors.ts'
import { formsErrors } from '../errors.ts'
import { goThrough, lookBehind, type Opened, type Redeemed } from '../service/door.ts'
import { googleOrigin } from '../service/google.ts'
import { isAnonymous } from '../rules/state.ts'
import { fingerprintOf } from '../views/json.ts'
import { t, type TextKey } from '../views/texts.ts'

/** Where the script of blind forms is served. */
const scriptPath = '/door.js'

const params = z.object({ token: z.string().min(1).max(1_000) })
type Params = z.infer<typeof params>

type Refused = { refused: AppError }

/** Refusals of this module and of the core become pages; anything else is a bug. */
async function attempt<T>(work: Promise<T>): Promise<T | Refused> {
  try {
    return await work
  } catch (error) {
    if (error instanceof AppError) return { refused: error }
    throw error
  }
}

/**
 * Chromium applies `form-action` to where a form is redirected, so Google's page must be named. The
 * page runs no script unless the form is blind.
 */
function policyOf(context: Context, withScript: boolean): string {
  return [
    "default-src 'none'",
    "style-src 'self'",
    'img-src data:',
    ...(withScript ? ["script-src 'self'", "connect-src 'self'"] : []),
    `form-action 'self' ${googleOrigin(context)}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ')
}

function pageOf(context: Context, status: number, body: string, withScript = false): RouteAnswer {
  const title = t(context.locale, 'door.title')
  return {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policyOf(context, withScript),
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-robots-tag': 'noindex, nofollow',
    },
    body: page({ lang: context.locale, title, body }),
  }
}

const paragraph = (text: string) => `<p>${escapeHtml(text)}</p>`

/** Refusals after which pressing the button again helps. */
const again: readonly string[] = ['TOKEN_EXPIRED', 'TOKEN_USED', 'TOKEN_INVALID', 'WRONG_PERSON']

function isOurs(code: string): code is FormsErrorCode {
  return Object.hasOwn(formsErrors, code)
}

function refusedPage({ refused }: Refused, context: Context): RouteAnswer {
  const { locale } = context
  const key: TextKey = isOurs(refused.code) ? `error.${refused.code}` : 'door.busy'
  const values = { email: '', role: '', what: 'answer', ...refused.details.params }
  const next = again.includes(refused.code) ? paragraph(t(locale, 'door.again')) : ''
  return pageOf(context, refused.status, `<h1>${escapeHtml(t(locale, key, values))}</h1>${next}`)
}

function promise({ form }: Opened, context: Context): string {
  const { locale } = context
  const lines: TextKey[] =
    form.anonymity === 'blind'
      ? ['door.blind', 'door.blind.limits', 'door.stored']
      : form.anonymity === 'ledger'
        ? ['door.ledger', 'door.stored']
        : form.anonymity === 'confidential'
          ? ['door.confidential']
          : []
  return lines.map((key) => paragraph(t(locale, key))).join('')
}

function buttonOf(opened: Opened, context: Context, token: string): string {
  const { locale } = context
  const label = escapeHtml(t(locale, 'door.button'))
  const path = `/auth/form/${token}`
  if (opened.sign_in) {
    const text = escapeHtml(t(locale, 'door.sign_in'))
    return `<p class="actions"><a href="/auth/login?return=${encodeURIComponent(path)}">${text}</a></p>`
  }
  if (opened.form.anonymity !== 'blind') {
    return `<form method="post" action="${path}"><button type="submit">${label}</button></form>`
  }
  const data = {
    form: opened.form.id,
    place: opened.place,
    key: opened.form.voprf_public_key ?? '',
    failed: t(locale, 'door.failed'),
    wrong: t(locale, 'door.wrong_key'),
    other: t(locale, 'error.OTHER_BROWSER'),
    go: t(locale, 'door.go'),
    entry: opened.entry ?? '',
  }
  const attributes = Object.entries(data)
    .map(([name, value]) => ` data-${name}="${escapeHtml(value)}"`)
    .join('')
  const fingerprint = fingerprintOf(opened.form.voprf_public_key) ?? ''
  return `${paragraph(t(locale, 'door.key', { fingerprint }))}
<div id="door"${attributes}><button type="button" disabled>${label}</button><p role="status"></p></div>
<noscript>${paragraph(t(locale, 'door.no_script'))}</noscript>
<script type="module" src="${scriptPath}"></script>`
}

function openedPage(opened: Opened, context: Context, token: string): RouteAnswer {
  const { locale } = context
  const { form, name } = opened
  const who = name === null ? '' : paragraph(t(locale, 'door.as', { name }))
  const body = `<h1>${escapeHtml(form.title)}</h1>
${who}${promise(opened, context)}${buttonOf(opened, context, token)}
${paragraph(t(locale, isAnonymous(form.anonymity) ? 'door.keep_anonymous' : 'door.keep'))}`
  return pageOf(context, 200, body, form.anonymity === 'blind')
}

const show = route<Params, unknown, unknown, Opened | Refused>({
  method: 'GET',
  path: '/auth/form/:token',
  summary: 'The page behind a link; looking at it changes nothing',
  tags: ['forms'],
  access: { kind: 'public' },
  limit: 'login',
  hidden: true,
  params,
  responses: {},
  perform: (context, input) => attempt(lookBehind(context, input.params.token)),
  respond: (opened, context, input) =>
    'refused' in opened
      ? refusedPage(opened, context)
      : openedPage(opened, context, input.params.token),
})

const body = z.object({ blinded: z.string().max(100).optional() })
type Body = z.infer<typeof body>

function asJson({ headers }: { headers: Readonly<Record<string, string | undefined>> }): boolean {
  return headers['content-type']?.startsWith('application/json') ?? false
}

const redeem = route<Params, unknown, Body, Redeemed | Refused>({
  method: 'POST',
  path: '/auth/form/:token',
  summary: 'Use a link up and go on to the form',
  tags: ['forms'],
  access: { kind: 'public' },
  limit: 'login',
  hidden: true,
  pageForm: true,
  params,
  body,
  responses: {},
  async perform(context, input) {
    const ask = { blinded: input.body.blinded, address: input.wire.address }
    const work = goThrough(context, input.params.token, ask)
    return asJson(input) ? work : attempt(work)
  },
  respond(redeemed, context) {
    if ('refused' in redeemed) return refusedPage(redeemed, context)
    if (redeemed.kind === 'blind') return { status: 200, body: redeemed }
    const headers = { location: redeemed.url, 'content-security-policy': policyOf(context, false) }
    return { status: 303, headers }
  },
})

/** The door: the page behind a link, and going through it. */
export const doorRoutes: readonly AnyRoute[] = [show, redeem]
