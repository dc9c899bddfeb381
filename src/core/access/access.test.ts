import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { databases } from '../../../test/support/databases.ts'
import { openDoor, type TestDoor } from '../../../test/support/http.ts'
import { keyAllows, mayActFor, scopes, visitor, type Actor, type Scope } from './actor.ts'
import { createCookies } from './cookies.ts'
import { sessionIdleMs, sessionMaxMs } from './sessions.ts'
import { shownName } from './users.ts'

const hour = 3_600_000
const botApiToken = 'the-token-of-the-outside-bot'

for (const store of databases()) {
  describe(`access on ${store.name}`, () => {
    let door: TestDoor
    before(async () => {
      door = await openDoor(store, { botApiToken })
    })
    after(() => door.close())

    const me = async (headers: Record<string, string>) => {
      const answer = await door.app.inject({ url: '/api/me', headers })
      return { status: answer.statusCode, ...answer.json() }
    }
    const ticket = (headers: Record<string, string>, payload?: string) =>
      door.app.inject({
        method: 'POST',
        url: '/api/ws-tickets/',
        headers,
        ...(payload === undefined ? {} : { payload }),
      })

    it('tells visitors and members who they are', async () => {
      assert.deepEqual(await me({}), {
        status: 200,
        user: null,
        guilds: [],
        locale: 'en',
        csrf_token: null,
      })
      const { user, guilds, csrf_token } = await me(await door.signIn('100000000000000001', 'aki'))
      assert.deepEqual([user.discord_id, user.username], ['100000000000000001', 'aki'])
      assert.equal(guilds.length, 1)
      assert.match(csrf_token, /^[\w-]{43}$/)
    })

    it('ends a session after 12 hours of silence and after 14 days of use', async () => {
      const idle = await door.signIn('100000000000000002')
      door.clock.pass(sessionIdleMs)
      assert.equal((await me(idle)).user, null)

      const used = await door.signIn('100000000000000002')
      let lived = 0
      for (; lived < sessionMaxMs - 11 * hour; lived += 11 * hour) {
        assert.ok((await me(used)).user)
        door.clock.pass(11 * hour)
      }
      assert.ok((await me(used)).user)
      door.clock.pass(sessionMaxMs - lived)
      assert.equal((await me(used)).user, null)
    })

    it('refuses writes that may come from a foreign page', async () => {
      const session = await door.signIn('100000000000000003')
      const other = await door.signIn('100000000000000004')
      const { cookie } = session
      const forged = [
        { cookie },
        { cookie, 'x-csrf-token': 'x' },
        { cookie, 'x-csrf-token': other['x-csrf-token'] },
        { ...session, origin: 'https://evil.example' },
        { ...session, origin: 'null' },
        { ...session, origin: 'http://127.0.0.1:8081' },
        { ...session, 'sec-fetch-site': 'cross-site' },
        { ...session, 'sec-fetch-site': 'same-site' },
      ]
      for (const headers of forged) {
        const answer = await ticket(headers)
        assert.deepEqual([answer.statusCode, answer.json().code], [403, 'csrf_failed'])
      }
      const form = { ...session, 'content-type': 'application/x-www-form-urlencoded' }
      assert.equal((await ticket(form, 'a=b')).statusCode, 415)
      for (const origin of ['http://127.0.0.1:8080', 'http://localhost:8080']) {
        assert.equal((await ticket({ ...session, origin })).statusCode, 201)
      }
      assert.equal((await ticket(session)).statusCode, 201)
    })

    it('lists and ends sessions, only one’s own', async () => {
      const [first, second] = [
        await door.signIn('100000000000000005'),
        await door.signIn('100000000000000005'),
      ]
      const stranger = await door.signIn('100000000000000006')
      const list = async (headers: Record<string, string>) => {
        const answer = await door.app.inject({ url: '/api/me/sessions', headers })
        const sessions: { id: string; current: boolean }[] = answer.json().results
        return sessions
      }
      const end = async (headers: Record<string, string>, id = '') =>
        (await door.app.inject({ method: 'DELETE', url: `/api/me/sessions/${id}`, headers }))
          .statusCode
      const sessions = await list(first)
      assert.equal(sessions.filter((one) => one.current).length, 1)
      assert.equal(sessions.length, 2)
      const otherId = sessions.find((one) => !one.current)?.id ?? ''
      assert.equal(await end(stranger, otherId), 404)
      assert.equal(await end(first, otherId), 204)
      assert.equal(await end(first, otherId), 404)
      assert.equal((await me(second)).user, null)
      const third = await door.signIn('100000000000000005')
      assert.equal(await end(third), 204)
      assert.deepEqual([(await list(third)).length, (await me(first)).user], [1, null])
      const out = await door.app.inject({ method: 'POST', url: '/auth/logout', headers: third })
      assert.equal(out.statusCode, 204)
      assert.match(
        String(out.headers['set-cookie']),
        /^muster_8080=; Max-Age=0; Path=\/; HttpOnly; SameSite=Lax$/,
      )
      assert.equal((await me(third)).user, null)
    })

    it('knows keys by their hash until they are revoked', async () => {
      const { keys } = door.access
      const made = await keys.create({
        name: 'bot',
        scopes: ['recruitments:read'],
        guild_ids: ['1'],
      })
      assert.match(made.key, /^mk_[\w-]{43}$/)
      const headers = { authorization: `Bearer ${made.key}` }
      assert.equal((await ticket(headers)).statusCode, 201)
      const listed = (await keys.list()).find((key) => key.id === made.id)
      assert.deepEqual(
        [listed?.scopes, listed?.guild_ids, listed?.last_used_at],
        [['recruitments:read'], ['1'], door.clock.now()],
      )
      const actor = await door.access.actorOfKey(made.key)
      assert.deepEqual(actor.key, { id: made.id, scopes: ['recruitments:read'], guild_ids: ['1'] })
      assert.equal(await keys.revoke('bot'), true)
      assert.equal(await keys.revoke('bot'), false)
      const wrong = [
        headers.authorization,
        'Bearer mk_x',
        'Bearer',
        'Basic eDp5',
        `bearer ${botApiToken}x`,
      ]
      for (const authorization of wrong) {
        const answer = await door.app.inject({ url: '/api/me', headers: { authorization } })
        assert.deepEqual(
          [answer.statusCode, answer.json().code],
          [401, 'invalid_token'],
          authorization,
        )
        assert.equal(answer.headers['www-authenticate'], 'Bearer realm="muster"')
      }
      const stored = await door.database.db.selectFrom('meta').selectAll().execute()
      assert.ok(!JSON.stringify(stored).includes(made.key))
    })

    it('knows a key until its end, and for whom it may act', async () => {
      const { keys } = door.access
      const expires_at = door.clock.now() + 60_000
      const scopesOfKey: Scope[] = ['admin']
      const wish = { name: 'short', scopes: scopesOfKey, act_as: ['7'], expires_at }
      const { key, id } = await keys.create(wish)
      const actor = await door.access.actorOfKey(key)
      assert.deepEqual([mayActFor(actor, '7'), mayActFor(actor, '8')], [true, false])
      assert.equal(mayActFor(visitor, '7'), false)
      const listed = (await keys.list()).find((one) => one.id === id)
      assert.deepEqual([listed?.act_as, listed?.expires_at], [['7'], expires_at])
      door.clock.pass(60_000)
      await assert.rejects(door.access.actorOfKey(key), { code: 'invalid_token' })
      assert.equal(await door.access.refresh(actor), null)
    })

    it('takes the token of the environment as a key with every right', async () => {
      const actor = await door.access.actorOfKey(botApiToken)
      assert.deepEqual(actor.key, { id: 'environment', scopes: ['admin'], guild_ids: null })
    })

    it('makes a personal key act as its person', async () => {
      await door.signIn('100000000000000007', 'pat')
      const person = await door.database.db
        .selectFrom('users')
        .select('id')
        .where('discord_id', '=', '100000000000000007')
        .executeTakeFirstOrThrow()
      const { key } = await door.access.keys.create({ name: 'p', scopes: [], user_id: person.id })
      const answer = await me({ authorization: `Bearer ${key}` })
      assert.deepEqual([answer.user.username, answer.csrf_token], ['pat', null])
    })

    it('knows whether a caller is still one', async () => {
      const session = await door.signIn('100000000000000012')
      const actor = await door.access.resolveActor(session)
      assert.deepEqual(await door.access.refresh(actor), actor)
      door.ended.length = 0
      await door.app.inject({ method: 'POST', url: '/auth/logout', headers: session })
      assert.equal(await door.access.refresh(actor), null)
      assert.deepEqual(
        door.ended.map((concerns) => concerns(actor)),
        [true],
      )
      const { key, id } = await door.access.keys.create({ name: 'r', scopes: ['admin'] })
      const keyed = await door.access.actorOfKey(key)
      assert.deepEqual(await door.access.refresh(keyed), keyed)
      await door.access.keys.revoke(id)
      assert.equal(await door.access.refresh(keyed), null)
      assert.equal((await door.access.refresh(visitor))?.source, 'web')
    })

    it('redeems a ticket once, within 30 seconds, for whom it was made', async () => {
      const session = await door.signIn('100000000000000008')
      const made = async (headers: Record<string, string>) =>
        String((await ticket(headers)).json().ticket)
      const first = await made(session)
      const results = await Promise.allSettled([1, 2, 3].map(() => door.access.redeemTicket(first)))
      const actors = results.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
      assert.deepEqual(
        actors.map((actor) => actor.user?.discord_id),
        ['100000000000000008'],
      )
      const late = await made(session)
      door.clock.pass(30_000)
      await assert.rejects(door.access.redeemTicket(late), { code: 'invalid_token' })
      const byKey = await made({ authorization: `Bearer ${botApiToken}` })
      assert.equal((await door.access.redeemTicket(byKey)).key?.id, 'environment')
      const { key, id } = await door.access.keys.create({ name: 't', scopes: ['admin'] })
      const revoked = await made({ authorization: `Bearer ${key}` })
      await door.access.keys.revoke(id)
      await assert.rejects(door.access.redeemTicket(revoked), { code: 'invalid_token' })
      assert.equal((await ticket({})).statusCode, 401)
    })
  })
}

