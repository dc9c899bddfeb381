import * as z from 'zod/mini'

/** A refused call, with what the server said in `message` and Discord's error number in `code`. */
export class HttpError extends Error {
  readonly status: number
  readonly code: number | undefined
  constructor(status: number, code: number | undefined, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

const errorBody = z.object({
  message: z.optional(z.string()),
  error: z.optional(z.string()),
  code: z.optional(z.number()),
  errors: z.optional(z.unknown()),
})

// The leaves of Discord's tree of errors carry the texts that help.
function leafMessages(tree: unknown): string[] {
  if (typeof tree !== 'object' || tree === null) return []
  if (Array.isArray(tree)) return tree.flatMap(leafMessages)
  return Object.entries(tree).flatMap(([key, value]: [string, unknown]) =>
    key === 'message' && typeof value === 'string' ? [value] : leafMessages(value),
  )
}

async function toError(response: Response): Promise<HttpError> {
  const parsed = errorBody.safeParse(await response.json().catch(() => ({})))
  const { message, error, code, errors } = parsed.data ?? {}
  const details = leafMessages(errors)
  const said = details.length > 0 ? details.join(' ') : (message ?? error ?? response.statusText)
  return new HttpError(response.status, code, said)
}

/** What to send: `token` is a person's, `body` becomes JSON. */
export type Sending = { method?: string; token?: string; body?: unknown }

/** Sends a request; throws `HttpError` when it is refused. */
export async function send(
  path: string,
  { method = 'GET', token, body }: Sending = {},
): Promise<Response> {
  const response = await fetch(path, {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: token }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  if (!response.ok) throw await toError(response)
  return response
}

/** Sends a request and parses the JSON answer. */
export async function receive<T extends z.ZodMiniType>(
  schema: T,
  path: string,
  sending: Sending = {},
): Promise<z.output<T>> {
  const response = await send(path, sending)
  return schema.parse(await response.json())
}
