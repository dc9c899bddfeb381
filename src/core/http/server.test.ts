import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { z } from 'zod'
import { databases } from '../../../test/support/databases.ts'
import { openDoor, type TestDoor } from '../../../test/support/http.ts'
import { coreError } from '../errors.ts'
import type { PageStart } from './page-start.ts'
import { route } from './route.ts'

const params = z.object({ id: z.string().regex(/^\d{1,9}$/) })
const body = z.object({
  size: z.int().min(1, 'Must be between 1 and 99.'),
  name: z.string().max(3).optional(),
  deep: z.object({ list: z.array(z.object({ at: z.iso.datetime() })) }).optional(),
})
const shared = {
  summary: 'test',
  tags: ['things'],
  access: { kind: 'public' },
  params,
  responses: { 200: z.looseObject({}) },
} as const

const routes = [
  route({
    ...shared,
    method: 'POST',
    path: '/api/things/:id',
    query: z.object({ mode: z.enum(['a', 'b']).optional() }),
    body,
    perform: (_context, input) => Promise.resolve(input),
    respond: ({ params: seen, body: sent }) => ({ status: 200, body: { seen, sent } }),
  }),
  route({
    ...shared,
    method: 'GET',
    path: '/api/things/:id',
    perform: (_context, input) => {
      if (input.params.id === '500') throw new TypeError('the secret reason')
      if (input.params.id === '503') throw coreError('busy', { retryAfterMs: 1_200 })
      return Promise.resolve(input.params.id)
    },
    respond: (id) => ({
      status: 200,
      body: { id },
      ...(id === '7' && { headers: { etag: '"v7"' } }),
    }),
  }),
  route({
    ...shared,
    method: 'POST',
    path: '/api/v1/things/:id',
    validation: 'fastapi',
    body,
    perform: (_context, input) => {
      if (input.body.name === 'no') {
        throw coreError('validation_error', { fields: { name: ['This field is required.'] } })
      }
      return Promise.resolve()
    },
    respond: () => ({ status: 200, body: {} }),
  }),
]

const startHtml = '<html lang="en"><head><title>Muster</title></head><body>app</body></html>'

const pages: PageStart[] = [
  {
    path: '/things/:id',
    asks: ({ params: { id }, search }) => [`/api/things/${id}${search.get('of') ?? ''}`],
    preview: (thing) => ({ title: `</title> ${JSON.stringify(thing)}`, description: '"<b>' }),
  },
  { path: '/', asks: () => ['/api/things/1'] },
  { path: '/', asks: () => ['/api/things/2'] },
]

/** The answers that a page came with, by address. */
function firstAnswers(html: string) {
  const [, text = '{}'] =
    /<script type="application\/json" id="first-answers">([^<]*)</.exec(html) ?? []
  const answer = z.object({ status: z.int(), headers: z.looseObject({}), body: z.unknown() })
  return z.record(z.string(), answer).parse(JSON.parse(text))
}

const json = { 'content-type': 'application/json' }

