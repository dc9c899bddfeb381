import { createSign } from 'node:crypto'
import { z } from 'zod'
import type { Sandbox } from '../sandbox.ts'

const auth = 'https://www.googleapis.com/auth'
/** Scopes by what they are for. */
export const scope = {
  forms: `${auth}/forms.body`,
  formsRead: `${auth}/forms.body.readonly`,
  responses: `${auth}/forms.responses.readonly`,
  sheets: `${auth}/spreadsheets`,
  drive: `${auth}/drive`,
  driveFile: `${auth}/drive.file`,
  pubsub: `${auth}/pubsub`,
}

const worldBody = z.object({
  google: z.object({
    oauth: z.record(z.string(), z.string()),
    forms: z.array(
      z.object({
        id: z.string(),
        title: z.string(),
        edit_url: z.string(),
        responder_uri: z.string(),
        short_url: z.string(),
      }),
    ),
  }),
})
const tokenBody = z.object({ access_token: z.string() })

/** What `GET /_control/world` tells of Google. */
export async function googleOf(sandbox: Sandbox) {
  const answer = await fetch(`${sandbox.origin}/_control/world`)
  return worldBody.parse(await answer.json()).google
}

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/** A fresh access token: of the service account, or of the OAuth client's owner. */
export async function tokenFor(
  sandbox: Sandbox,
  scopes: readonly string[],
  asOwner = false,
): Promise<string> {
  const { keyFile, root } = sandbox.google
  const now = Math.floor(sandbox.clock.now() / 1000)
  const claims = {
    iss: keyFile['client_email'],
    scope: scopes.join(' '),
    aud: keyFile['token_uri'],
    iat: now,
    exp: now + 600,
  }
  const body = `${encode({ alg: 'RS256', typ: 'JWT' })}.${encode(claims)}`
  const signature = createSign('RSA-SHA256')
    .update(body)
    .sign(keyFile['private_key'] ?? '', 'base64url')
  const { oauth } = await googleOf(sandbox)
  const fields = asOwner
    ? { grant_type: 'refresh_token', ...oauth }
    : {
        grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
        assertion: `${body}.${signature}`,
      }
  const answer = await fetch(`${root}/token`, { method: 'POST', body: new URLSearchParams(fields) })
  return tokenBody.parse(await answer.json()).access_token
}

/** A caller of the emulated APIs with one token, and the forms of the world by title. */
export async function openGoogle(sandbox: Sandbox, scopes: readonly string[], asOwner = false) {
  const token = await tokenFor(sandbox, scopes, asOwner)
  const { forms } = await googleOf(sandbox)
  return {
    token,
    forms: Object.fromEntries(forms.map((form) => [form.title, form])),
    call: async (method: string, path: string, body?: unknown) => {
      const answer = await fetch(sandbox.google.root + path, {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
      const text = await answer.text()
      const json: unknown = text === '' ? undefined : JSON.parse(text)
      return { status: answer.status, body: json }
    },
  }
}
