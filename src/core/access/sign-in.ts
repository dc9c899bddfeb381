import { z } from 'zod'
import type { Context, Services } from '../context.ts'
import { statement } from '../db/database.ts'
import { randomToken } from '../ids.ts'
import { AppError, coreError } from '../errors.ts'
import { escapeHtml, page, pageAnswer } from '../http/page.ts'
import { route, type AnyRoute, type RouteAnswer } from '../http/route.ts'
import type { CoreText } from '../i18n/locales/catalogue.ts'
import type { Texts } from '../i18n/texts.ts'
import type { Cookies } from './cookies.ts'
import { hashSecret, pkceChallenge, sameSecret } from './secrets.ts'
import { sessionMaxMs, type Sessions, type SessionsEnded } from './sessions.ts'
import type { SignInsTable } from './tables.ts'
import { rememberUser, type DiscordAccount } from './users.ts'

/** Where people prove who they are: an OAuth 2 authorization code flow with PKCE. */
export type SignInProvider = {
  /** The page to send a browser to. */
  authorizeUrl(request: { state: string; challenge: string }): string
  /**
   * Turns a code into the account that granted it; null when what it granted was taken back at once,
   * and the person is to be asked again. Throws when the other side refuses.
   */
  exchange(code: string, verifier: string): Promise<DiscordAccount | null>
}

/**
 * Something that needs a proof of who somebody is at Discord, beside signing in: the browser goes the
 * same way and comes back with an account. The proof itself changes nobody's session.
 */
export type IdentityProof = {
  /** Unique, `<module>.<verb>`. */
  purpose: string
  /** Takes the account, in the context of the browser that came back; returns the page to show. */
  confirmed(context: Context, account: DiscordAccount, data: string): Promise<string>
}

/** Where a browser is to be sent to prove who somebody is. */
export type ProofRequest = { to: string; cookie: string }

/** A begun sign-in is good for this long, in milliseconds. */
const signInLifeMs = 10 * 60_000

const insert = statement<never>(
  `insert into sign_ins (state_hash, challenge, return_path, purpose, data, expires_at)
   values ($1, $2, $3, $4, $5, $6)`,
)
const forgetOld = statement<never>('delete from sign_ins where expires_at <= $1')
type Begun = Pick<SignInsTable, 'challenge' | 'return_path' | 'purpose' | 'data' | 'expires_at'>
const take = statement<Begun>(
  `delete from sign_ins where state_hash = $1
   returning challenge, return_path, purpose, data, expires_at`,
)

/** A path of our own pages, or `/` for everything else (another site, an API address). */
export function safeReturnPath(wanted: string | undefined, publicUrl: string): string {
  // Browsers read a backslash as a slash, and drop tabs and line ends.
  if (!wanted || !/^\/[^\\\s\p{Cc}]*$/u.test(wanted)) return '/'
  const base = new URL(publicUrl)
  if (!URL.canParse(wanted, base.origin)) return '/'
  const url = new URL(wanted, base.origin)
  const ownPage =
    url.origin === base.origin && !/^\/(auth(?!\/form\/)|api)(\/|$)/.test(url.pathname)
  // A path such as `/.//host` is resolved to `//host`, which a browser takes for another site.
  return ownPage && !url.pathname.startsWith('//') ? url.pathname + url.search + url.hash : '/'
}

const optionalText = z.string().max(2_000).optional().catch(undefined)
const loginQuery = z.object({ return: optionalText })
const callbackQuery = z.object({ code: optionalText, state: optionalText, error: optionalText })

type Failure = 'cancelled' | 'expired' | 'failed' | 'unavailable'
type Outcome =
  | { kind: 'redirect'; to: string; cookies: string[] }
  | { kind: 'failure'; why: Failure; returnPath: string; cookies: string[] }
  | { kind: 'refusal'; error: AppError; cookies: string[] }

const failureStatus: Record<Failure, number> = {
  cancelled: 200,
  expired: 400,
  failed: 502,
  unavailable: 503,
}

/** What the sign-in routes work with. */
export type SignInOptions = {
  services: Pick<Services, 'database' | 'clock' | 'random' | 'publicUrl' | 'log'>
  texts: Texts
  signIn: SignInProvider | null
  cookies: Cookies
  sessions: Sessions
  onEnded: SessionsEnded
  /** What else than a session may come of a proof. */
  proofs?: readonly IdentityProof[]
}

