import assert from 'node:assert/strict'
import { createHash, createHmac } from 'node:crypto'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { createVirtualClock } from '../clock.ts'
import { createSandbox, type Sandbox } from '../sandbox.ts'
import { sandboxKey } from './state.ts'

/** What the exchange answered. */
export type ExchangeAnswer = { status: number; headers: Headers; json: unknown }

/** How a request is signed, unless a test wants it wrong. */
export type Signing = {
  access_key: string
  secret_key: string
  alg?: 'HS256' | 'HS512' | 'none'
  nonce?: string
  /** Hashed instead of the parameters that are sent. */
  hashed?: string
}

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/** A token as clients of the real service make it. `parameters` is the query or body before encoding. */
export function signed(signing: Signing, parameters: string, nonce: string): string {
  const { access_key, secret_key, alg = 'HS512' } = signing
  const hashed = signing.hashed ?? parameters
  const claims = {
    access_key,
    nonce: signing.nonce ?? nonce,
    ...(hashed !== '' && {
      query_hash: createHash('sha512').update(hashed).digest('hex'),
      query_hash_alg: 'SHA512',
    }),
  }
  const head = `${encode({ alg, typ: 'JWT' })}.${encode(claims)}`
  if (alg === 'none') return `${head}.`
  const algorithm = alg === 'HS256' ? 'sha256' : 'sha512'
  return `${head}.${createHmac(algorithm, secret_key).update(head).digest('base64url')}`
}

/** A client of the exchange that knows nothing of its insides. */
export function createTestClient(base: string, signing: Signing) {
  let nonces = 0
  const send = async (
    method: string,
    path: string,
    body?: Record<string, string>,
    other: Partial<Signing> & { headers?: Record<string, string> } = {},
  ): Promise<ExchangeAnswer> => {
    nonces += 1
    const [, query = ''] = path.split('?')
    const parameters = body
      ? Object.entries(body)
          .map(([key, value]) => `${key}=${value}`)
          .join('&')
      : decodeURIComponent(query)
    const token = signed({ ...signing, ...other }, parameters, `nonce-${nonces}`)
    const answer = await fetch(`${base}/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body && { 'content-type': 'application/json' }),
        ...other.headers,
      },
      ...(body && { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    return {
      status: answer.status,
      headers: answer.headers,
      json: text === '' ? null : JSON.parse(text),
    }
  }
  return {
    send,
    /** A call that is not signed. */
    async quote(path: string): Promise<ExchangeAnswer> {
      const answer = await fetch(`${base}/v1${path}`)
      return { status: answer.status, headers: answer.headers, json: await answer.json() }
    },
  }
}

/** The name of the error in an answer. */
export function nameOf(answer: ExchangeAnswer): unknown {
  const parsed = z
    .object({ error: z.object({ name: z.unknown(), message: z.string() }) })
    .safeParse(answer.json)
  return parsed.success ? parsed.data.error.name : undefined
}

const start = Date.parse('2026-11-28T03:00:00.000Z')

/** A sandbox whose time only moves when it is told to. */
export async function openExchange(): Promise<
  AsyncDisposable & {
    sandbox: Sandbox
    client: ReturnType<typeof createTestClient>
    control(path: string, body?: unknown): Promise<unknown>
    advance(ms: number): Promise<void>
    /** Moves the time that connections live in. */
    advanceWire(ms: number): Promise<void>
  }
> {
  const clock = createVirtualClock(() => start)
  const wire = createVirtualClock()
  const sandbox = await createSandbox({ clock, wire })
  return {
    sandbox,
    client: createTestClient(`${sandbox.origin}/upbit`, sandboxKey),
    async control(path, body) {
      const answer = await fetch(`${sandbox.origin}/_control${path}`, {
        ...(body !== undefined && {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }),
      })
      const json: unknown = await answer.json()
      assert.ok(answer.ok, JSON.stringify(json))
      return json
    },
    advance: (ms) => clock.advance(ms),
    advanceWire: (ms) => wire.advance(ms),
    async [Symbol.asyncDispose]() {
      await sandbox.close()
      clock.close()
    },
  }
}

/** A file of recorded traffic beside this repository; undefined where there is none. */
export function recording(name: string): string | undefined {
  for (let folder = import.meta.dirname; folder !== dirname(folder); folder = dirname(folder)) {
    const file = join(folder, 'shared/data/upbit', name)
    if (existsSync(file)) return file
  }
  return undefined
}
