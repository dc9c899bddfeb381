import { createHash } from 'node:crypto'

/** A strong entity tag of an object's version, e.g. `"7"`. */
export function versionTag(version: number): string {
  return `"${version}"`
}

/** A weak entity tag of anything that can be written as JSON. */
export function contentTag(content: unknown): string {
  const hash = createHash('sha256')
    .update(JSON.stringify(content) ?? '')
    .digest('base64url')
  return `W/"${hash.slice(0, 22)}"`
}

const opaque = (tag: string) => tag.trim().replace(/^W\//, '')

/** Whether an `If-None-Match` or `If-Match` header names this tag (RFC 9110 §8.8.3, weak comparison). */
export function tagMatches(header: string, tag: string): boolean {
  return header.trim() === '*' || header.split(',', 100).some((one) => opaque(one) === opaque(tag))
}
