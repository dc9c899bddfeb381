import type { World } from '../world.ts'
import { DiscordError } from '../errors.ts'

/**
 * Who a request comes from. The bots of other applications count as people, whose calls are neither limited nor
 * logged.
 */
export type Actor = {
  kind: 'bot' | 'person' | 'oauth'
  user_id: string
  scopes: readonly string[]
}

function unauthorized(): DiscordError {
  return new DiscordError(401, 0, '401: Unauthorized')
}

/**
 * Finds who an Authorization header belongs to: `Bot <token>`, `Bearer <OAuth2 token>`, or a person's own token bare.
 * Throws 401 for everything else.
 */
export function authenticate(world: World, header: string | undefined): Actor {
  const { application, oauth, users } = world.state
  const [, scheme, token] = /^(?:(Bot|Bearer) +)?(\S+)$/.exec(header ?? '') ?? []
  if (token === undefined) throw unauthorized()
  if (scheme === 'Bot') {
    if (token === application.bot_token) return { kind: 'bot', user_id: application.id, scopes: [] }
  }
  if (scheme === 'Bearer') {
    const granted = oauth.tokens.get(token)
    if (!granted || granted.expires_at <= world.clock.now()) throw unauthorized()
    return { kind: 'oauth', user_id: granted.user_id, scopes: granted.scopes }
  }
  for (const { user, token: own } of users.values())
    if (own === token && user.id !== application.id && (user.bot ?? false) === (scheme === 'Bot'))
      return { kind: 'person', user_id: user.id, scopes: [] }
  throw unauthorized()
}
