import { DiscordError } from './discord/errors.ts'
import type { Upload } from './discord/message-body.ts'

/** A multipart request: what `payload_json` (or else the plain fields) holds, and the files. */
export type Multipart = { body: unknown; uploads: Upload[] }

type Part = { name: string; filename: string | undefined; type: string; data: Buffer }

const lineEnd = '\r\n'
const headEnd = '\r\n\r\n'

function header(head: string, name: string): string {
  const line = head.split(lineEnd).find((one) => one.toLowerCase().startsWith(`${name}:`))
  return line?.slice(name.length + 1).trim() ?? ''
}

function readPart(block: Buffer): Part | undefined {
  const end = block.indexOf(headEnd)
  if (end === -1) return undefined
  const head = block.subarray(0, end).toString('utf8')
  const disposition = header(head, 'content-disposition')
  const name = /[; ]name="([^"]*)"/.exec(disposition)?.[1]
  if (name === undefined) return undefined
  return {
    name,
    filename: /filename="([^"]*)"/.exec(disposition)?.[1],
    type: header(head, 'content-type'),
    // The line end before the next boundary belongs to the boundary (RFC 2046).
    data: block.subarray(end + headEnd.length, block.length - lineEnd.length),
  }
}

function splitParts(data: Buffer, boundary: string): Part[] {
  const mark = `--${boundary}`
  const parts: Part[] = []
  for (let from = data.indexOf(mark); from !== -1;) {
    const next = data.indexOf(mark, from + mark.length)
    if (next === -1) break
    const part = readPart(data.subarray(from + mark.length, next))
    if (part) parts.push(part)
    from = next
  }
  return parts
}

/** Parses a multipart body as Discord does: `payload_json` and `files[n]`. Throws 400 50109 for broken JSON. */
export function parseMultipart(data: Buffer, contentType: string): Multipart {
  const boundary = /boundary="?([^";]+)"?/i.exec(contentType)?.[1] ?? ''
  const uploads: Upload[] = []
  const fields: Record<string, unknown> = {}
  for (const { name, filename, type, data: content } of splitParts(data, boundary)) {
    if (filename === undefined) fields[name] = content.toString('utf8')
    else
      uploads.push({
        index: /^files?\[(\d+)\]$/.exec(name)?.[1] ?? name,
        filename,
        content_type: type || 'application/octet-stream',
        data: content,
      })
  }
  const payload = fields['payload_json']
  return { body: typeof payload === 'string' ? parseJson(payload) : fields, uploads }
}

/** Parses JSON; throws 400 50109 when it is none. An empty text is an empty object. */
export function parseJson(text: string): unknown {
  if (text.trim() === '') return {}
  try {
    return JSON.parse(text)
  } catch {
    throw new DiscordError(400, 50109, 'The request body contains invalid JSON.')
  }
}
