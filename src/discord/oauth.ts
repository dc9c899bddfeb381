import { z } from 'zod'
import type { SignInProvider } from '#core/access/sign-in.ts'
import type { Log } from '#core/log.ts'

/** Discord's OAuth 2 application. */
export type OAuthOptions = {
  clientId: string
  clientSecret: string
  /** Base of Discord's REST API, ending in `/api`. */
  apiUrl: string
  /** The page that people are sent to, `https://discord.com/oauth2/authorize`. */
  authorizeUrl: string
  /** Where Muster is reached; the redirect URI is `/auth/callback` below it. */
  place: { readonly publicUrl: string }
  log: Log
}

const tokenAnswer = z.object({ access_token: z.string().min(1) })
const account = z.object({
  id: z.string().regex(/^\d{17,20}$/),
  username: z.string(),
  global_name: z.string().nullish(),
  avatar: z.string().nullish(),
  locale: z.string().optional(),
  bot: z.boolean().optional(),
})

/** A sign-in waits this long for each answer of Discord, in milliseconds. */
const deadlineMs = 10_000

/**
 * Asks with tokens and revokes them in turns. Revoking one token of a person ends all of them at
 * Discord, also the one with which another browser of the same person has not asked yet; and who it
 * is, is not known before. So tokens are revoked while nobody asks, and nobody begins meanwhile.
 */
function createTurns(revoke: (token: string) => Promise<void>) {
  const asking = new Set<Promise<unknown>>()
  const used: string[] = []
  let turn: Promise<void> | null = null

  async function revokeUsed() {
    await Promise.allSettled(asking)
    await Promise.all(used.splice(0).map(revoke))
    turn = null
  }

  return {
    async ask<T>(work: (use: (token: string) => void) => Promise<T>): Promise<T> {
      while (turn) await turn
      const answer = work((token) => used.push(token))
      asking.add(answer)
      try {
        return await answer
      } finally {
        asking.delete(answer)
        if (used.length > 0) await (turn ??= revokeUsed())
      }
    },
  }
}

/**
 * Signing in through Discord: authorization code with PKCE and the scope `identify`. The token is
 * used once, to learn who it is, and then revoked.
 * https://docs.discord.com/developers/topics/oauth2
 */
export function createDiscordSignIn(options: OAuthOptions): SignInProvider {
  const { clientId, clientSecret, place, log } = options
  const api = `${options.apiUrl}/v10`
  const redirectUri = () => `${place.publicUrl}/auth/callback`
  const basic = Buffer.from(`${clientId}:${clientSecret}`).toString('base64')

  async function ask(path: string, init: RequestInit, alsoGood?: number): Promise<Response> {
    const response = await fetch(`${api}${path}`, {
      ...init,
      redirect: 'error',
      signal: AbortSignal.timeout(deadlineMs),
    })
    if (response.ok || response.status === alsoGood) return response
    await response.body?.cancel()
    throw new Error(`Discord answered ${response.status} to ${path}`)
  }

  const form = (path: string, fields: Record<string, string>) =>
    ask(path, {
      method: 'POST',
      headers: { authorization: `Basic ${basic}` },
      body: new URLSearchParams(fields),
    })

  async function revoke(token: string): Promise<void> {
    try {
      const response = await form('/oauth2/token/revoke', {
        token,
        token_type_hint: 'access_token',
      })
      await response.body?.cancel()
    } catch (error) {
      // The token is thrown away all the same and ends by itself after a week.
      log.warn({ err: error }, 'a token of a sign-in could not be revoked')
    }
  }
  const turns = createTurns(revoke)

  return {
    authorizeUrl({ state, challenge }) {
      const url = new URL(options.authorizeUrl)
      const query = {
        response_type: 'code',
        client_id: clientId,
        scope: 'identify',
        redirect_uri: redirectUri(),
        state,
        code_challenge: challenge,
        code_challenge_method: 'S256',
      }
      for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
      return url.href
    },

    exchange: (code, verifier) =>
      turns.ask(async (use) => {
        const answer = await form('/oauth2/token', {
          grant_type: 'authorization_code',
          code,
          redirect_uri: redirectUri(),
          code_verifier: verifier,
        })
        const { access_token: token } = tokenAnswer.parse(await answer.json())
        use(token)
        const headers = { authorization: `Bearer ${token}` }
        const who = await ask('/users/@me', { headers }, 401)
        if (who.ok) return account.parse(await who.json())
        // Another process revoked a token of the same person meanwhile.
        await who.body?.cancel()
        return null
      }),
  }
}
