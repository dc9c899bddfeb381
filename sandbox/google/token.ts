import { createVerify } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { Google } from './google.ts'
import { makeId } from './ids.ts'

/** How long an access token lives. */
const tokenMs = 3_600_000
/** Assertions live at most an hour; clocks may differ by some minutes (assumed: five). */
const longestAssertionSeconds = 3600
const skewSeconds = 300
/** Google's own Node client signs for this address whatever the key file says. */
const googleAudience = 'https://oauth2.googleapis.com/token'
const assertionGrant = 'urn:ietf:params:oauth:grant-type:jwt-bearer'

/** Refusals of the token endpoint have OAuth's shape (RFC 6749 §5.2). */
class TokenRefusal extends Error {
  readonly status: number
  readonly error: string

  constructor(status: number, error: string, description: string) {
    super(description)
    this.name = 'TokenRefusal'
    this.status = status
    this.error = error
  }
}

const header = z.object({ alg: z.string(), kid: z.string().optional() })
const claims = z.object({
  iss: z.string(),
  scope: z.string().default(''),
  aud: z.string(),
  iat: z.number(),
  exp: z.number(),
  sub: z.string().optional(),
})
const form = z.object({
  grant_type: z.string().default(''),
  assertion: z.string().default(''),
  client_id: z.string().default(''),
  client_secret: z.string().default(''),
  refresh_token: z.string().default(''),
})

function decode<T>(schema: z.ZodType<T>, part: string | undefined): T {
  try {
    return schema.parse(JSON.parse(Buffer.from(part ?? '', 'base64url').toString()))
  } catch {
    throw new TokenRefusal(400, 'invalid_grant', 'Invalid JWT: Failed to decode.')
  }
}

/** Who an assertion speaks for, and with which scopes (Google's "Using OAuth 2.0 for server to server applications"). */
function checkAssertion(google: Google, assertion: string): { email: string; scopes: string[] } {
  const [first, second, third] = assertion.split('.')
  const { alg, kid } = decode(header, first)
  const claim = decode(claims, second)
  if (alg !== 'RS256')
    throw new TokenRefusal(400, 'invalid_grant', `Invalid JWT: unsupported algorithm ${alg}.`)
  const own = [...google.state.keys].filter(([, key]) => key.email === claim.iss)
  if (!google.state.accounts.has(claim.iss))
    throw new TokenRefusal(400, 'invalid_grant', 'Invalid grant: account not found')
  const isSigned = own
    .filter(([id]) => kid === undefined || id === kid)
    .some(([, { pem }]) =>
      createVerify('RSA-SHA256')
        .update(`${first}.${second}`)
        .verify(pem, Buffer.from(third ?? '', 'base64url')),
    )
  if (!isSigned) throw new TokenRefusal(400, 'invalid_grant', 'Invalid JWT Signature.')
  if (![`${google.root()}/token`, googleAudience].includes(claim.aud))
    throw new TokenRefusal(
      400,
      'invalid_grant',
      'Invalid JWT: audience must be the token endpoint.',
    )
  const now = google.clock.now() / 1000
  const isShort = claim.exp - claim.iat <= longestAssertionSeconds
  if (!isShort || claim.iat > now + skewSeconds || claim.exp < now - skewSeconds)
    throw new TokenRefusal(
      400,
      'invalid_grant',
      'Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and exp values in the JWT claim.',
    )
  if (claim.sub !== undefined && claim.sub !== claim.iss)
    throw new TokenRefusal(
      401,
      'unauthorized_client',
      'Client is unauthorized to retrieve access tokens using this method, or client not authorized for any of the scopes requested.',
    )
  const scopes = claim.scope.split(/\s+/).filter((scope) => scope !== '')
  if (scopes.length === 0)
    throw new TokenRefusal(
      400,
      'invalid_scope',
      'Invalid OAuth scope or ID token audience provided.',
    )
  return { email: claim.iss, scopes }
}

function checkRefresh(
  google: Google,
  input: z.infer<typeof form>,
): { email: string; scopes: string[] } {
  const { client, refresh_tokens } = google.state
  if (input.client_id !== client.id)
    throw new TokenRefusal(401, 'invalid_client', 'The OAuth client was not found.')
  if (input.client_secret !== client.secret)
    throw new TokenRefusal(401, 'invalid_client', 'Unauthorized')
  const granted = refresh_tokens.get(input.refresh_token)
  if (!granted) throw new TokenRefusal(400, 'invalid_grant', 'Token has been expired or revoked.')
  return granted
}

function grant(google: Google, { email, scopes }: { email: string; scopes: string[] }): object {
  const { access_tokens } = google.state
  const now = google.clock.now()
  for (const [token, { expires }] of access_tokens) if (expires <= now) access_tokens.delete(token)
  const access_token = makeId.accessToken(google.random)
  access_tokens.set(access_token, { email, scopes, expires: now + tokenMs })
  return {
    access_token,
    expires_in: tokenMs / 1000 - 1,
    scope: scopes.join(' '),
    token_type: 'Bearer',
  }
}

/** Adds `POST /token`: service account assertions (RFC 7523) and refresh tokens. */
export function registerToken(app: FastifyInstance, google: Google): void {
  app.post('/token', async (request, reply) => {
    const parsed = form.safeParse(
      request.body instanceof URLSearchParams ? Object.fromEntries(request.body) : request.body,
    )
    try {
      if (!parsed.success) throw new TokenRefusal(400, 'invalid_request', 'Bad Request')
      const { grant_type, assertion } = parsed.data
      if (grant_type === assertionGrant) return grant(google, checkAssertion(google, assertion))
      if (grant_type === 'refresh_token') return grant(google, checkRefresh(google, parsed.data))
      throw new TokenRefusal(400, 'unsupported_grant_type', `Invalid grant_type: ${grant_type}`)
    } catch (error) {
      if (!(error instanceof TokenRefusal)) throw error
      return reply.code(error.status).send({ error: error.error, error_description: error.message })
    }
  })
}