describe('the scopes of a key', () => {
  const keyWith = (...held: Scope[]): Actor => ({
    ...visitor,
    key: { id: 'k', scopes: held, guild_ids: null },
  })

  it('let a writer read, and nobody else do more than they say', () => {
    for (const scope of scopes) {
      const allowed = scopes.filter((wanted) => keyAllows(keyWith(scope), wanted))
      const [module] = scope.split(':')
      const more: Record<string, string[]> = {
        write: [`${module}:read`],
        trade: ['trading:view'],
        admin: ['trading:view', 'trading:trade', 'trading:notify'],
      }
      const names = [scope, ...(more[scope.split(':')[1] ?? ''] ?? [])]
      const expected = scopes.filter((one) => scope === 'admin' || names.includes(one))
      assert.deepEqual(allowed, expected, scope)
      assert.equal(keyAllows(visitor, scope), false)
    }
  })
})

describe('names of accounts', () => {
  it('are the nearest one that can be seen, and turn nothing that stands beside them', () => {
    const nearest = { nick: 'Ana', global_name: 'ana b', username: 'ana' }
    assert.equal(shownName(nearest), 'Ana')
    assert.equal(shownName({ ...nearest, nick: ' \u202Enimda\u2066 ' }), 'nimda')
    assert.equal(shownName({ ...nearest, nick: '\u202E\u3164' }), 'ana b')
    assert.equal(shownName({ global_name: null, username: 'ana' }), 'ana')
  })
})

describe('cookies', () => {
  it('are tied to the host on https and named by the port on plain http', () => {
    const secure = createCookies({ publicUrl: 'https://muster.example' })
    assert.equal(
      secure.write(secure.session(), 'v', 60),
      '__Host-muster=v; Max-Age=60; Path=/; HttpOnly; SameSite=Lax; Secure',
    )
    const place = { publicUrl: 'http://127.0.0.1:8080' }
    const plain = createCookies(place)
    assert.equal(plain.session(), 'muster_8080')
    place.publicUrl = 'http://127.0.0.1:9090'
    assert.equal(plain.session(), 'muster_9090')
    assert.equal(plain.read('a=1; muster_9090=x=y; b', 'muster_9090'), 'x=y')
    assert.equal(plain.read('xmuster_9090=z', 'muster_9090'), undefined)
  })
})
