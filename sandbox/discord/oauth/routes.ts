import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { SandboxContext } from '../../context.ts'
import { languageOf } from '../../language.ts'
import { DiscordError } from '../errors.ts'
import { authenticate } from '../rest/auth.ts'
import type { World } from '../world.ts'
import { consentPage, refusalPage } from './consent-page.ts'
import { grantCode, OAuthError, redeemCode, refresh, revoke, sameSecret } from './grants.ts'
import type { TokenAnswer } from './grants.ts'

const authorizeQuery = z.looseObject({
  client_id: z.string(),
  redirect_uri: z.string().optional(),
  response_type: z.string().optional(),
  scope: z.string().default(''),
  state: z.string().optional(),
  code_challenge: z.string().optional(),
  code_challenge_method: z.string().optional(),
  prompt: z.string().optional(),
  as: z.string().optional(),
})
type AuthorizeQuery = z.infer<typeof authorizeQuery>

const decisionForm = authorizeQuery.extend({
  user_id: z.string().optional(),
  action: z.enum(['authorize', 'cancel']),
})

const tokenForm = z.looseObject({
  grant_type: z.string().optional(),
  client_id: z.string().optional(),
  client_secret: z.string().optional(),
  code: z.string().optional(),
  redirect_uri: z.string().optional(),
  code_verifier: z.string().optional(),
  refresh_token: z.string().optional(),
  token: z.string().optional(),
})
type TokenForm = z.infer<typeof tokenForm>

const knownScopes: readonly string[] = [
  'identify',
  'email',
  'guilds',
  'guilds.join',
  'guilds.members.read',
  'connections',
  'role_connections.write',
  'applications.commands',
  'applications.commands.permissions.update',
  'openid',
]

function scopesOf(query: AuthorizeQuery): string[] {
  return [...new Set(query.scope.split(' ').filter((scope) => scope !== ''))]
}

/**
 * Whether a code may be sent to an address: those that the application registered, and, as there is no developer
 * portal here, every loopback address with the usual path.
 */
function isTrusted(world: World, address: string): boolean {
  if (world.state.application.redirect_uris.includes(address)) return true
  if (!URL.canParse(address)) return false
  const { protocol, hostname, pathname, search, hash } = new URL(address)
  const isLoopback = ['127.0.0.1', 'localhost', '[::1]'].includes(hostname)
  return protocol === 'http:' && isLoopback && pathname === '/auth/callback' && search + hash === ''
}

/** Why a request cannot be sent back to its redirect URI, which is then not to be trusted. */
function refuseAddress(world: World, query: AuthorizeQuery): string | undefined {
  if (query.client_id !== world.state.application.id) return 'Unknown Application'
  if (query.redirect_uri === undefined || !isTrusted(world, query.redirect_uri))
    return 'Invalid OAuth2 redirect_uri'
  return undefined
}

function refuseRequest(
  query: AuthorizeQuery,
): { error: string; error_description: string } | undefined {
  if (query.response_type !== 'code')
    return {
      error: 'unsupported_response_type',
      error_description:
        'The authorization server does not support obtaining an authorization code using this method',
    }
  const scopes = scopesOf(query)
  if (scopes.length === 0 || scopes.some((scope) => !knownScopes.includes(scope)))
    return {
      error: 'invalid_scope',
      error_description: 'The requested scope is invalid, unknown, or malformed.',
    }
  const hasChallenge = query.code_challenge !== undefined
  if (hasChallenge && query.code_challenge_method !== 'S256')
    return {
      error: 'invalid_request',
      error_description: 'Only the code challenge method S256 is supported.',
    }
  return undefined
}

function sendBack(
  reply: FastifyReply,
  query: AuthorizeQuery,
  answer: Record<string, string>,
): FastifyReply {
  const target = new URL(query.redirect_uri ?? '')
  for (const [key, value] of Object.entries(answer)) target.searchParams.set(key, value)
  if (query.state !== undefined) target.searchParams.set('state', query.state)
  return reply.redirect(target.href, 303)
}

function html(reply: FastifyReply, status: number, body: string): FastifyReply {
  return reply
    .code(status)
    .type('text/html; charset=utf-8')
    .header(
      'content-security-policy',
      "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'",
    )
    .header('cache-control', 'no-store')
    .header('referrer-policy', 'no-referrer')
    .send(body)
}

