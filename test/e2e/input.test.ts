import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import fc from 'fast-check'
import { z } from 'zod'
import { recruitment, type RecruitmentJson } from '#modules/recruitment/contract/party.ts'
import { assertShows } from '../support/equality.ts'
import { createSigner, type SignedRequest } from '../support/signed.ts'
import { ask, openWorld, serviceHeaders, type World } from '../support/world.ts'

const base = '/api/discord/recruitments/'
const minute = 60_000

describe('input that nobody should send', () => {
  let world: World
  let party: RecruitmentJson
  let signed: ReturnType<typeof createSigner>
  before(async () => {
    // Without a secret the intake of reports is closed, with a 503.
    const env = { DISCORD_BOT_WEBHOOK_SECRET: 'a-secret-of-the-outside-bot' }
    world = await openWorld({ door: 'http', env })
    party = await world.open({ title: 'Untouched', max_slots: 5 })
    signed = createSigner(world.sandbox)
  })
  after(() => world.close())

  /** A genuine click, whoever it is from. */
  const click = (id: string, user: string, customId = `rc:1:join:${party.id}`) =>
    JSON.stringify({
      id,
      application_id: world.sandbox.application.id,
      type: 3,
      token: 'a-token',
      version: 1,
      guild_id: world.guildId,
      channel_id: world.channelId,
      locale: 'ja',
      guild_locale: 'en-US',
      member: {
        user: {
          id: user,
          username: 'somebody',
          discriminator: '0',
          global_name: null,
          avatar: null,
        },
        roles: [],
        permissions: '0',
        joined_at: '2026-01-01T00:00:00Z',
        deaf: false,
        mute: false,
        flags: 0,
      },
      message: { id: party.discord_message_id, channel_id: world.channelId },
      data: { component_type: 2, custom_id: customId },
    })
  const send = ({ body, headers }: SignedRequest) =>
    ask(`${world.app.url}/api/discord/interactions/`, { method: 'POST', body, headers })
  const unchanged = async () => {
    assert.deepEqual(await world.party(party.id), party)
    const { rows } = await inbox()
    return rows
  }
  const inbox = async () => ({
    rows: await world.app.services.database.db.selectFrom('inbox').select('key').execute(),
  })

  it('refuses interactions that are forged, altered, stale, early or too big; stores nothing', async () => {
    const stored = await unchanged()
    const body = click('1400000000000000001', world.idOf('emma'))
    const genuine = signed(body)
    const now = world.sandbox.clock.now()
    const signature = genuine.headers['x-signature-ed25519'] ?? ''
    const flipped = (signature.startsWith('0') ? '1' : '0') + signature.slice(1)
    const without = (name: string) => {
      const { [name]: _, ...headers } = genuine.headers
      return { body, headers }
    }
    const later = String(Math.floor(now / 1_000) + 1)
    const refused: SignedRequest[] = [
      without('x-signature-ed25519'),
      without('x-signature-timestamp'),
      { body, headers: { ...genuine.headers, 'x-signature-ed25519': flipped } },
      { body, headers: { ...genuine.headers, 'x-signature-ed25519': 'zz'.repeat(64) } },
      { body, headers: { ...genuine.headers, 'x-signature-timestamp': later } },
      { body: `${body} `, headers: genuine.headers },
      { body: body.replace('join', 'edit'), headers: genuine.headers },
      signed(body, now - 6 * minute),
      signed(body, now + 6 * minute),
      { body: '', headers: genuine.headers },
    ]
    for (const request of refused) {
      const answer = await send(request)
      assert.equal(answer.status, 401)
      assert.match(answer.headers.get('content-type') ?? '', /^text\/plain/)
    }
    assert.equal((await send(signed(' '.repeat(1_048_576)))).status, 413)
    for (const malformed of ['{', '[]', '{"type":99}', 'null', '"\\ud800"', ''])
      assert.equal((await send(signed(malformed))).status, 400, malformed)
    assert.deepEqual(await unchanged(), stored)
  })

  it('answers a replayed interaction from the store, and foreign buttons in words', async () => {
    const fresh = await world.open({ title: 'Replayed', max_slots: 5 })
    const body = click('1400000000000000002', world.idOf('emma'), `rc:1:join:${fresh.id}`).replace(
      String(party.discord_message_id),
      String(fresh.discord_message_id),
    )
    const [first, second] = [await send(signed(body)), await send(signed(body))]
    assert.deepEqual([first.status, second.status], [200, 200])
    assert.deepEqual(second.json, first.json)
    await world.settle()
    assert.equal((await world.party(fresh.id)).version, fresh.version + 1)
    const strange = ['rc:1:join:999999', 'rc:9:join:1', 'zz:1:x:1', 'rc:1:join:1e9', 'constructor']
    for (const [index, customId] of strange.entries()) {
      const id = `15000000000000000${index}0`
      const { status, json } = await send(signed(click(id, world.idOf('emma'), customId)))
      assert.equal(status, 200)
      assert.match(JSON.stringify(json), /"flags":64/, customId)
    }
  })

  const bad: Record<string, unknown> = {
    'a number for a text': { title: 5 },
    'nothing at all': null,
    'a list': [],
    'an empty title': { title: '   ' },
    'a title of 101': { title: 'x'.repeat(101) },
    'a huge number': { max_slots: 1e308 },
    'a fraction': { max_slots: 2.5 },
    'an id of 300 digits': { discord_guild_id: '9'.repeat(300) },
    'control characters': { title: 'a\u0007b' },
    'a line break in a title': { title: 'a\nb' },
    'a lone surrogate': { title: 'a\ud800' },
    'a null character': { description: 'a\u0000b' },
  }
  for (const [name, fields] of Object.entries(bad)) {
    it(`says in the reader's language what is wrong with ${name}`, async () => {
      const good = {
        title: 'Fine',
        discord_guild_id: world.guildId,
        discord_channel_id: world.channelId,
        discord_owner_id: world.idOf('olivia'),
      }
      const isObject = typeof fields === 'object' && fields !== null && !Array.isArray(fields)
      const body = JSON.stringify(isObject ? { ...good, ...fields } : fields)
      const parties = (await world.api('GET', base)).json
      for (const locale of ['en', 'ja', 'fr', 'ko']) {
        const headers = { ...serviceHeaders, 'accept-language': locale }
        const { status, json } = await world.api('POST', base, body, headers)
        assert.equal(status, 400, JSON.stringify(json))
        assert.ok(typeof json === 'object' && json !== null && 'detail' in json && 'code' in json)
        assert.equal(json.code, 'validation_error')
        assert.equal(locale === 'ja', /[\u3040-\u30ff]/.test(String(json.detail)))
        assert.equal(locale === 'ko', /[\uac00-\ud7af]/.test(String(json.detail)))
        if (isObject) {
          const [field = ''] = Object.keys(fields)
          const said: unknown = Object.entries(json).find(([key]) => key === field)?.[1]
          assert.ok(Array.isArray(said) && said.length > 0, `${field} in ${JSON.stringify(json)}`)
        }
      }
      assert.deepEqual((await world.api('GET', base)).json, parties)
    })
  }

  it('shows right-to-left text, markdown and @everyone as text that pings nobody', async () => {
    const title = '\u202eevil @everyone <@&1> [x](https://e.example) `a`'
    const made = await world.api('POST', base, {
      title,
      discord_guild_id: world.guildId,
      discord_channel_id: world.channelId,
      discord_owner_id: world.idOf('olivia'),
    })
    assert.equal(made.status, 201)
    await world.settle()
    const stored = await world.party(recruitment.parse(made.json).id)
    assert.equal(stored.title, title.slice(1), 'nothing turns the text behind it')
    const unseen = { title: '\u200b\u3164', discord_guild_id: world.guildId }
    const refused = z.looseObject({ title: z.array(z.string()) })
    const { json } = await world.api('POST', base, unseen)
    assert.deepEqual(refused.parse(json).title, ['Must not be empty.'])
    const [message] = await world.messagesOf(stored.id)
    const shown = message?.embeds[0]?.title ?? ''
    assert.ok(!/(?<!\\)[<>[\]`]/.test(shown), shown)
    assertShows(message, stored)
    const calls = await world.control.calls()
    for (const { body } of calls.filter(
      ({ method, route }) => method === 'POST' && route.endsWith('/messages'),
    ))
      assert.match(JSON.stringify(body), /"allowed_mentions":\{"parse":\[\]/)
  })

  it('3,000 requests of nonsense: never a 5xx, always in the shape of an error', async () => {
    const nasty = fc.oneof(
      fc.constantFrom<unknown>(
        null,
        true,
        -1,
        2 ** 53,
        1e308,
        '',
        '9'.repeat(300),
        '\0',
        '\u202e',
        [],
        {},
      ),
      fc.string({ unit: 'binary', maxLength: 20 }),
    )
    const names = fc.constantFrom(
      'title',
      'max_slots',
      'status',
      'discord_user_id',
      'note',
      'page',
      'search',
    )
    const routes = world.app.routes.filter(({ hidden }) => !hidden)
    const request = fc.record({
      index: fc.nat({ max: routes.length - 1 }),
      slash: fc.boolean(),
      id: fc.constantFrom('1', '0', '-1', '999999', '9'.repeat(300), '%00', 'me', '..%2f'),
      body: fc.oneof(
        fc.dictionary(names, nasty, { maxKeys: 4 }).map((one) => JSON.stringify(one)),
        fc.string(),
      ),
      query: fc.array(fc.tuple(names, fc.string({ unit: 'binary', maxLength: 8 })), {
        maxLength: 2,
      }),
      known: fc.boolean(),
    })
    const one = fc.asyncProperty(request, async ({ index, slash, id, body, query, known }) => {
      const route = routes[index]
      assert.ok(route)
      const path = route.path.replaceAll(/:\w+/g, id) + (slash ? '/' : '')
      const search = new URLSearchParams(query).toString()
      const answer = await world.api(
        route.method,
        `${path}?${search}`,
        route.method === 'GET' ? undefined : body || '{',
        known ? serviceHeaders : {},
      )
      assert.ok(answer.status < 500, `${answer.status} ${JSON.stringify(answer.json)}`)
      if (answer.status < 400) return
      const { json } = answer
      assert.ok(typeof json === 'object' && json !== null, `${route.method} ${path}`)
      assert.ok('detail' in json && 'code' in json, JSON.stringify(json))
    })
    await fc.assert(one, { numRuns: 3_000, seed: 7 })
    await world.settle()
    assert.deepEqual(world.logged, [])
  })
})