function failurePage(texts: Texts, context: Context, outcome: Outcome & { kind: 'failure' }) {
  const say = (key: CoreText) =>
    escapeHtml(texts.translate(context.locale, key, { setting: 'DISCORD_CLIENT_SECRET' }))
  const again = `/auth/login?return=${encodeURIComponent(outcome.returnPath)}`
  return page({
    lang: context.locale,
    title: texts.translate(context.locale, 'sign_in.title'),
    body: `<h1>${say('sign_in.title')}</h1>
<p>${say(`sign_in.${outcome.why}`)}</p>
<p class="actions">
${outcome.why === 'unavailable' ? '' : `<a href="${escapeHtml(again)}">${say('sign_in.again')}</a>`}
<a href="/">${say('sign_in.home')}</a>
</p>`,
  })
}

function refusalPage(texts: Texts, context: Context, error: AppError) {
  const say = (key: CoreText) => escapeHtml(texts.translate(context.locale, key))
  return page({
    lang: context.locale,
    title: texts.translate(context.locale, 'sign_in.title'),
    body: `<h1>${say('sign_in.title')}</h1>
<p>${escapeHtml(texts.error(context.locale, error))}</p>
<p class="actions"><a href="/">${say('sign_in.home')}</a></p>`,
  })
}

function answer(texts: Texts, context: Context, outcome: Outcome): RouteAnswer {
  const cookies = outcome.cookies.length > 0 ? { 'set-cookie': outcome.cookies } : {}
  if (outcome.kind === 'redirect') {
    return { status: 302, headers: { ...cookies, location: outcome.to } }
  }
  if (outcome.kind === 'refusal') {
    const shown = pageAnswer(outcome.error.status, refusalPage(texts, context, outcome.error))
    return { ...shown, headers: { ...shown.headers, ...cookies } }
  }
  const shown = pageAnswer(failureStatus[outcome.why], failurePage(texts, context, outcome))
  return { ...shown, headers: { ...shown.headers, ...cookies } }
}

/** The same page under its public address, when it was opened under another loopback name. */
function elsewhere(publicUrl: string, host: string | undefined): boolean {
  const loopback = ['127.0.0.1', 'localhost', '[::1]']
  const own = new URL(publicUrl).hostname
  const asked = URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : own
  return asked !== own && loopback.includes(own) && loopback.includes(asked)
}

/** Hands a confirmed account to whoever asked for the proof. */
async function prove(
  proofs: readonly IdentityProof[],
  context: Context,
  account: DiscordAccount,
  { purpose, data, taken }: Pick<Begun, 'purpose' | 'data'> & { taken: string[] },
): Promise<Outcome> {
  const proof = proofs.find((one) => one.purpose === purpose)
  if (!proof) return { kind: 'failure', why: 'expired', returnPath: '/', cookies: taken }
  try {
    const to = await proof.confirmed(context, account, data ?? '')
    return { kind: 'redirect', to, cookies: taken }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return { kind: 'refusal', error, cookies: taken }
  }
}

