import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { z } from 'zod'
import type { Scope } from '#core/access/actor.ts'
import { permissionsAnswer } from '#modules/trading/contract/data.ts'
import { commandAnswer, failureAnswer, healthAnswer } from '#modules/trading/contract/envelope.ts'
import { openWorld, type ApiAnswer, type World } from '../support/world.ts'

type Headers = Record<string, string>

/** A request as it comes through a proxy on this machine. */
const from = (address: string): Headers => ({ 'x-forwarded-for': address })
const near = '203.0.113.9'
const dayMs = 86_400_000

const paths = (userId: string, channel: string) =>
  [
    ['GET', '/api/discord/health'],
    ['GET', '/api/discord/commands'],
    ['GET', `/api/discord/users/${userId}/permissions`],
    ['POST', '/api/discord/webhook', { user_id: userId, command: 'balance' }],
    ['POST', '/api/discord/notification', { channel_id: channel, message: 'x' }],
  ] as const

async function fails(status: number, code: string, answer: Promise<ApiAnswer>): Promise<ApiAnswer> {
  const given = await answer
  const body = failureAnswer.parse(given.json)
  assert.deepEqual([given.status, body.code], [status, code], JSON.stringify(given.json))
  assert.equal(body.message, body.response.message)
  return given
}

describe('who may use the trading interface', () => {
  let world: World
  before(async () => {
    world = await openWorld({
      channel: 'trading',
      logLevel: 'debug',
      env: {
        TRADING_ALLOWED_IPS: '127.0.0.1, 203.0.113.0/24, 2001:db8::/32, ::ffff:192.0.2.0/120',
      },
    })
  })
  after(() => world.close())

  async function key(
    scopes: Scope[],
    limits: { act_as?: string[]; expires_at?: number } = {},
  ): Promise<Headers> {
    const made = await world.app.access.keys.create({ name: scopes.join(), scopes, ...limits })
    return { authorization: `Bearer ${made.key}` }
  }
  const say = (headers: Headers, user_id: string, command: string, parameters: object = {}) =>
    world.api('POST', '/api/discord/webhook', { user_id, command, parameters }, headers)

  it('lets in the addresses on its list, and believes only its own proxy about them', async () => {
    const admin = await key(['trading:admin'])
    const all = paths(world.idOf('minjun'), world.channelId)
    for (const [method, path, body] of all) {
      const call = (address: string) =>
        world.api(method, path, body, { ...admin, ...from(address) })
      for (const inside of [near, '2001:db8::7', '::ffff:203.0.113.1', '192.0.2.5'])
        assert.ok((await call(inside)).status < 300, `${path} ${inside}`)
      for (const outside of ['198.51.100.7', '2001:db9::1', '192.0.3.5', 'nonsense'])
        await fails(403, 'ip_not_allowed', call(outside))
      // What a caller claims for itself stands before what the proxy has seen.
      await fails(403, 'ip_not_allowed', call(`${near}, 198.51.100.7`))
    }
    const health = await world.api('GET', '/health', undefined, from('198.51.100.7'))
    assert.equal(healthAnswer.parse(health.json).status, 'ok')
  })

  it('wants a valid key from afar: none, a wrong, an expired, a revoked one or one in the address', async () => {
    const minjun = world.idOf('minjun')
    const expires_at = world.sandbox.clock.now() + dayMs
    const short = await key(['trading:view'], { expires_at })
    assert.equal((await say(short, minjun, 'balance')).status, 200)
    const revoked = await world.app.access.keys.create({ name: 'lost', scopes: ['admin'] })
    await world.app.access.keys.revoke('lost')
    await world.control.advance('1d')
    for (const [method, path, body] of paths(minjun, world.channelId)) {
      const call = (headers: Headers, address: string = path) =>
        world.api(method, address, body, { ...headers, ...from(near) })
      if (path.endsWith('/health')) {
        assert.deepEqual(Object.keys((await call({})).json as object), ['status', 'timestamp'])
        continue
      }
      await fails(401, 'unauthorized', call({}))
      await fails(401, 'unauthorized', call({ 'x-api-key': 'mk_wrong' }))
      await fails(401, 'unauthorized', call(short))
      await fails(401, 'unauthorized', call({ authorization: `Bearer ${revoked.key}` }))
      await fails(
        401,
        'unauthorized',
        call({}, `${path}?key=${revoked.key}&api_key=${revoked.key}`),
      )
      await world.control.advance('61s')
    }
    // Whoever tries keys out is locked out for a quarter of an hour, with a right one too.
    const right = await key(['trading:view'])
    const guesser = from('203.0.113.200')
    for (let tries = 0; tries < 11; tries += 1)
      await say({ authorization: 'Bearer mk_guess', ...guesser }, minjun, 'balance')
    const locked = await fails(
      429,
      'rate_limited',
      say({ ...right, ...guesser }, minjun, 'balance'),
    )
    assert.ok(Number(locked.headers.get('retry-after')) > 14 * 60)
    assert.equal((await say({ ...right, ...from(near) }, minjun, 'balance')).status, 200)
    await world.control.advance('15m')
    assert.equal((await say({ ...right, ...guesser }, minjun, 'balance')).status, 200)
  })

  it('lets a key act for those it is bound to, and for nobody else, at every door', async () => {
    const [minjun, jiwoo] = [world.idOf('minjun'), world.idOf('jiwoo')]
    const bound = await key(['trading:admin'], { act_as: [jiwoo] })
    assert.equal((await say(bound, jiwoo, 'balance')).status, 200)
    await fails(403, 'forbidden', say(bound, minjun, 'balance'))
    const rights = (id: string) =>
      world.api('GET', `/api/discord/users/${id}/permissions`, undefined, bound)
    assert.equal((await rights(jiwoo)).status, 200)
    await fails(403, 'forbidden', rights(minjun))
    const rest = (discord_user_id: string) =>
      world.api('POST', '/api/trading/commands/balance', { discord_user_id }, bound)
    assert.equal((await rest(jiwoo)).status, 200)
    assert.equal((await rest(minjun)).status, 403)
    const party = { title: 'x', discord_guild_id: world.guildId, discord_owner_id: minjun }
    const other = await key(['recruitments:write'], { act_as: [jiwoo] })
    const opened = await world.api('POST', '/api/discord/recruitments/', party, other)
    assert.equal(opened.status, 403, JSON.stringify(opened.json))
    await fails(
      403,
      'forbidden',
      world.api(
        'POST',
        '/api/discord/notification',
        { channel_id: world.channelId, message: 'x' },
        await key(['trading:trade']),
      ),
    )
  })

  it('has a key name the person it acts for in the body, and says so where nobody is named', async () => {
    const [jiwoo, minjun] = [world.idOf('jiwoo'), world.idOf('minjun')]
    const admin = await key(['trading:admin'])
    const role_id = '123456789012345678'
    const id = '01J00000000000000000000000'
    const writes: [path: string, body: object, done: number][] = [
      ['orders', { side: 'buy', ticker: 'BTC', amount: '10000' }, 200],
      ['commands/positions', {}, 200],
      [`orders/${id}/confirm`, {}, 404],
      [`orders/${id}/reject`, {}, 404],
      [`orders/${id}/cancel`, {}, 404],
    ]
    for (const [path, body, done] of writes) {
      const send = (named: object) =>
        world.api('POST', `/api/trading/${path}`, { ...body, ...named }, admin)
      const nobody = await send({})
      assert.deepEqual(
        [nobody.status, nobody.json],
        [
          400,
          {
            code: 'validation_error',
            detail: 'Invalid input.',
            discord_user_id: ['This field is required.'],
          },
        ],
      )
      const nonsense = await send({ discord_user_id: 'jiwoo' })
      assert.deepEqual(
        [nonsense.status, Object.keys(nonsense.json as object)],
        [400, ['detail', 'code', 'discord_user_id']],
      )
      const acted = await send({ discord_user_id: jiwoo })
      assert.equal(acted.status, done, `${path} ${JSON.stringify(acted.json)}`)
    }
    // The person's own right counts, and a person speaks for nobody else.
    const mapped = { role_id, right: null }
    const map = (named: object, headers = admin) =>
      world.api('POST', '/api/trading/permissions/roles', { ...mapped, ...named }, headers)
    assert.equal((await map({})).status, 400)
    assert.equal((await map({ discord_user_id: jiwoo })).status, 403)
    assert.equal((await map({ discord_user_id: minjun })).status, 200)
    const lead = await world.signIn('minjun')
    assert.equal((await map({ discord_user_id: jiwoo }, lead)).status, 403)
    assert.equal((await map({}, lead)).status, 200)
    const told = (named: object) =>
      world.api(
        'PATCH',
        '/api/trading/notifications',
        { channels: {}, quiet: null, ...named },
        admin,
      )
    assert.equal((await told({ discord_user_id: jiwoo })).status, 403)
    assert.equal((await told({ discord_user_id: minjun })).status, 200)
  })

  it('gives the smaller of what the person, by name or by role, and the key may', async () => {
    const ranks = ['none', 'view', 'trade', 'admin'] as const
    const byName = { none: 'camille', view: 'haruka', trade: 'jiwoo', admin: 'minjun' }
    const byRole = { none: null, view: 'Raider', trade: 'Organiser', admin: 'Staff' }
    const [guild] = world.sandbox.world.state.guilds.values()
    const lead = await world.signIn('minjun')
    for (const right of ['view', 'trade', 'admin'] as const) {
      const role = [...(guild?.roles.values() ?? [])].find(({ name }) => name === byRole[right])
      const mapped = { role_id: role?.id, right }
      const answer = await world.api('POST', '/api/trading/permissions/roles', mapped, lead)
      assert.equal(answer.status, 200, JSON.stringify(answer.json))
    }
    const keys = {
      none: await key(['trading:notify', 'recruitments:write']),
      view: await key(['trading:view']),
      trade: await key(['trading:trade']),
      admin: await key(['trading:admin']),
    }
    // An amount that nobody can read is only looked at once the right is there.
    const tries = [
      ['view', 'positions', {}, 200],
      ['trade', 'buy', { ticker: 'BTC', amount: '1e6' }, 400],
      ['admin', 'permissions', {}, 200],
    ] as const
    let cases = 0
    const people = ranks.flatMap((name) => ranks.map((role) => ({ name, role })))
    for (const { name, role } of people) {
      const session = await world.signIn(byName[name])
      const id = world.idOf(byName[name])
      const roles = byRole[role] === null ? [] : [byRole[role]]
      await world.act('olivia', { do: 'set_roles', user: byName[name], roles })
      await world.settle()
      await world.control.advance('61s')
      const has = Math.max(ranks.indexOf(name), ranks.indexOf(role))
      for (const [right, command, parameters, done] of tries) {
        const wanted = ranks.indexOf(right)
        const path = `/api/trading/commands/${command}`
        const own = await world.api('POST', path, parameters, session)
        const where = `${command}: by name ${name}, by role ${role}`
        assert.equal(own.status, has >= wanted ? done : 403, `${where}, signed in`)
        for (const scope of ranks) {
          const may = Math.min(has, ranks.indexOf(scope)) >= wanted
          const answer = await say(keys[scope], id, command, parameters)
          assert.equal(answer.status, may ? done : 403, `${where}, key ${scope}`)
          cases += 1
        }
      }
      const asked = await world.api('GET', `/api/discord/users/${id}/permissions`)
      const { permissions } = permissionsAnswer.parse(asked.json)
      assert.deepEqual(
        [permissions.view, permissions.trade, permissions.admin],
        [has >= 1, has >= 2, has >= 3],
      )
    }
    assert.equal(cases, 4 * 4 * 4 * 3)
  })

  it('counts commands for each person, key and address: looking, trading and backtests apart', async () => {
    const admin = await key(['trading:admin'])
    const second = await key(['trading:admin'])
    const elsewhere = from('203.0.113.9')
    const [minjun, jiwoo] = [world.idOf('minjun'), world.idOf('jiwoo')]
    const nonsense = { ticker: 'BTC', amount: '1e6' }
    const backtest = { strategy: 'dca', ticker: 'BTC', from: '2026-02-01', to: '2026-01-01' }
    for (const [command, parameters, allowed, status] of [
      ['positions', {}, 60, 200],
      ['buy', nonsense, 10, 400],
      ['backtest', backtest, 2, 400],
    ] as const) {
      await world.control.advance('61s')
      // The allowance comes back evenly, so that a few more pass while these are under way.
      let passed = 0
      while (
        passed < 2 * allowed &&
        (await say(admin, minjun, command, parameters)).status === status
      )
        passed += 1
      assert.ok(passed >= allowed && passed < 2 * allowed, `${command} ${passed}`)
      const over = await fails(429, 'rate_limited', say(admin, minjun, command, parameters))
      assert.ok(Number(over.headers.get('retry-after')) >= 1)
      // Nor for somebody else by the same key, or by another one from the same place.
      await fails(429, 'rate_limited', say({ ...admin, ...elsewhere }, jiwoo, command, parameters))
      await fails(429, 'rate_limited', say(second, jiwoo, command, parameters))
      const other = await say({ ...second, ...elsewhere }, jiwoo, command, parameters)
      assert.equal(other.status, status)
    }
    await world.control.advance('61s')
    assert.equal((await say(admin, minjun, 'buy', nonsense)).status, 400)
  })

  it('takes the id of a request in its body as in its header, for a day', async () => {
    const trader = await key(['trading:trade'])
    const order = (request_id: string) =>
      world.api(
        'POST',
        '/api/discord/webhook',
        {
          user_id: world.idOf('minjun'),
          command: 'buy',
          parameters: { ticker: 'ETH', amount: '10000', colour: 'red' },
          request_id,
        },
        trader,
      )
    const first = await order('r-1')
    const again = await order('r-1')
    assert.equal(first.status, 200, JSON.stringify(first.json))
    assert.ok(world.logged.some((line) => /"colour".*unknown parameters/.test(line)))
    assert.equal(again.headers.get('idempotent-replay'), 'true')
    assert.deepEqual(
      commandAnswer.parse(again.json).response,
      commandAnswer.parse(first.json).response,
    )
    // Repetitions count for the key and the address that send them, and not for the person.
    let answer = again
    for (let tries = 0; tries < 20 && answer.status === 200; tries += 1) answer = await order('r-1')
    assert.equal(answer.status, 429)
    const other = { ...(await key(['trading:trade'])), ...from(near) }
    const nonsense = { ticker: 'BTC', amount: '1e6' }
    await fails(400, 'bad_request', say(other, world.idOf('minjun'), 'buy', nonsense))
    await world.control.advance('25h')
    await world.settle()
    const tomorrow = await order('r-1')
    assert.equal(tomorrow.headers.get('idempotent-replay'), null)
    const made = ({ json }: ApiAnswer) =>
      z.looseObject({ id: z.string() }).parse(commandAnswer.parse(json).response.data['order']).id
    assert.notEqual(made(tomorrow), made(first))
    assert.equal(made(await order('r-1')), made(tomorrow))
  })

  it('refuses nesting without end', async () => {
    const deep = `{"user_id":"1","command":"x","parameters":{"a":${'['.repeat(5_000)}${']'.repeat(5_000)}}}`
    await fails(
      400,
      'bad_request',
      world.api('POST', '/api/discord/webhook', deep, await key(['trading:view'])),
    )
  })
})

