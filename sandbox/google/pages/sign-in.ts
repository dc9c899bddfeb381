import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Google } from '../google.ts'
import { html, page } from './html.ts'
import { textsFor, type Texts } from './texts.ts'

const cookieName = 'sandbox_google'

/** The account that is signed in with this browser. */
export function accountOf(google: Google, request: FastifyRequest): string | null {
  const cookie = (request.headers.cookie ?? '')
    .split(';')
    .map((one) => one.trim().split('='))
    .find(([name]) => name === cookieName)
  const email = decodeURIComponent(cookie?.[1] ?? '')
  return google.state.accounts.has(email) ? email : null
}

/** Sends a page that may be shown in a frame of the sandbox's own page only. */
export function sendPage(reply: FastifyReply, body: string, status = 200): FastifyReply {
  return reply
    .code(status)
    .type('text/html; charset=utf-8')
    .header(
      'content-security-policy',
      "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'",
    )
    .header('cache-control', 'no-store')
    .send(body)
}

/** The wall: whoever is chosen is signed in and goes on to `next`. */
export function signInPage(
  google: Google,
  next: string,
  { lang, t }: { lang: string; t: Texts },
): string {
  const people = [...google.state.accounts.values()].filter(({ kind }) => kind === 'person')
  const body = html`<section class="card head">
    <h1>${t.sign_in}</h1>
    <p class="help">${t.sign_in_help}</p>
    <form method="post" action="${google.root()}/signin" class="row">
      <input type="hidden" name="continue" value="${next}" />
      ${people.map(
        ({ email, name }) =>
          html`<button name="email" value="${email}">${name} · ${email}</button>`,
      )}
    </form>
  </section>`
  return page({ title: t.sign_in, lang, body })
}

/** Where somebody goes after signing in: addresses of this server only. */
function placeAfter(google: Google, wanted: string | null): string {
  const home = `${google.root()}/home`
  const target = new URL(wanted ?? home, home)
  return target.origin === new URL(home).origin ? target.href : home
}

/** Adds the page on which somebody signs in or out. */
export function registerSignIn(app: FastifyInstance, google: Google): void {
  app.get<{ Querystring: { continue?: string } }>('/signin', async (request, reply) => {
    const next = placeAfter(google, request.query.continue ?? null)
    return sendPage(reply, signInPage(google, next, textsFor(request.headers['accept-language'])))
  })
  app.post('/signin', async (request, reply) => {
    const fields = request.body instanceof URLSearchParams ? request.body : new URLSearchParams()
    const email = encodeURIComponent(fields.get('email') ?? '')
    return reply
      .header('set-cookie', `${cookieName}=${email}; Path=/google; HttpOnly; SameSite=Lax`)
      .redirect(placeAfter(google, fields.get('continue')), 303)
  })
}
