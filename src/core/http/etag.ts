import { createHash } from 'node:crypto'

/** A weak entity tag of a text's content. */
export function contentTag(content: string): string {
  return `W/"${createHash('sha1').update(content).digest('base64url')}"`
}

const opaque = (tag: string) => tag.trim().replace(/^W\//, '')

/** Whether an `If-None-Match` or `If-Match` header names this tag (RFC 9110 §8.8.3, weak comparison). */
export function tagMatches(header: string, tag: string): boolean {
  return header.trim() === '*' || header.split(',', 100).some((one) => opaque(one) === opaque(tag))
}
