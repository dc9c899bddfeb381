import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { AnyRoute } from '#core/http/route.ts'
import { z } from 'zod'
import { migrationSets } from '../src/migrations.ts'
import { modules } from '../src/modules.ts'
import { databases } from './support/databases.ts'
import { openDoor } from './support/http.ts'

/** Requests on SQLite, a third of them on PostgreSQL; `FUZZ_RUNS=20000` for a long campaign. */
const runs = Number(process.env['FUZZ_RUNS'] ?? 2_400)
const seed = process.env['SEED']

const token = 'the-token-of-the-outside-bot'
const moduleRoutes = modules.flatMap((module) => module.routes)

const fieldNames = [
  'title',
  'description',
  'max_slots',
  'discord_guild_id',
  'discord_channel_id',
  'discord_user_id',
  'discord_owner_id',
  'status',
  'transfer_to',
  'note',
  'waitlist',
  'page',
  'page_size',
  'search',
  'updated_since',
  'ordering',
  'participant',
  'state',
  'return',
  'code',
  'lang',
]

const nasty = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    -1,
    0,
    1,
    2 ** 53,
    1e308,
    -0,
    '',
    'open',
    'me',
    '1',
    '100000000000000001',
    '9'.repeat(300),
    '\0',
    '\ud800',
    '\u202e\u0007\n',
    "'; drop table users; --",
    '<script>',
    '%',
    '__proto__',
    'constructor',
    '-created_at',
    '2030-01-01T00:00:00+09:00',
    '0000-13-99T99:99:99Z',
    [],
    [[[]]],
    {},
  ),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.jsonValue(),
)
const fields = (maxKeys: number) =>
  fc.dictionary(fc.oneof(fc.constantFrom(...fieldNames), fc.string()), nasty, { maxKeys })
const plausible = fc.record({
  title: fc.string({ minLength: 1, maxLength: 100 }),
  discord_guild_id: fc.constant('100000000000000001'),
  discord_channel_id: fc.constant('100000000000000002'),
  discord_owner_id: fc.constantFrom('100000000000000003', '100000000000000004'),
  discord_user_id: fc.constantFrom('100000000000000003', '100000000000000005'),
})
const body = fc.oneof(
  fields(8).map((value) => JSON.stringify(value)),
  {
    weight: 5,
    arbitrary: fc
      .tuple(plausible, fields(2))
      .map(([good, bad]) => JSON.stringify({ ...good, ...bad })),
  },
  fc.json(),
  fc.string({ unit: 'binary' }),
  fc.uint8Array({ maxLength: 64 }).map((bytes) => Buffer.from(bytes)),
)
const segment = fc.oneof(
  fc.constantFrom('1', '2', '0', '-1', '1e9', '9'.repeat(300), '999999999', '%00', '%zz', '%ff'),
  // Dots would make another address of it.
  fc
    .string({ minLength: 1 })
    .filter((text) => !/^\.+$/.test(text))
    .map((text) => encodeURIComponent(text.toWellFormed())),
)
const query = fc.array(fc.tuple(fc.constantFrom(...fieldNames), fc.string({ unit: 'binary' })), {
  maxLength: 4,
})
const headers = fc.record(
  {
    'content-type': fc.constantFrom(
      'application/json',
      'application/json; charset=x',
      'text/plain',
      '',
    ),
    'accept-language': fc.constantFrom('ja', 'fr;q=x', 'xx,*;q=0', ';;;,,,', 'ko-KR;q=9e9'),
    'if-match': fc.constantFrom('*', '"1"', 'W/"2"', 'x', '"'),
    'if-none-match': fc.constantFrom('*', '"1"', ',,,', 'W/'),
    'idempotency-key': fc.constantFrom('a', 'b', 'c', 'd', 'e', 'x'.repeat(256)),
    'x-request-id': fc.string({ maxLength: 20 }).filter((text) => /^[\x20-\x7e]*$/.test(text)),
    cookie: fc.constantFrom('muster_8080=x', 'lang=ja', '====;;;', 'muster_8080='),
    origin: fc.constantFrom('null', 'x', 'http://127.0.0.1:8080'),
  },
  { requiredKeys: [] },
)

const code = z.string().regex(/^[A-Za-z_]+$/)
const issue = z.object({ loc: z.array(z.unknown()), msg: z.string(), type: z.string() })
/** Refusals in the shapes of the modules: a text, a list of issues, or a message for a bot. */
const refusal = z.union([
  z.object({ code, detail: z.union([z.string(), z.array(issue).min(1)]) }),
  z.object({ code, message: z.string(), status: z.literal('error') }),
])

describe('the HTTP door under nonsense', () => {
  for (const store of databases()) {
    it(`never answers 5xx, and always in its own words, on ${store.name}`, async () => {
      const door = await openDoor(store, {
        routes: moduleRoutes,
        migrations: migrationSets.filter((set) => set.owner !== 'core'),
        botApiToken: token,
        signIn: {
          authorizeUrl: ({ state }) => `https://discord.example/?state=${state}`,
          exchange: () => Promise.reject(new Error('no code is good')),
        },
      })
      // Signing out would leave the rest of the run without its session.
      const own = door.access.routes.filter(({ method }) => method === 'GET')
      const routes: readonly AnyRoute[] = [
        ...own,
        ...moduleRoutes,
        ...moduleRoutes,
        ...moduleRoutes,
      ]
      const session = await door.signIn('100000000000000003')
      const callers = fc.constantFrom<Record<string, string>>(
        { authorization: `Bearer ${token}` },
        { authorization: `Bearer ${token}` },
        session,
        {},
      )
      const request = fc.record({
        // By number: a route in a counterexample would print all its schemas.
        index: fc.nat({ max: routes.length - 1 }),
        caller: callers,
        headers,
        body,
        query,
        segment,
      })
      try {
        const property = fc.asyncProperty(request, async ({ index, ...one }) => {
          const asked = routes[index]
          assert.ok(asked)
          const search = new URLSearchParams(one.query).toString()
          const path = asked.path.replaceAll(/:\w+/g, one.segment)
          const answer = await door.app.inject({
            method: asked.method,
            url: `${path}${search && `?${search}`}`,
            headers: { 'content-type': 'application/json', ...one.headers, ...one.caller },
            ...(asked.method === 'GET' ? {} : { payload: one.body }),
          })
          // Nobody is out there: no Discord, no Google, no exchange. Saying so is all right.
          const isHonest = answer.statusCode < 500 || answer.statusCode === 503
          assert.ok(isHonest, `${asked.path}: ${answer.statusCode} ${answer.body}`)
          assert.ok(answer.headers['x-request-id'])
          const described = asked.responses[answer.statusCode]
          const isJson = String(answer.headers['content-type']).includes('json')
          if (described && answer.statusCode === 200 && isJson) described.parse(answer.json())
          if (answer.statusCode >= 400 && answer.statusCode !== 503 && !asked.hidden) {
            refusal.parse(answer.json())
          }
        })
        const numRuns = store.name === 'SQLite' ? runs : Math.ceil(runs / 3)
        await fc.assert(property, { numRuns, ...(seed !== undefined && { seed: Number(seed) }) })
        assert.deepEqual(door.logged, [])
      } finally {
        await door.close()
      }
    })
  }
})
