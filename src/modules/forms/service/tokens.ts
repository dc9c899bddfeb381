import { createHash } from 'node:crypto'
import { decodeProtectedHeader, jwtVerify, SignJWT } from 'jose'
import { z } from 'zod'
import type { Services } from '#core/context.ts'
import type { Instance } from '#core/instances.ts'
import { refuse } from '../errors.ts'
import { environment } from '../rules/environment.ts'

/** Links are good for one hour. */
export const tokenSeconds = 3_600
/** Clocks may differ by so much, in seconds; never for the end of a link. */
const skewSeconds = 60
const audience = 'muster-forms'
const types = { whole: 'form+jwt', reference: 'form-ref+jwt' } as const

type Key = { kid: string; secret: Uint8Array }
type Keys = { current: Key; previous: Key | null; since: number }

function keyOf(secret: Uint8Array): Key {
  return { kid: createHash('sha256').update(secret).digest('hex').slice(0, 8), secret }
}

const signing: Instance<Keys> = {
  name: 'forms.signing',
  make(services) {
    const { JWT_SECRET: own, JWT_SECRET_PREVIOUS: previous } = services.settings(environment)
    const secret = own ? Buffer.from(own) : services.secretBox.derive('forms.links')
    return {
      current: keyOf(secret),
      previous: previous ? keyOf(Buffer.from(previous)) : null,
      since: services.clock.now(),
    }
  },
}

/** What is stored of a token: its SHA-256. */
export function hashOfToken(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}

/** Whom a token was made for, and until when it is good (epoch milliseconds). */
export type TokenFor = { formId: string; discordId: string; expiresAt: number }

/**
 * Signs a token (HS256, RFC 7519). The short form carries a reference only, for addresses that would
 * not fit into a button.
 */
export async function signToken(
  services: Services,
  { formId, discordId, expiresAt }: TokenFor,
  isShort: boolean,
): Promise<string> {
  const { current } = services.instance(signing)
  const iat = Math.floor(services.clock.now() / 1_000)
  const exp = Math.floor(expiresAt / 1_000)
  const jti = services.random(16).toString('base64url')
  const header = { alg: 'HS256', kid: current.kid }
  if (isShort) {
    return new SignJWT({ jti, exp })
      .setProtectedHeader({ ...header, typ: types.reference })
      .sign(current.secret)
  }
  const own = { discordId, formId, issuedAt: iat, expiresAt: exp }
  return new SignJWT({ ...own, sub: discordId, jti, iat, nbf: iat, exp })
    .setProtectedHeader({ ...header, typ: types.whole })
    .setIssuer(services.publicUrl)
    .setAudience(audience)
    .sign(current.secret)
}

const header = z.object({
  alg: z.literal('HS256'),
  typ: z.enum(Object.values(types)),
  kid: z.string(),
})
const claims = z.object({ exp: z.number(), jti: z.string().min(16) })
const wholeClaims = claims.extend({
  sub: z.string(),
  discordId: z.string(),
  formId: z.string(),
  issuedAt: z.number(),
  expiresAt: z.number(),
  iat: z.number(),
  nbf: z.number(),
})

function headerOf(token: string): z.infer<typeof header> | null {
  try {
    // A header may name nothing that would bring in another key or rule.
    const read: unknown = decodeProtectedHeader(token)
    return z.strictObject(header.shape).safeParse(read).data ?? null
  } catch {
    return null
  }
}

/** The key of a header; the previous one only for as long as its tokens can still be good. */
function keyFor(services: Services, kid: string): Key | null {
  const { current, previous, since } = services.instance(signing)
  if (kid === current.kid) return current
  const isOver = services.clock.now() > since + (tokenSeconds + skewSeconds) * 1_000
  return previous && kid === previous.kid && !isOver ? previous : null
}

/**
 * Checks a token as RFC 8725 asks: algorithm, type, key, issuer and audience are ours to decide, not
 * the token's. Returns its hash; the row in the database says whether it may still be used. Throws
 * `TOKEN_INVALID` and `TOKEN_EXPIRED`.
 */
export async function verifyToken(services: Services, token: string): Promise<string> {
  const head = headerOf(token)
  const key = head && keyFor(services, head.kid)
  if (!head || !key) throw refuse('TOKEN_INVALID')
  const isWhole = head.typ === types.whole
  const now = services.clock.now()
  try {
    const { payload } = await jwtVerify(token, key.secret, {
      algorithms: ['HS256'],
      typ: head.typ,
      currentDate: new Date(now),
      clockTolerance: skewSeconds,
      ...(isWhole && { issuer: services.publicUrl, audience }),
    })
    const { exp } = (isWhole ? wholeClaims : claims).parse(payload)
    if (exp * 1_000 <= now) throw refuse('TOKEN_EXPIRED')
    return hashOfToken(token)
  } catch (error) {
    if (error instanceof Error && 'code' in error) {
      if (error.code === 'TOKEN_EXPIRED') throw error
      if (error.code === 'ERR_JWT_EXPIRED') throw refuse('TOKEN_EXPIRED')
    }
    throw refuse('TOKEN_INVALID')
  }
}
