import { createHash, timingSafeEqual } from 'node:crypto'
import type { OAuthCode, OAuthToken } from '../entities.ts'
import { randomText } from '../random-text.ts'
import type { World } from '../world.ts'

/** An OAuth2 refusal: HTTP status, and the error and its description as Discord words them. */
export class OAuthError extends Error {
  readonly status: number
  readonly error: string

  constructor(status: number, error: string, description: string) {
    super(description)
    this.status = status
    this.error = error
  }
}

/** What the token route answers. */
export type TokenAnswer = {
  token_type: 'Bearer'
  access_token: string
  expires_in: number
  refresh_token: string
  scope: string
}

const tokenLivesSeconds = 604_800
// Assumed: Discord does not say how long a code can be redeemed.
const codeLivesMs = 10 * 60_000

/** Keeps what a person agreed to, and gives the code that stands for it. */
export function grantCode(world: World, granted: Omit<OAuthCode, 'code' | 'expires_at'>): string {
  const code = randomText(world, 30)
  const { codes } = world.state.oauth
  codes.set(code, { ...granted, code, expires_at: world.clock.now() + codeLivesMs })
  return code
}

function issue(world: World, userId: string, scopes: string[]): TokenAnswer {
  const token: OAuthToken = {
    access_token: randomText(world, 30),
    refresh_token: randomText(world, 30),
    user_id: userId,
    scopes,
    expires_at: world.clock.now() + tokenLivesSeconds * 1000,
  }
  world.state.oauth.tokens.set(token.access_token, token)
  return {
    token_type: 'Bearer',
    access_token: token.access_token,
    expires_in: tokenLivesSeconds,
    refresh_token: token.refresh_token,
    scope: scopes.join(' '),
  }
}

/** Whether two secrets are equal, in a time that does not tell where they differ. */
export function sameSecret(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(a), digest(b))
}

function invalid(field: string): OAuthError {
  return new OAuthError(400, 'invalid_grant', `Invalid "${field}" in request.`)
}

function checkVerifier(granted: OAuthCode, verifier: string | undefined): void {
  if (granted.code_challenge === null) return
  const challenge = createHash('sha256')
    .update(verifier ?? '')
    .digest('base64url')
  if (verifier === undefined || !sameSecret(challenge, granted.code_challenge))
    throw invalid('code_verifier')
}

/** Redeems a code once; it is spent even when redirect or verifier are wrong. */
export function redeemCode(
  world: World,
  request: { code: string; redirect_uri: string | undefined; code_verifier: string | undefined },
): TokenAnswer {
  const { codes } = world.state.oauth
  const granted = codes.get(request.code)
  codes.delete(request.code)
  if (granted === undefined || granted.expires_at <= world.clock.now()) throw invalid('code')
  if (granted.redirect_uri !== request.redirect_uri) throw invalid('redirect_uri')
  checkVerifier(granted, request.code_verifier)
  return issue(world, granted.user_id, granted.scopes)
}

/** Changes a refresh token for a new pair; the old pair is void. */
export function refresh(world: World, refreshToken: string): TokenAnswer {
  const { tokens } = world.state.oauth
  for (const token of tokens.values()) {
    if (token.refresh_token !== refreshToken) continue
    tokens.delete(token.access_token)
    return issue(world, token.user_id, token.scopes)
  }
  throw invalid('refresh_token')
}

/** Ends the authorization that a token belongs to, with all its tokens; unknown tokens are passed over. */
export function revoke(world: World, given: string): void {
  const { tokens } = world.state.oauth
  const all = [...tokens.values()]
  const found = all.find((token) => token.access_token === given || token.refresh_token === given)
  if (found === undefined) return
  for (const token of all) if (token.user_id === found.user_id) tokens.delete(token.access_token)
}
