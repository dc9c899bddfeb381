import ipaddr from 'ipaddr.js'

const withOffset = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)$/i
/** Seconds have ten digits until the year 2286, milliseconds thirteen. */
const secondsBelow = 100_000_000_000

/** A request is known by its key for a day; afterwards the key stands for another one. */
export const rememberedMs = 24 * 3_600_000

/**
 * An instant as callers write it: ISO 8601 with an offset, or seconds or milliseconds since 1970.
 * Null for local times without an offset and for everything else.
 */
export function parseInstant(value: string | number): number | null {
  const text = String(value).trim()
  if (/^\d{9,14}(\.\d+)?$/.test(text)) {
    const units = Number.parseInt(text, 10)
    return units < secondsBelow ? units * 1_000 : units
  }
  if (!withOffset.test(text)) return null
  const at = Date.parse(text.replace(' ', 'T'))
  return Number.isFinite(at) ? at : null
}

function parse(text: string) {
  return ipaddr.isValid(text) ? ipaddr.process(text) : null
}

function isIn(address: ipaddr.IPv4 | ipaddr.IPv6, range: string): boolean {
  if (!range.includes('/')) return parse(range)?.toString() === address.toString()
  if (!ipaddr.isValidCIDR(range)) return false
  const [base, bits] = ipaddr.parseCIDR(range)
  // `::ffff:10.0.0.0/104` is 10.0.0.0/8.
  if (base instanceof ipaddr.IPv6 && base.isIPv4MappedAddress()) {
    return address instanceof ipaddr.IPv4 && address.match(base.toIPv4Address(), bits - 96)
  }
  if (address instanceof ipaddr.IPv4) {
    return base instanceof ipaddr.IPv4 && address.match(base, bits)
  }
  return base instanceof ipaddr.IPv6 && address.match(base, bits)
}

/** Whether an address lies in one of the ranges; an empty list allows everybody. */
export function isInRanges(address: string, ranges: string): boolean {
  const list = ranges.split(/[\s,]+/).filter(Boolean)
  if (list.length === 0) return true
  const known = parse(address)
  return known !== null && list.some((range) => isIn(known, range))
}
