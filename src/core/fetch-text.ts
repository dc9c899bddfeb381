import { request } from 'node:https'
import { request as requestPlain } from 'node:http'
import type { IncomingMessage } from 'node:http'
import type { LookupFunction } from 'node:net'
import { systemClock } from './clock.ts'
import { systemResolve } from './webhooks/send.ts'
import { hostOf, refuseAddresses, refuseUrl, type AllowList } from './webhooks/target.ts'

/** Why something could not be fetched. */
export class FetchRefused extends Error {}

const deadlineMs = 10_000
const redirects = 3

/** The answer's head, from an address that was looked up and checked before it is connected to. */
async function open(
  url: URL,
  { allow, accept, signal }: { allow: AllowList; accept: string; signal: AbortSignal },
): Promise<IncomingMessage> {
  const early = refuseUrl(url, allow)
  if (early) throw new FetchRefused(early)
  const resolved = await systemResolve(hostOf(url))
  const refused = refuseAddresses(
    url,
    resolved.map(({ address }) => address),
    allow,
  )
  if (refused) throw new FetchRefused(refused)
  const [first] = resolved
  const lookup: LookupFunction = (_host, { all }, answer) => {
    if (all) answer(null, [...resolved])
    else answer(null, first?.address ?? '', first?.family)
  }
  const ask = url.protocol === 'https:' ? request : requestPlain
  return new Promise((resolve, reject) => {
    const asked = ask(url, {
      lookup,
      agent: false,
      signal,
      headers: { accept },
    })
    asked.once('response', resolve).on('error', reject).end()
  })
}

async function read(response: IncomingMessage, mostBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > mostBytes) throw new FetchRefused('too_large')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/**
 * Fetches what somebody named by its address: public networks only, https only (except what `allow`
 * lists), checked again at each of a few redirects, with a deadline and a limit. Throws
 * `FetchRefused` or what the network says.
 */
export async function fetchBytes(
  address: string,
  limits: { allow: AllowList; mostBytes: number; accept: string },
): Promise<Buffer> {
  const late = new AbortController()
  const timer = systemClock.after(deadlineMs, () => late.abort())
  try {
    let url = new URL(address)
    for (let hop = 0; hop <= redirects; hop += 1) {
      const response = await open(url, { ...limits, signal: late.signal })
      const { statusCode: status = 0, headers } = response
      if (status >= 300 && status < 400 && headers.location) {
        response.destroy()
        url = new URL(headers.location, url)
        continue
      }
      if (status !== 200) {
        response.destroy()
        throw new FetchRefused(`status_${status}`)
      }
      return await read(response, limits.mostBytes)
    }
    throw new FetchRefused('too_many_redirects')
  } finally {
    timer.cancel()
  }
}

/** The same for a text. */
export async function fetchText(
  address: string,
  limits: { allow: AllowList; mostBytes: number },
): Promise<string> {
  const bytes = await fetchBytes(address, { ...limits, accept: 'text/csv, text/*' })
  return bytes.toString('utf8')
}