function createFlow(options: SignInOptions) {
  const { services, signIn, cookies, sessions } = options
  const { clock, random, database, log } = services
  const failure = (why: Failure, returnPath = '/', taken: string[] = []): Outcome => ({
    kind: 'failure',
    why,
    returnPath,
    cookies: taken,
  })

  async function begin(wanted: string | undefined, host: string | undefined): Promise<Outcome> {
    const { publicUrl } = services
    const returnPath = safeReturnPath(wanted, publicUrl)
    if (!signIn) return failure('unavailable')
    if (elsewhere(publicUrl, host)) {
      // The browser comes back to the public address, where cookies of this name would be missing.
      const to = `${publicUrl}/auth/login?return=${encodeURIComponent(returnPath)}`
      return { kind: 'redirect', to, cookies: [] }
    }
    const { to, cookie } = await send(signIn, { returnPath, purpose: null, data: null })
    return { kind: 'redirect', to, cookies: [cookie] }
  }

  async function send(
    provider: SignInProvider,
    wish: { returnPath: string; purpose: string | null; data: string | null },
  ): Promise<ProofRequest> {
    const state = randomToken(random)
    const verifier = randomToken(random)
    const challenge = pkceChallenge(verifier)
    const now = clock.now()
    const { returnPath, purpose, data } = wish
    const until = now + signInLifeMs
    await database.write(async (tx) => {
      await forgetOld(tx, now)
      await insert(tx, hashSecret(state), challenge, returnPath, purpose, data, until)
    })
    return {
      to: provider.authorizeUrl({ state, challenge }),
      cookie: cookies.write(cookies.signIn(state), verifier, signInLifeMs / 1_000),
    }
  }

  async function finish(
    context: Context,
    query: z.infer<typeof callbackQuery>,
    headers: Readonly<Record<string, string | undefined>>,
  ): Promise<Outcome> {
    if (!signIn) return failure('unavailable')
    const { state = '', code } = query
    const verifier = cookies.read(headers['cookie'], cookies.signIn(state))
    const [begun] = await database.write((tx) => take(tx, hashSecret(state)))
    if (!begun || !verifier || begun.expires_at <= clock.now()) return failure('expired')
    if (!sameSecret(pkceChallenge(verifier), begun.challenge)) return failure('expired')
    const taken = [cookies.write(cookies.signIn(state), '', 0)]
    if (!code) {
      const why = query.error === 'access_denied' ? 'cancelled' : 'failed'
      return failure(why, begun.return_path, taken)
    }
    let account: DiscordAccount | null
    try {
      account = await signIn.exchange(code, verifier)
    } catch (error) {
      log.warn({ err: error }, 'a sign-in could not be confirmed')
      return failure('failed', begun.return_path, taken)
    }
    if (!account) {
      const { to, cookie } = await send(signIn, { ...begun, returnPath: begun.return_path })
      return { kind: 'redirect', to, cookies: [...taken, cookie] }
    }
    if (begun.purpose !== null) {
      return prove(options.proofs ?? [], context, account, { ...begun, taken })
    }
    const token = await context.write(async (unit) => {
      const user = await rememberUser(unit, account, clock)
      const previousToken = cookies.read(headers['cookie'], cookies.session())
      return sessions.begin(unit, user, { userAgent: headers['user-agent'] ?? '', previousToken })
    })
    const session = cookies.write(cookies.session(), token, sessionMaxMs / 1_000)
    return { kind: 'redirect', to: begun.return_path, cookies: [...taken, session] }
  }

  return { begin, finish, send }
}

/** Makes the way by which a browser proves who somebody is; throws `busy` without a provider. */
export function createProver(
  options: SignInOptions,
): (purpose: string, data: string) => Promise<ProofRequest> {
  const flow = createFlow(options)
  return (purpose, data) => {
    if (!options.signIn) throw coreError('busy')
    return flow.send(options.signIn, { returnPath: '/', purpose, data })
  }
}

/** `GET /auth/login`, `GET /auth/callback` and `POST /auth/logout`. */
export function signInRoutes(options: SignInOptions): readonly AnyRoute[] {
  const { cookies, sessions, texts, onEnded } = options
  const flow = createFlow(options)
  const common = { tags: ['sign-in'], access: { kind: 'public' }, responses: {} } as const
  return [
    route({
      ...common,
      method: 'GET',
      path: '/auth/login',
      summary: 'Sends the browser to Discord to sign in',
      hidden: true,
      limit: 'login',
      query: loginQuery,
      perform: (_context, { query, headers }) => flow.begin(query.return, headers['host']),
      respond: (outcome, context) => answer(texts, context, outcome),
    }),
    route({
      ...common,
      method: 'GET',
      path: '/auth/callback',
      summary: 'Takes the browser back from Discord',
      hidden: true,
      query: callbackQuery,
      perform: (context, { query, headers }) => flow.finish(context, query, headers),
      respond: (outcome, context) => answer(texts, context, outcome),
    }),
    route({
      ...common,
      method: 'POST',
      path: '/auth/logout',
      summary: 'Ends the session of this browser',
      responses: { 204: z.null() },
      async perform({ actor: { user, session } }) {
        if (!session || !user) return
        await sessions.end(user.id, session.id)
        onEnded((actor) => actor.session?.id === session.id)
      },
      respond: () => ({
        status: 204,
        headers: { 'set-cookie': cookies.write(cookies.session(), '', 0) },
      }),
    }),
  ]
}
