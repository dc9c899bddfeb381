import { createHash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { scopes, type Caller, type Method } from '../call.ts'
import { invalid, notFound, parseBody } from '../errors.ts'
import type { Google } from '../google.ts'
import { quotas } from '../quotas.ts'
import type { StoredForm, StoredResponse } from '../state.ts'
import { formOf } from './forms-methods.ts'
import { showResponse } from './show.ts'

const largestPage = 5000
/** How long a page token works (assumed). */
const pageTokenMs = 3_600_000
/** One page in four is shorter than asked for: "may return fewer" is meant. */
const shortPages = 0.25

const listQuery = z.object({
  pageSize: z.coerce.number().int().optional(),
  pageToken: z.string().optional(),
  filter: z.string().optional(),
})
const responseParams = z.object({ responseId: z.string() })
const pageToken = z.object({
  f: z.string(),
  q: z.string(),
  after: z.string(),
  at: z.number(),
  sum: z.string(),
})
type PageToken = Omit<z.infer<typeof pageToken>, 'sum'>

const filterText =
  /^\s*timestamp\s*(>=|>)\s*"?(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?Z"?\s*$/

/** Reads `timestamp > N` and `timestamp >= N`, the only filters there are. Throws 400. */
function parseFilter(filter: string): (response: StoredResponse) => boolean {
  const [, operator, seconds = '', fraction = ''] = filterText.exec(filter) ?? []
  const base = Date.parse(`${seconds}Z`)
  if (operator === undefined || Number.isNaN(base))
    throw invalid(
      'Invalid filter. Supported: timestamp > N and timestamp >= N, with N in RFC3339 UTC "Zulu" format.',
    )
  const at = base + Number(`0.${fraction === '' ? '0' : fraction}`) * 1000
  return operator === '>' ? ({ submitted }) => submitted > at : ({ submitted }) => submitted >= at
}

function sumOf({ f, q, after, at }: PageToken): string {
  return createHash('sha256').update([f, q, after, at].join('\n')).digest('base64url').slice(0, 12)
}

function writeToken(token: PageToken): string {
  return Buffer.from(JSON.stringify({ ...token, sum: sumOf(token) })).toString('base64url')
}

/** Where to go on; a token of another form or filter, an altered or an old one is 400. */
function readToken(text: string, expected: Omit<PageToken, 'after'>): string {
  const parsed = pageToken.safeParse(parseJson(Buffer.from(text, 'base64url').toString()))
  if (!parsed.success || parsed.data.sum !== sumOf(parsed.data)) throw invalid('Invalid page token')
  const { f, q, after, at } = parsed.data
  if (f !== expected.f || q !== expected.q)
    throw invalid('The page token does not belong to this request; the filter must be the same.')
  if (expected.at - at > pageTokenMs) throw invalid('The page token has expired')
  return after
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function inOrder(form: StoredForm): StoredResponse[] {
  return [...form.responses.values()].sort((a, b) =>
    a.order < b.order ? -1 : a.order > b.order ? 1 : 0,
  )
}

function list(google: Google, caller: Caller, request: FastifyRequest): object {
  const form = formOf(google, caller, request, 'write')
  const { pageSize = 0, pageToken: token, filter = '' } = parseBody(listQuery, request.query)
  if (pageSize < 0) throw invalid('page_size must not be negative')
  const fits = filter === '' ? () => true : parseFilter(filter)
  const now = google.clock.now()
  const bound = { f: form.id, q: filter, at: now }
  const after = token === undefined || token === '' ? '' : readToken(token, bound)
  const size = Math.min(pageSize === 0 ? largestPage : pageSize, largestPage)
  const cut = google.random() < shortPages ? Math.ceil(size * (0.5 + google.random() / 2)) : size
  const rest = inOrder(form).filter((one) => one.order > after && fits(one))
  const page = rest.slice(0, cut)
  const last = page.at(-1)
  return {
    ...(page.length > 0 && { responses: page.map((one) => showResponse(one, google.random)) }),
    ...(last &&
      rest.length > page.length && { nextPageToken: writeToken({ ...bound, after: last.order }) }),
  }
}

function get(google: Google, caller: Caller, request: FastifyRequest): object {
  const form = formOf(google, caller, request, 'write')
  const { responseId } = responseParams.parse(request.params)
  const response = form.responses.get(responseId)
  if (!response) throw notFound()
  return showResponse(response, google.random, form.id)
}

/** `forms.responses.list` and `get`. Both need the right to edit, as the list of answers does on the web (assumed). */
export function responsesMethods(google: Google): Method[] {
  return [
    {
      verb: 'GET',
      path: '/v1/forms/:formId/responses',
      scopes: scopes.responses,
      quota: quotas.formsList,
      run: (caller, request) => list(google, caller, request),
    },
    {
      verb: 'GET',
      path: '/v1/forms/:formId/responses/:responseId',
      scopes: scopes.responses,
      quota: quotas.formsRead,
      run: (caller, request) => get(google, caller, request),
    },
  ]
}
