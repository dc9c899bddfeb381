import { request as httpRequest } from 'node:http'
import type { Agent } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { InteractionType } from 'discord-api-types/v10'
import { z } from 'zod'
import type { World } from '../world.ts'
import { discordWaitsMs } from './lifecycle.ts'
import { botId } from './payload.ts'
import { ed25519PrivateKey, signRequest } from './signing.ts'
import type { SignatureHeaders } from './signing.ts'

/** What an interactions endpoint answered. */
export type EndpointAnswer = { status: number; content_type: string; body: string }

/** A request to an endpoint: the exact bytes that were signed, and how to give up. */
export type EndpointRequest = {
  url: string
  body: string
  headers: SignatureHeaders
  signal: AbortSignal
  withinMs: number
  agent?: Agent
}

/** Sends a signed body. Rejects when the endpoint cannot be reached or takes longer than `withinMs` of real time. */
export function postSigned(request: EndpointRequest): Promise<EndpointAnswer> {
  const { url, body, headers, signal, withinMs, agent } = request
  const send = url.startsWith('https:') ? httpsRequest : httpRequest
  const options = {
    method: 'POST',
    signal: AbortSignal.any([signal, AbortSignal.timeout(withinMs)]),
    headers: {
      ...headers,
      'Content-Type': 'application/json',
      'Content-Length': Buffer.byteLength(body),
      'User-Agent': 'Discord-Interactions/1.0 (+https://discord.com)',
    },
    ...(agent === undefined || url.startsWith('https:') ? {} : { agent }),
  }
  return new Promise((resolve, reject) => {
    const outgoing = send(url, options, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          content_type: response.headers['content-type'] ?? '',
          body: Buffer.concat(chunks).toString('utf8'),
        }),
      )
    })
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

/** The time that goes into a signature: Unix seconds of the world's clock. */
export function signatureTime(world: World): string {
  return Math.floor(world.clock.now() / 1000).toString()
}

const pong = z.object({ type: z.literal(1) })

function isPong(answer: EndpointAnswer): boolean {
  if (answer.status !== 200 || !answer.content_type.startsWith('application/json')) return false
  try {
    return pong.safeParse(JSON.parse(answer.body)).success
  } catch {
    return false
  }
}

/**
 * Whether a URL may become the interactions endpoint: it answers a signed PING with `{"type":1}`, and a wrong
 * signature with 401 (https://docs.discord.com/developers/interactions/overview#setting-up-an-endpoint).
 */
export async function checkEndpoint(world: World, url: string): Promise<boolean> {
  const { application } = world.state
  const body = JSON.stringify({
    id: world.nextId(),
    application_id: application.id,
    type: InteractionType.Ping,
    token: `ping${world.nextId()}`,
    version: 1,
    user: world.person(botId(world)).user,
    entitlements: [],
    authorizing_integration_owners: {},
  })
  const timestamp = signatureTime(world)
  const headers = signRequest(ed25519PrivateKey(application.private_key), timestamp, body)
  const forged = { ...headers, 'X-Signature-Ed25519': '0'.repeat(128) }
  const rest = { signal: new AbortController().signal, withinMs: discordWaitsMs }
  try {
    const [answer, refusal] = await Promise.all([
      postSigned({ url, body, headers, ...rest }),
      postSigned({ url, body, headers: forged, ...rest }),
    ])
    return isPong(answer) && refusal.status === 401
  } catch {
    return false
  }
}
