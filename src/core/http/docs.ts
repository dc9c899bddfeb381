import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { escapeHtml, page, pageStyle, pageStylePath } from './page.ts'

const operation = z.object({
  summary: z.string().optional(),
  tags: z.array(z.string()).default(['other']),
  security: z.array(z.record(z.string(), z.unknown())).default([]),
  'x-scope': z.string().optional(),
  parameters: z
    .array(z.looseObject({ name: z.string(), in: z.string(), schema: z.unknown() }))
    .default([]),
  requestBody: z
    .object({ content: z.record(z.string(), z.object({ schema: z.unknown() })) })
    .optional(),
  responses: z.record(z.string(), z.looseObject({})).default({}),
})

const description = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), operation)),
})

type Operation = z.infer<typeof operation>

const methods = ['get', 'post', 'put', 'patch', 'delete']

function accessText({ security, 'x-scope': scope }: Operation): string {
  if (security.length === 0) return 'Anybody may call this.'
  const session = security.some((one) => 'session' in one) ? 'a signed-in session' : ''
  const key = security.some((one) => 'key' in one)
    ? `a key${scope ? ` with the scope <code>${escapeHtml(scope)}</code>` : ''}`
    : ''
  return `Needs ${[session, key].filter(Boolean).join(' or ')}.`
}

const block = (title: string, value: unknown) =>
  `<details><summary>${title}</summary><pre tabindex="0">${escapeHtml(JSON.stringify(value, null, 2) ?? '')}</pre></details>`

function operationHtml(path: string, method: string, one: Operation): string {
  const parameters = one.parameters.map(
    ({ name, in: place, schema }) =>
      `<li><code>${escapeHtml(name)}</code> (${escapeHtml(place)}) <code>${escapeHtml(JSON.stringify(schema) ?? '')}</code></li>`,
  )
  const body = one.requestBody?.content['application/json']
  const answers = Object.entries(one.responses).map(([status, answer]) =>
    block(`Answer ${escapeHtml(status)}`, answer),
  )
  return `<h3><span class="method">${method.toUpperCase()}</span> <code>${escapeHtml(path)}</code></h3>
<p>${one.summary ? `${escapeHtml(one.summary)}. ` : ''}${accessText(one)}</p>
${parameters.length > 0 ? `<ul>${parameters.join('\n')}</ul>` : ''}
${body ? block('Body', body.schema) : ''}
${answers.join('\n')}`
}

/** The API description as a page for people. */
export function docsPage(document: unknown): string {
  const { paths } = description.parse(document)
  const byTag = new Map<string, string[]>()
  for (const [path, item] of Object.entries(paths)) {
    for (const method of methods) {
      const one = item[method]
      if (!one) continue
      const tag = one.tags[0] ?? 'other'
      byTag.set(tag, [...(byTag.get(tag) ?? []), operationHtml(path, method, one)])
    }
  }
  const sections = [...byTag].map(
    ([tag, html]) => `<h2>${escapeHtml(tag)}</h2>\n${html.join('\n')}`,
  )
  return page({
    lang: 'en',
    title: 'API',
    body: `<h1>Muster API</h1>
<p>Both spellings of every path, with and without the final slash, are served. Send
<code>Authorization: Bearer &lt;key&gt;</code>, or a session cookie with <code>X-CSRF-Token</code> on
writes. Every write takes an <code>Idempotency-Key</code>. Errors are
<code>{"detail", "code", …}</code>. The machine-readable description is
<a href="/api/openapi.json">/api/openapi.json</a> (OpenAPI 3.1).</p>
${sections.join('\n')}`,
  })
}

/** `/api/openapi.json`, `/api/docs` and the style sheet of the server's own pages. */
export function registerDocs(app: FastifyInstance): void {
  const hidden = { schema: { hide: true } }
  app.get('/api/openapi.json', hidden, () => app.swagger())
  app.get('/api/docs', hidden, (_request, reply) =>
    reply.type('text/html; charset=utf-8').send(docsPage(app.swagger())),
  )
  app.get(pageStylePath, hidden, (_request, reply) =>
    reply.type('text/css; charset=utf-8').header('cache-control', 'no-cache').send(pageStyle),
  )
}
