import ipaddr from 'ipaddr.js'
import { z } from 'zod'
import { en } from '../i18n/locales/en.ts'

type Address = ReturnType<typeof ipaddr.process>
type Range = { kind: 'range'; range: [Address, number] }
type Exception = Range | { kind: 'host'; host: string }

/** Hosts and networks that webhooks may go to although they are not public. */
export type AllowList = readonly Exception[]

const hostShape = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/

function exceptionOf(text: string): Exception | null {
  if (ipaddr.isValidCIDR(text)) return { kind: 'range', range: ipaddr.parseCIDR(text) }
  if (ipaddr.isValid(text)) {
    const address = ipaddr.process(text)
    return { kind: 'range', range: [address, address.kind() === 'ipv4' ? 32 : 128] }
  }
  const host = text.toLowerCase()
  return hostShape.test(host) ? { kind: 'host', host } : null
}

/** The setting `WEBHOOK_ALLOW`: networks, addresses and host names, separated by commas. */
export const webhookAllowSetting = z
  .string()
  .default('')
  .transform((text, context): AllowList => {
    const names = text.split(/[\s,]+/).filter(Boolean)
    return names.flatMap((name) => {
      const exception = exceptionOf(name)
      if (exception) return [exception]
      context.addIssue(en['issue.webhook_allow'])
      return []
    })
  })
  .meta({
    description:
      'Networks (10.0.0.0/8), addresses and host names that outgoing webhooks may reach although they are not public, separated by commas; http and any port are allowed for them. Default: none.',
  })

const globalUnicast: [Address, number] = ipaddr.parseCIDR('2000::/3')

/** Whether an address is reachable by everybody: public, and no way round to one that is not. */
export function isPublic(text: string): boolean {
  if (!ipaddr.isValid(text)) return false
  const address = ipaddr.process(text)
  if (address.range() !== 'unicast') return false
  return address.kind() === 'ipv4' || address.match(globalUnicast)
}

function isExcepted(allow: AllowList, name: string): boolean {
  const address = ipaddr.isValid(name) ? ipaddr.process(name) : null
  return allow.some((exception) => {
    if (exception.kind === 'host') return exception.host === name
    return address?.kind() === exception.range[0].kind() && address.match(exception.range)
  })
}

/** The host of an address as it is looked up: without brackets, in lower case. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '').toLowerCase()
}

const usualPorts: readonly string[] = ['', '443', '8443']

/** Why an address cannot be an endpoint. */
export type Refusal = 'scheme' | 'credentials' | 'port' | 'address'

/** The refusals in words; translated like every message about a field. */
export const refusalTexts: Record<Refusal, string> = {
  scheme: en['issue.webhook_scheme'],
  credentials: en['issue.webhook_credentials'],
  port: en['issue.webhook_port'],
  address: en['issue.webhook_address'],
}

/**
 * Checks what can be checked before the name is looked up; the WHATWG parser has already turned
 * decimal, octal and shortened IPv4 forms into the usual one. Null: nothing is wrong so far.
 */
export function refuseUrl(url: URL, allow: AllowList): Refusal | null {
  const host = hostOf(url)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'scheme'
  if (url.username || url.password) return 'credentials'
  const literal = ipaddr.isValid(host)
  const excepted = isExcepted(allow, host)
  if (literal && !excepted && !isPublic(host)) return 'address'
  // Which addresses a name stands for is known when it is looked up.
  const mayBeExcepted = excepted || (!literal && allow.some(({ kind }) => kind === 'range'))
  if (url.protocol === 'http:' && !mayBeExcepted) return 'scheme'
  return mayBeExcepted || usualPorts.includes(url.port) ? null : 'port'
}

/**
 * Checks the addresses that a name was resolved to. All of them must be allowed, because any of them
 * may be connected to; http and unusual ports need each of them to be excepted.
 */
export function refuseAddresses(
  url: URL,
  addresses: readonly string[],
  allow: AllowList,
): Refusal | null {
  const hostExcepted = isExcepted(allow, hostOf(url))
  const excepted = hostExcepted || addresses.every((address) => isExcepted(allow, address))
  if (excepted) return null
  if (!addresses.every((address) => isPublic(address) || isExcepted(allow, address))) {
    return 'address'
  }
  if (url.protocol !== 'https:') return 'scheme'
  return usualPorts.includes(url.port) ? null : 'port'
}
