import { lookup as lookUp } from 'node:dns/promises'
import { request as requestHttp, type IncomingMessage, type RequestOptions } from 'node:http'
import { request as requestHttps } from 'node:https'
import type { LookupFunction } from 'node:net'
import ipaddr from 'ipaddr.js'
import type { Clock } from '../clock.ts'
import { retryAfter, type Outcome } from './retry.ts'
import { hostOf, refusalTexts, refuseAddresses, refuseUrl, type AllowList } from './target.ts'

/** How long one sending may take in all, from the look-up to the end of the answer. */
export const sendDeadlineMs = 15_000
/** Bytes of an answer that are read; the rest is nobody's business. */
const readBytes = 4_096

/** An address that a name stands for. */
export type Resolved = { address: string; family: number }

/** Asks for all addresses of a name. */
export type Resolve = (host: string) => Promise<readonly Resolved[]>

/** The machine's own name resolution. */
export const systemResolve: Resolve = (host) => lookUp(host, { all: true, order: 'verbatim' })

/** What sending needs. */
export type SendOptions = {
  allow: AllowList
  resolve: Resolve
  /** The wall clock, for dates in answers. */
  clock: Clock
  /** Counts the deadline: real time, wherever the program's clock is moved to. */
  deadline: Clock
}

/** One sending. */
export type Posting = {
  url: string
  headers: Record<string, string>
  body: string
  signal: AbortSignal
}

const failure = (reason: string): Outcome => ({ kind: 'failure', reason })

async function addressesOf(url: URL, resolve: Resolve): Promise<readonly Resolved[]> {
  const host = hostOf(url)
  if (!ipaddr.isValid(host)) return resolve(host)
  return [{ address: host, family: ipaddr.parse(host).kind() === 'ipv4' ? 4 : 6 }]
}

/** Connects to what was checked, whatever the name stands for by now. */
function pinned(addresses: readonly Resolved[]): LookupFunction {
  const [first] = addresses
  return (_host, { all }, answer) => {
    if (all) answer(null, [...addresses])
    else answer(null, first?.address ?? '', first?.family)
  }
}

function readStart(response: IncomingMessage, done: (text: string) => void): void {
  const chunks: Buffer[] = []
  let size = 0
  const finish = () => {
    done(Buffer.concat(chunks).subarray(0, readBytes).toString())
    response.destroy()
  }
  response.on('data', (chunk: Buffer) => {
    chunks.push(chunk)
    size += chunk.length
    if (size >= readBytes) finish()
  })
  response.on('end', finish).on('error', finish).on('close', finish)
}

function post(
  url: URL,
  posting: Posting,
  addresses: readonly Resolved[],
  now: () => number,
): Promise<Outcome> {
  return new Promise((resolve) => {
    const options: RequestOptions = {
      method: 'POST',
      headers: { ...posting.headers, 'content-length': Buffer.byteLength(posting.body) },
      lookup: pinned(addresses),
      agent: false,
      signal: posting.signal,
    }
    const request =
      url.protocol === 'https:' ? requestHttps(url, options) : requestHttp(url, options)
    // A connection may fail more than once, also after its answer was taken.
    request.on('error', (error) => resolve(failure(reasonOf(error))))
    request.once('response', (response) => {
      const { statusCode: status = 0, headers } = response
      const retryAfterMs = retryAfter(headers['retry-after'], now())
      // An answer counts by its status, even when the rest of it never comes.
      readStart(response, (text) => resolve({ kind: 'answer', status, retryAfterMs, text }))
    })
    request.end(posting.body)
  })
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'The receiver could not be reached.'
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name
  return `The receiver could not be reached (${code}).`
}

/**
 * Posts once to an address that was checked: public networks only, https only, no redirects, a
 * deadline, and no more of the answer than is worth keeping. Never throws; when the signal aborts
 * the outcome is a failure that its caller should not count.
 */
export async function send(options: SendOptions, posting: Posting): Promise<Outcome> {
  const { allow, resolve, clock, deadline } = options
  const url = new URL(posting.url)
  const early = refuseUrl(url, allow)
  if (early) return failure(refusalTexts[early])
  const late = new AbortController()
  const timer = deadline.after(sendDeadlineMs, () => late.abort())
  const expired = new Promise<null>((done) => {
    late.signal.addEventListener('abort', () => done(null), { once: true })
  })
  try {
    const addresses = await Promise.race([addressesOf(url, resolve), expired])
    if (!addresses?.length) return failure('The name of the receiver could not be looked up.')
    const names = addresses.map(({ address }) => address)
    const refused = refuseAddresses(url, names, allow)
    if (refused) return failure(refusalTexts[refused])
    const signal = AbortSignal.any([posting.signal, late.signal])
    const outcome = await post(url, { ...posting, signal }, addresses, () => clock.now())
    return outcome.kind === 'failure' && late.signal.aborted
      ? failure(`There was no answer within ${sendDeadlineMs / 1_000} seconds.`)
      : outcome
  } catch (error) {
    return failure(reasonOf(error))
  } finally {
    timer.cancel()
  }
}