function registerConsent(app: FastifyInstance, world: World): void {
  app.get('/oauth2/authorize', async (request, reply) => {
    const parsed = authorizeQuery.safeParse(request.query)
    if (!parsed.success) return html(reply, 400, refusalPage('Unknown Application'))
    const query = parsed.data
    const untrusted = refuseAddress(world, query)
    if (untrusted !== undefined) return html(reply, 400, refusalPage(untrusted))
    const wrong = refuseRequest(query)
    if (wrong !== undefined) return sendBack(reply, query, wrong)
    const { application, users } = world.state
    const { as: chosen, ...rest } = query
    const texts = Object.entries(rest).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    )
    const page = consentPage({
      language: languageOf(request.headers['accept-language']),
      application_name: application.name,
      scopes: scopesOf(query),
      people: [...users.values()].filter((person) => person.user.bot !== true),
      chosen,
      query: Object.fromEntries(texts),
    })
    return html(reply, 200, page)
  })
  app.post('/oauth2/authorize', async (request, reply) => {
    const parsed = decisionForm.safeParse(request.body)
    if (!parsed.success) return html(reply, 400, refusalPage('The form is not complete'))
    const decision = parsed.data
    const untrusted = refuseAddress(world, decision)
    if (untrusted !== undefined) return html(reply, 400, refusalPage(untrusted))
    const wrong = refuseRequest(decision)
    if (wrong !== undefined) return sendBack(reply, decision, wrong)
    if (decision.action === 'cancel')
      return sendBack(reply, decision, {
        error: 'access_denied',
        error_description: 'The resource owner or authorization server denied the request',
      })
    const person = world.state.users.get(decision.user_id ?? '')
    if (person === undefined || person.user.bot === true)
      return html(reply, 400, refusalPage('Choose who you are'))
    const code = grantCode(world, {
      user_id: person.user.id,
      scopes: scopesOf(decision),
      redirect_uri: decision.redirect_uri ?? '',
      code_challenge: decision.code_challenge ?? null,
    })
    return sendBack(reply, decision, { code })
  })
}

function requireClient(world: World, header: string | undefined, form: TokenForm): void {
  const { application } = world.state
  const basic = /^Basic (.+)$/i.exec(header ?? '')?.[1]
  const [id, secret] =
    basic === undefined
      ? [form.client_id, form.client_secret]
      : Buffer.from(basic, 'base64').toString('utf8').split(':', 2).map(decodeURIComponent)
  if (
    id === application.id &&
    secret !== undefined &&
    sameSecret(secret, application.client_secret)
  )
    return
  throw new OAuthError(401, 'invalid_client', 'Invalid client credentials')
}

function grant(world: World, form: TokenForm): TokenAnswer {
  const { grant_type: type = 'None' } = form
  if (type === 'authorization_code')
    return redeemCode(world, {
      code: form.code ?? '',
      redirect_uri: form.redirect_uri,
      code_verifier: form.code_verifier,
    })
  if (type === 'refresh_token') return refresh(world, form.refresh_token ?? '')
  throw new OAuthError(400, 'unsupported_grant_type', `Grant type ${type} is not supported`)
}

function readForm(world: World, request: FastifyRequest): TokenForm {
  const type = request.headers['content-type'] ?? ''
  if (!type.startsWith('application/x-www-form-urlencoded'))
    throw new OAuthError(400, 'invalid_request', 'The request must be form encoded')
  const form = tokenForm.safeParse(request.body ?? {})
  if (!form.success) throw new OAuthError(400, 'invalid_request', 'The form has a wrong field')
  requireClient(world, request.headers.authorization, form.data)
  return form.data
}

async function answered<T>(reply: FastifyReply, run: () => T): Promise<T | FastifyReply> {
  reply.header('cache-control', 'no-store')
  try {
    return run()
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error
    return reply.code(error.status).send({ error: error.error, error_description: error.message })
  }
}

/**
 * Adds the authorization code grant: the consent page, tokens, revocation, and what a token is for
 * (https://docs.discord.com/developers/topics/oauth2).
 */
export function registerOAuthRoutes(
  app: FastifyInstance,
  { world }: Pick<SandboxContext, 'world'>,
): void {
  registerConsent(app, world)
  app.post('/api/v10/oauth2/token', (request, reply) =>
    answered(reply, () => grant(world, readForm(world, request))),
  )
  app.post('/api/v10/oauth2/token/revoke', (request, reply) =>
    answered(reply, () => {
      revoke(world, readForm(world, request).token ?? '')
      return {}
    }),
  )
  app.get('/api/v10/oauth2/@me', async (request) => {
    const header = request.headers.authorization
    const actor = authenticate(world, header)
    const token = world.state.oauth.tokens.get((header ?? '').replace(/^Bearer +/, ''))
    if (actor.kind !== 'oauth' || token === undefined)
      throw new DiscordError(401, 50025, 'Invalid OAuth2 access token')
    const { id, name, description, public_key: key, flags } = world.state.application
    return {
      application: {
        id,
        name,
        icon: null,
        description,
        bot_public: true,
        bot_require_code_grant: false,
        verify_key: key,
        flags,
        type: null,
      },
      scopes: token.scopes,
      expires: new Date(token.expires_at).toISOString(),
      ...(token.scopes.includes('identify') ? { user: world.person(token.user_id).user } : {}),
    }
  })
}