describe('the HTTP door', () => {
  let door: TestDoor
  let web: string
  const [store] = databases()

  before(async () => {
    assert.ok(store)
    web = await mkdtemp(join(tmpdir(), 'muster-web-'))
    await mkdir(join(web, 'assets'))
    await writeFile(join(web, 'index.html'), startHtml)
    await writeFile(join(web, 'assets', 'index-abc.js'), 'export {}')
    const options = { routes, pages, webRoot: web, frameAncestors: 'http://127.0.0.1:8081' }
    door = await openDoor(store, options)
  })
  after(async () => {
    await door.close()
    await rm(web, { recursive: true })
  })

  const post = (payload: unknown, headers: Record<string, string> = {}, url = '/api/things/1') =>
    door.app.inject({
      method: 'POST',
      url,
      headers: { ...json, ...headers },
      payload:
        typeof payload === 'string' || Buffer.isBuffer(payload) ? payload : JSON.stringify(payload),
    })

  it('serves both spellings of the final slash and ignores unknown fields', async () => {
    for (const url of ['/api/things/1', '/api/things/1/']) {
      const answer = await post({ size: 2, other: true }, {}, url)
      assert.equal(answer.statusCode, 200)
      assert.deepEqual(answer.json(), { seen: { id: '1' }, sent: { size: 2 } })
    }
  })

  it('says what is wrong by field, in the language of the reader', async () => {
    const sent = { size: 0, name: 'abcd', deep: { list: [{}, { at: 'x' }] } }
    const english = await post(sent)
    assert.equal(english.statusCode, 400)
    assert.deepEqual(english.json(), {
      detail: 'Invalid input.',
      code: 'validation_error',
      size: ['Must be between 1 and 99.'],
      name: ['Must have at most 3 characters.'],
      'deep.list.0.at': ['This field is required.'],
      'deep.list.1.at': ['Must be a date and time such as 2030-01-31T18:00:00Z.'],
    })
    const languages = {
      ja: '1 以上にしてください。',
      fr: 'Doit être supérieur ou égal à 1.',
      ko: '1 이상이어야 합니다.',
    }
    for (const [language, text] of Object.entries(languages)) {
      assert.deepEqual((await post(sent, { 'accept-language': language })).json()['size'], [text])
    }
    const chosen = await post({}, { 'accept-language': 'fr', cookie: 'a=b; lang=ja' })
    assert.deepEqual(chosen.json()['size'], ['この項目は必須です。'])
    assert.deepEqual((await post('[]')).json()['non_field_errors'], ['Must be an object.'])
  })

  it('refuses unknown query values and repeated ones', async () => {
    for (const query of ['mode=c', 'mode=a&mode=b', 'mode=']) {
      const answer = await post({ size: 1 }, {}, `/api/things/1?${query}`)
      assert.equal(answer.statusCode, 400, query)
      assert.ok(Array.isArray(answer.json()['mode']))
    }
    assert.equal((await post({ size: 1 }, {}, '/api/things/1?unknown=1')).statusCode, 200)
  })

  it("answers in FastAPI's shape where a route asks for it", async () => {
    const answer = await post({ deep: { list: [{ at: 1 }] } }, {}, '/api/v1/things/1/')
    assert.equal(answer.statusCode, 422)
    assert.deepEqual(answer.json(), {
      detail: [
        { loc: ['body', 'size'], msg: 'This field is required.', type: 'missing' },
        { loc: ['body', 'deep', 'list', '0', 'at'], msg: 'Must be a text.', type: 'string_type' },
      ],
      code: 'validation_error',
    })
    const path = await post({ size: 1 }, {}, '/api/v1/things/abc')
    assert.deepEqual([path.statusCode, path.json().detail[0].loc], [422, ['path', 'id']])
    const own = await post({ size: 1, name: 'no' }, {}, '/api/v1/things/1')
    assert.equal(own.statusCode, 422)
    assert.deepEqual(own.json().detail, [
      { loc: ['body', 'name'], msg: 'This field is required.', type: 'value_error' },
    ])
  })

  it('reads UTF-8 JSON within limits and nothing else', async () => {
    const nested = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`
    const keys = (count: number) =>
      JSON.stringify(
        Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, 1])),
      )
    const malformed = [
      '{',
      Buffer.from([0x22, 0xff, 0x22]),
      nested(40),
      nested(8_000),
      keys(1_001),
      '{"size":1,"__proto__":{"x":1}}',
    ]
    for (const payload of malformed) {
      const answer = await post(payload)
      assert.equal(answer.statusCode, 400, String(payload).slice(0, 40))
      assert.equal(answer.json().code, 'malformed_request')
    }
    for (const text of ['\\u0000', '\\ud800']) {
      const said = (await post(`{"size":1,"name":"${text}","x":"${text}"}`)).json()
      assert.deepEqual(Object.keys(said), ['detail', 'code', 'name'])
    }
    assert.equal((await post(`{"size":1,"x":${nested(30)}}`)).statusCode, 200)
    assert.equal((await post({ size: 1, x: 'y'.repeat(65_536) })).statusCode, 413)
    assert.equal((await post({ size: 1 }, { 'content-type': 'text/plain' })).statusCode, 415)
    const latin = { 'content-type': 'application/json; charset=latin1' }
    assert.equal((await post({ size: 1 }, latin)).statusCode, 415)
    const utf8 = { 'content-type': 'application/json; charset="UTF-8"' }
    assert.equal((await post({ size: 1 }, utf8)).statusCode, 200)
    for (const size of ['1e999', '9'.repeat(400), '-0.1', '1e308']) {
      assert.equal((await post(`{"size":${size}}`)).statusCode, 400, size)
    }
  })

  it('answers ids that cannot be with 404 and unreadable addresses with 400', async () => {
    for (const id of ['9'.repeat(300), 'abc', '%00', '%F0%9F%98%80', '..%2f..%2fetc']) {
      const answer = await door.app.inject(`/api/things/${id}`)
      assert.equal(answer.statusCode, 404, id)
      assert.equal(answer.json().code, 'not_found')
    }
    const unreadable = await door.app.inject('/api/things/%zz')
    assert.deepEqual([unreadable.statusCode, unreadable.json().code], [400, 'malformed_request'])
    assert.equal(unreadable.headers['x-content-type-options'], 'nosniff')
  })

  it('knows the methods of each path', async () => {
    for (const method of ['PUT', 'PATCH', 'DELETE'] as const) {
      const answer = await door.app.inject({ method, url: '/api/things/1/', payload: 'x' })
      assert.deepEqual([answer.statusCode, answer.json().code], [405, 'method_not_allowed'])
      assert.equal(answer.headers['allow'], 'POST, GET, HEAD, OPTIONS')
    }
    const asked = await door.app.inject({ method: 'OPTIONS', url: '/api/things/1' })
    assert.deepEqual([asked.statusCode, asked.headers['allow']], [204, 'POST, GET, HEAD, OPTIONS'])
    const head = await door.app.inject({ method: 'HEAD', url: '/api/v1/things/1' })
    assert.equal(head.statusCode, 405)
    assert.equal(
      (await door.app.inject({ method: 'PUT', url: '/api/none', payload: 'x' })).statusCode,
      404,
    )
  })

  it('tags answers and sends nothing to those who hold them', async () => {
    const first = await door.app.inject('/api/things/1')
    const tag = String(first.headers['etag'])
    assert.match(tag, /^W\/"/)
    const again = await door.app.inject({
      url: '/api/things/1',
      headers: { 'if-none-match': `"x", ${tag}` },
    })
    assert.deepEqual([again.statusCode, again.body, again.headers['etag']], [304, '', tag])
    const other = await door.app.inject({ url: '/api/things/2', headers: { 'if-none-match': tag } })
    assert.equal(other.statusCode, 200)
    const own = await door.app.inject({
      url: '/api/things/7',
      headers: { 'if-none-match': 'W/"v7"' },
    })
    assert.equal(own.statusCode, 304)
  })

  it('keeps the details of a bug in the log and says when to come back', async () => {
    const bug = await door.app.inject({
      url: '/api/things/500',
      headers: { 'x-request-id': 'r-1' },
    })
    const { detail, code, reference } = bug.json()
    assert.deepEqual([bug.statusCode, code], [500, 'internal_error'])
    assert.ok(detail.includes(reference) && !bug.body.includes('secret reason'))
    const line = door.logged.find((one) => one.includes(reference))
    assert.ok(line?.includes('the secret reason') && line.includes('"request_id":"r-1"'))
    const busy = await door.app.inject('/api/things/503')
    assert.deepEqual([busy.statusCode, busy.headers['retry-after']], [503, '2'])
  })

  it('echoes a clean request id only, and protects every answer', async () => {
    const given = await door.app.inject({
      url: '/healthz',
      headers: { 'x-request-id': 'abc-1.2:3' },
    })
    assert.equal(given.headers['x-request-id'], 'abc-1.2:3')
    const dirty = { 'x-request-id': `<x>${'y'.repeat(300)}` }
    assert.match(
      String((await door.app.inject({ url: '/healthz', headers: dirty })).headers['x-request-id']),
      /^[0-9a-f]{10}$/,
    )
    for (const url of [
      '/',
      '/healthz',
      '/api/none',
      '/api/openapi.json',
      '/api/docs',
      '/assets/x.js',
    ]) {
      const { headers } = await door.app.inject(url)
      const policy = String(headers['content-security-policy'])
      assert.match(policy, /default-src 'none'.*frame-ancestors http:\/\/127\.0\.0\.1:8081;/)
      assert.match(policy, /require-trusted-types-for 'script'; trusted-types 'none'/)
      assert.equal(headers['x-content-type-options'], 'nosniff')
      assert.equal(headers['referrer-policy'], 'no-referrer')
      assert.equal(headers['cross-origin-resource-policy'], 'same-origin')
      if (url.startsWith('/api/')) assert.equal(headers['cache-control'], 'no-store')
      assert.equal(headers['strict-transport-security'], undefined)
    }
  })

  it('serves the web app, its files for ever and its start page for pages', async () => {
    const asset = await door.app.inject('/assets/index-abc.js')
    assert.equal(asset.headers['cache-control'], 'public, max-age=31536000, immutable')
    const long = 'a'.repeat(5_000)
    for (const url of ['/', '/discord-recruitments/3', '/r/3?x=1', '/admin', '/a//b', `/${long}`]) {
      const start = await door.app.inject(url)
      assert.equal(start.statusCode, 200, url)
      assert.match(start.body, /<body>app/)
      // What this reader sees is for nobody else, and out of date in a moment.
      assert.equal(start.headers['cache-control'], 'no-store')
    }
    const nothing = ['/assets/gone.js', '/favicon.png', '/api', '/api/x', '/..%2fpackage.json']
    for (const url of [...nothing, `/api/${long}`, `/assets/${long}.js`]) {
      const missing = await door.app.inject(url)
      assert.equal(missing.statusCode, 404, url)
      assert.equal(missing.json().code, 'not_found')
    }
  })

  it('sends pages with what their reader would ask for first', async () => {
    const home = firstAnswers((await door.app.inject('/')).body)
    assert.deepEqual(Object.keys(home).toSorted(), ['/api/me', '/api/things/1', '/api/things/2'])
    assert.match(JSON.stringify(home['/api/me']), /"user":null/)

    const { cookie } = await door.signIn('100000000000000020', '</script>')
    const headers = { cookie, 'accept-language': 'ja' }
    const page = await door.app.inject({ url: '/things/7', headers })
    const answers = firstAnswers(page.body)
    assert.deepEqual(answers['/api/things/7'], {
      status: 200,
      headers: { etag: '"v7"' },
      body: { id: '7' },
    })
    assert.match(JSON.stringify(answers['/api/me']?.body), /"username":"<\/script>"/)
    assert.match(page.body, /^<html lang="ja">/)
    assert.match(
      page.body,
      /<title>&lt;\/title&gt; {&quot;id&quot;:&quot;7&quot;} · Muster<\/title>/,
    )
    assert.match(page.body, /<meta property="og:description" content="&quot;&lt;b&gt;">/)

    // What does not exist says so to machines too; what fails is left for the page to ask again.
    assert.equal((await door.app.inject('/things/nothing')).statusCode, 404)
    const failed = await door.app.inject('/things/500')
    assert.equal(failed.statusCode, 200)
    assert.deepEqual(Object.keys(firstAnswers(failed.body)), ['/api/me'])
    assert.doesNotMatch(failed.body, /og:title/)
  })

  it('describes itself in OpenAPI 3.1 and on a page without script', async () => {
    const document = (await door.app.inject('/api/openapi.json')).json()
    assert.equal(document.openapi, '3.1.0')
    const operation = document.paths['/api/things/{id}'].post
    const schema = operation.requestBody.content['application/json'].schema
    assert.deepEqual(schema.required, ['size'])
    assert.equal(document.paths['/api/things/{id}'].put, undefined)
    assert.equal(document.paths['/auth/login'], undefined)
    const docs = await door.app.inject('/api/docs')
    assert.match(docs.body, /\/api\/things\/\{id\}/)
    assert.doesNotMatch(docs.body, /<script|style=/)
  })

  it('shows figures by route, to this machine only', async () => {
    await door.app.inject('/api/things/1')
    const own = await door.app.inject('/metrics')
    assert.match(
      own.body,
      /http_request_duration_seconds_count\{method="GET",route="\/api\/things\/:id",status="200"\}/,
    )
    assert.match(own.body, /nodejs_eventloop_lag_seconds/)
    const foreign = await door.app.inject({ url: '/metrics', remoteAddress: '203.0.113.9' })
    assert.equal(foreign.statusCode, 401)
    const headers = { 'x-forwarded-for': '127.0.0.1' }
    assert.equal((await door.app.inject({ url: '/metrics', headers })).statusCode, 401)
  })

  it('takes reports of policy violations into the log', async () => {
    const payload = JSON.stringify([
      {
        type: 'csp-violation',
        body: { blockedURL: 'inline', effectiveDirective: 'script-src-elem' },
      },
    ])
    const headers = { 'content-type': 'application/reports+json' }
    for (const text of [payload, '{', '[]']) {
      const answer = await door.app.inject({
        method: 'POST',
        url: '/api/csp-reports',
        headers,
        payload: text,
      })
      assert.equal(answer.statusCode, 204)
    }
    assert.equal(door.logged.filter((line) => line.includes('security policy')).length, 1)
  })
})

describe('readiness', () => {
  it('names what is missing', async () => {
    const [store] = databases()
    assert.ok(store)
    let cause: string | null = 'connecting to Discord'
    const door = await openDoor(store, {
      checks: { gateway: () => cause, broken: () => Promise.resolve(null) },
    })
    try {
      const waiting = await door.app.inject('/readyz')
      assert.deepEqual(
        [waiting.statusCode, waiting.json()],
        [
          503,
          {
            status: 'not_ready',
            detail: 'gateway: connecting to Discord',
            checks: { gateway: 'connecting to Discord', broken: 'ok' },
          },
        ],
      )
      cause = null
      assert.equal((await door.app.inject('/readyz')).statusCode, 200)
      assert.equal((await door.app.inject('/healthz')).statusCode, 200)
    } finally {
      await door.close()
    }
  })
})
