import { coreError } from '../errors.ts'

/** Bodies are at most this large, in bytes. */
export const bodyLimit = 65_536
const maxDepth = 32
const maxKeys = 1_000

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** Whether a text can be stored and sent on everywhere: no NUL, no half of a surrogate pair. */
export function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed()
}

function checkLimits(root: unknown): void {
  let keys = 0
  const visit = (value: unknown, depth: number): void => {
    if (typeof value !== 'object' || value === null) return
    if (depth >= maxDepth) throw coreError('malformed_request')
    if (Array.isArray(value)) return value.forEach((item) => visit(item, depth + 1))
    for (const [key, item] of Object.entries(value)) {
      keys += 1
      // A parser that assigns by name would change the prototype of its result.
      if (keys > maxKeys || key === '__proto__' || !isStorable(key)) {
        throw coreError('malformed_request')
      }
      visit(item, depth + 1)
    }
  }
  visit(root, 0)
}

/**
 * Reads a body as JSON in UTF-8; an empty body is undefined. Throws `malformed_request` for other
 * encodings, other syntax, more than 32 levels or 1,000 keys, and names that cannot be stored.
 */
export function parseJsonBody(body: Buffer): unknown {
  if (body.length === 0) return undefined
  let value: unknown
  try {
    value = JSON.parse(utf8.decode(body))
  } catch {
    throw coreError('malformed_request')
  }
  checkLimits(value)
  return value
}

/** Whether a `Content-Type` is JSON in UTF-8. */
export function isUtf8Json(contentType: string): boolean {
  const [type = '', ...parameters] = contentType.toLowerCase().split(';')
  if (type.trim() !== 'application/json') return false
  return parameters.every((parameter) => {
    const [name, value = ''] = parameter.split('=')
    return name?.trim() !== 'charset' || /^\s*"?utf-?8"?\s*$/.test(value)
  })
}