describe('the trading interface where everything must be signed', () => {
  let world: World
  before(async () => {
    world = await openWorld({ channel: 'trading', env: { TRADING_REQUIRE_SIGNATURE: 'true' } })
  })
  after(() => world.close())

  it('takes signed requests alone, once, while they are fresh', async () => {
    const made = await world.app.access.keys.create({ name: 'k', scopes: ['trading:view'] })
    const headers = { authorization: `Bearer ${made.key}` }
    const now = () => Math.floor(world.sandbox.clock.now() / 1_000)
    const sign = (of: {
      method: string
      path: string
      body: string
      at?: number
      nonce: string
    }) => {
      const { method, path, body, at = now(), nonce } = of
      const text = `${at}.${nonce}.${method}.${path}.${body}`
      return {
        ...headers,
        'x-muster-timestamp': String(at),
        'x-muster-nonce': nonce,
        'x-muster-signature': createHmac('sha256', made.key).update(text).digest('hex'),
      }
    }
    const path = '/api/discord/webhook'
    const body = JSON.stringify({ user_id: world.idOf('minjun'), command: 'positions' })
    const send = (given: Headers) => world.api('POST', path, body, given)
    const whole = { method: 'POST', path, body }

    for (const [method, one, sent] of paths(world.idOf('minjun'), world.channelId)) {
      if (one.endsWith('/health')) continue
      await fails(401, 'bad_signature', world.api(method, one, sent, headers))
      await fails(401, 'bad_signature', world.api(method, one, sent, {}))
    }
    // Pages have no key to sign with.
    const session = await world.signIn('minjun')
    const overview = await world.api('GET', '/api/trading/overview', undefined, session)
    assert.equal(overview.status, 200, JSON.stringify(overview.json))
    const command = await world.api('POST', '/api/trading/commands/positions', {}, session)
    assert.equal(command.status, 200, JSON.stringify(command.json))
    assert.equal((await send(sign({ ...whole, nonce: 'nonce-1-long' }))).status, 200)
    await fails(409, 'replayed', send(sign({ ...whole, nonce: 'nonce-1-long' })))
    const get = { method: 'GET', path: '/api/discord/commands?lang=ko', body: '' }
    assert.equal(
      (await world.api('GET', get.path, undefined, sign({ ...get, nonce: 'nonce-2-long' }))).status,
      200,
    )
    const { 'x-muster-nonce': _, ...without } = sign({ ...whole, nonce: 'nonce-3-long' })
    await fails(401, 'bad_signature', send(without))
    await fails(401, 'bad_signature', send(sign({ ...whole, nonce: 'short' })))
    for (const wrong of [{ method: 'PUT' }, { path: `${path}/` }, { body: `${body} ` }])
      await fails(401, 'bad_signature', send(sign({ ...whole, ...wrong, nonce: 'nonce-4-long' })))
    for (const at of [now() - 301, now() + 302])
      await fails(400, 'stale_timestamp', send(sign({ ...whole, at, nonce: 'nonce-5-long' })))
    // A nonce is kept for as long as its time could still be taken for fresh.
    await world.control.advance('5m')
    await world.settle()
    const early = now() + 299
    assert.equal((await send(sign({ ...whole, at: early, nonce: 'nonce-6-long' }))).status, 200)
    await world.control.advance('9m')
    await world.settle()
    await fails(409, 'replayed', send(sign({ ...whole, at: early, nonce: 'nonce-6-long' })))
  })
})
