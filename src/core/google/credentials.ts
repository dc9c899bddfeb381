import { readFile } from 'node:fs/promises'
import { importPKCS8, SignJWT } from 'jose'
import { z } from 'zod'
import type { Clock } from '../clock.ts'
import { failureOf, GoogleFailure } from './errors.ts'

/** What the settings say about the account. */
export type GoogleSettings = {
  serviceAccountFile: string | null
  oauth: { clientId: string; clientSecret: string; refreshToken: string } | null
  /** Base address of the emulated services; null for the real ones. */
  apiRoot: string | null
  /** Notices are pulled from Pub/Sub, which is a right of its own. */
  pubsub: boolean
}

/** The account as which Google is asked. */
export type GoogleAccount = { kind: 'service_account' | 'oauth'; email: string | null }

/** Gives access tokens. */
export type Credentials = {
  account(): Promise<GoogleAccount>
  /** A token that is valid for some time yet; `renew` asks for another than the last one. */
  token(renew: boolean): Promise<string>
  /** Which of the rights that are asked for the account did not grant. */
  lacking(): Promise<string[]>
}

/** What a service account asks for; OAuth grants carry their scopes themselves. */
const scopes = [
  'https://www.googleapis.com/auth/forms.body',
  'https://www.googleapis.com/auth/forms.responses.readonly',
  'https://www.googleapis.com/auth/spreadsheets',
  'https://www.googleapis.com/auth/drive',
]
const pubsubScope = 'https://www.googleapis.com/auth/pubsub'

const keyFile = z.object({
  client_email: z.string(),
  private_key: z.string(),
  private_key_id: z.string(),
  token_uri: z.url(),
})
const tokenAnswer = z.object({
  access_token: z.string(),
  expires_in: z.number(),
  scope: z.string().optional(),
})

const assertionSeconds = 3_600
/** A token is renewed so long before its end, in milliseconds. */
const earlyMs = 60_000
const deadlineMs = 15_000
/** RFC 7523 §2.1. */
const jwtBearer = 'urn:ietf:params:oauth:grant-type:jwt-bearer'

async function readKeyFile(path: string): Promise<z.infer<typeof keyFile>> {
  try {
    return keyFile.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch {
    // The text of the mistake may hold the key.
    throw new GoogleFailure(
      'unauthenticated',
      0,
      'the key file of the service account cannot be read',
    )
  }
}

async function assertion(
  file: z.infer<typeof keyFile>,
  clock: Clock,
  wanted: readonly string[],
): Promise<string> {
  const now = Math.floor(clock.now() / 1_000)
  const key = await importPKCS8(file.private_key, 'RS256')
  return new SignJWT({ scope: wanted.join(' ') })
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: file.private_key_id })
    .setIssuer(file.client_email)
    .setAudience(file.token_uri)
    .setIssuedAt(now)
    .setExpirationTime(now + assertionSeconds)
    .sign(key)
}

async function grant(uri: string, body: URLSearchParams): Promise<z.infer<typeof tokenAnswer>> {
  let answer: Response
  try {
    const signal = AbortSignal.timeout(deadlineMs)
    answer = await fetch(uri, { method: 'POST', body, signal, redirect: 'error' })
  } catch {
    throw new GoogleFailure('unavailable', 0, 'no access token: Google did not answer', 5_000)
  }
  const json: unknown = await answer.json().catch(() => null)
  if (!answer.ok) throw failureOf(answer.status, json, answer.headers.get('retry-after'))
  return tokenAnswer.parse(json)
}

/** Makes it; null when the settings name no account. */
export function createCredentials(settings: GoogleSettings, clock: Clock): Credentials | null {
  const { serviceAccountFile, oauth, apiRoot } = settings
  if (!serviceAccountFile && !oauth) return null
  const wanted = settings.pubsub ? [...scopes, pubsubScope] : scopes
  let held: { token: Promise<string>; until: number } | null = null

  async function ask(): Promise<z.infer<typeof tokenAnswer>> {
    if (serviceAccountFile && !oauth) {
      const file = await readKeyFile(serviceAccountFile)
      const body = { grant_type: jwtBearer, assertion: await assertion(file, clock, wanted) }
      return grant(file.token_uri, new URLSearchParams(body))
    }
    const uri = apiRoot ? `${apiRoot}/token` : 'https://oauth2.googleapis.com/token'
    const body = {
      grant_type: 'refresh_token',
      client_id: oauth?.clientId ?? '',
      client_secret: oauth?.clientSecret ?? '',
      refresh_token: oauth?.refreshToken ?? '',
    }
    return grant(uri, new URLSearchParams(body))
  }

  return {
    async account() {
      // Whoever grants access owns files, and can do everything that a service account can.
      if (oauth || !serviceAccountFile) return { kind: 'oauth', email: null }
      return {
        kind: 'service_account',
        email: (await readKeyFile(serviceAccountFile)).client_email,
      }
    },
    async lacking() {
      const { scope } = await ask()
      // Without it all that was asked for is granted (RFC 6749 §5.1).
      if (scope === undefined) return []
      const granted = new Set(scope.split(' '))
      return wanted.filter((one) => !granted.has(one))
    },
    token(renew) {
      if (held && !renew && held.until > clock.now()) return held.token
      const answer = ask()
      const mine = { token: answer.then(({ access_token }) => access_token), until: Infinity }
      held = mine
      answer.then(
        ({ expires_in }) => {
          mine.until = clock.now() + expires_in * 1_000 - earlyMs
        },
        () => {
          if (held === mine) held = null
        },
      )
      return mine.token
    },
  }
}
