import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { databases, dumpOf } from '../../../test/support/databases.ts'
import { openDoor, type TestDoor } from '../../../test/support/http.ts'
import { webhookRoutes } from './routes.ts'
import { webhookAllowSetting } from './target.ts'

const guild = '100000000000000001'
const otherGuild = '100000000000000002'
const manager = '100000000000000010'
const member = '100000000000000011'
const stranger = '100000000000000012'
const url = 'https://hooks.example/in'

for (const store of databases()) {
  describe(`the routes of webhooks on ${store.name}`, () => {
    let door: TestDoor
    const admin = { authorization: 'Bearer the-outside-bot' }
    const ask = async (
      method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
      path: string,
      headers: Record<string, string>,
      payload?: object,
    ) => {
      const request = { method, url: `/api/webhooks${path}`, headers }
      const answer = await door.app.inject(payload ? { ...request, payload } : request)
      const json = answer.body === '' ? {} : answer.json()
      return { status: answer.statusCode, json, headers: answer.headers }
    }
    const keyOf = async (guildId: string) => {
      const { key } = await door.access.keys.create({
        name: guildId,
        scopes: ['admin'],
        guild_ids: [guildId],
      })
      return { authorization: `Bearer ${key}` }
    }

    before(async () => {
      const routes = webhookRoutes(webhookAllowSetting.parse(''))
      door = await openDoor(store, { routes, botApiToken: 'the-outside-bot' })
      door.services.members = {
        ...door.services.members,
        member: async (guild_id, user_id) =>
          guild_id === guild && user_id !== stranger
            ? { guild_id, user_id, roles: [], permissions: user_id === manager ? 32n : 0n }
            : null,
      }
    })
    after(() => door.close())

    test('a secret is shown again to who repeats the request, and stands nowhere in the database', async () => {
      const once = { ...admin, 'idempotency-key': 'make' }
      const made = await ask('POST', '/', once, { url, types: ['recruitment'] })
      const again = await ask('POST', '/', once, { url, types: ['recruitment'] })
      assert.deepEqual([again.json, again.headers['idempotent-replay']], [made.json, 'true'])
      const turn = { ...admin, 'idempotency-key': 'turn' }
      const rotated = await ask('POST', `/${made.json.id}/rotate`, turn)
      const turned = await ask('POST', `/${made.json.id}/rotate`, turn)
      assert.equal(turned.json.secret, rotated.json.secret)
      const dump = await dumpOf(door.database)
      assert.ok(dump.includes(made.json.id), 'the dump has everything')
      for (const { secret } of [made.json, rotated.json]) {
        const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
        for (const form of [secret, key.toString('hex'), key.toString('base64url')]) {
          assert.ok(!dump.includes(form.replace('whsec_', '')))
        }
      }
      assert.equal((await ask('DELETE', `/${made.json.id}`, admin)).status, 204)
    })

    test('made, listed, changed, rotated, tried, sent again, removed', async () => {
      const made = await ask('POST', '/', admin, { url, types: ['recruitment'] })
      assert.equal(made.status, 201)
      assert.match(made.json.secret, /^whsec_[\w+/]{43}=$/)
      const path = `/${made.json.id}`
      assert.equal(made.headers['location'], `/api/webhooks${path}`)
      const listed = await ask('GET', '', admin)
      const { secret, ...shown } = made.json
      assert.deepEqual(listed.json.results, [shown])
      const rotated = await ask('POST', `${path}/rotate`, admin)
      assert.notEqual(rotated.json.secret, secret)
      assert.equal(rotated.json.previous_secret_until, '2030-01-02T00:00:00.000Z')
      const off = await ask('PATCH', path, admin, { enabled: false, types: ['event.*'] })
      assert.deepEqual(
        [off.json.enabled, off.json.disabled_reason, off.json.types, off.json.url],
        [false, 'manual', ['event.*'], url],
      )
      assert.ok(!('secret' in off.json))
      const tried = await ask('POST', `${path}/test`, admin)
      assert.deepEqual([tried.status, tried.json.type], [202, 'webhook.test'])
      const again = await ask('POST', `/deliveries/${tried.json.id}/resend`, admin)
      assert.deepEqual([again.status, again.json.id], [202, tried.json.id])
      const log = await ask('GET', `${path}/deliveries?status=pending`, admin)
      assert.equal(log.json.results[0].id, tried.json.id)
      assert.deepEqual(JSON.parse(log.json.results[0].body), {
        type: 'webhook.test',
        timestamp: '2030-01-01T00:00:00.000Z',
        data: { webhook_id: made.json.id, discord_guild_id: null },
      })
      const older = `${path}/deliveries?before=${tried.json.id}`
      assert.deepEqual((await ask('GET', older, admin)).json.results, [])
      assert.equal((await ask('DELETE', path, admin)).status, 204)
      assert.equal((await ask('DELETE', path, admin)).status, 404)
      assert.equal((await ask('GET', `${path}/deliveries`, admin)).status, 404)
    })

    test('only who manages a server manages its webhooks, and nobody hears of others', async () => {
      const [own, other] = [await keyOf(guild), await keyOf(otherGuild)]
      const body = { url, discord_guild_id: guild }
      const made = await ask('POST', '', own, body)
      assert.equal(made.status, 201)
      const path = `/${made.json.id}`
      const tried = await ask('POST', `${path}/test`, own)
      const signedIn = await Promise.all([manager, member, stranger].map((id) => door.signIn(id)))
      const [boss = {}, ...powerless] = signedIn
      assert.equal((await ask('PATCH', path, boss, { types: ['event'] })).status, 200)
      assert.equal((await ask('GET', `?discord_guild_id=${guild}`, boss)).json.results.length, 1)
      for (const headers of [...powerless, other]) {
        assert.ok([403, 404].includes((await ask('POST', '', headers, body)).status))
        assert.deepEqual((await ask('GET', '', headers)).json.results, [])
        const attempts = await Promise.all([
          ask('PATCH', path, headers, { enabled: false }),
          ask('DELETE', path, headers),
          ask('POST', `${path}/rotate`, headers),
          ask('POST', `${path}/test`, headers),
          ask('GET', `${path}/deliveries`, headers),
          ask('POST', `/deliveries/${tried.json.id}/resend`, headers),
        ])
        assert.deepEqual(
          attempts.map(({ status }) => status),
          [404, 404, 404, 404, 404, 404],
        )
      }
      // What belongs to every server is for keys of every server.
      for (const headers of [own, boss]) {
        assert.equal((await ask('POST', '', headers, { url })).status, 403)
      }
    })

    test('what cannot be a target is refused, in the language of the caller', async () => {
      const inside = await ask(
        'POST',
        '',
        { ...admin, 'accept-language': 'fr' },
        { url: 'https://10.0.0.1/' },
      )
      assert.equal(inside.status, 400)
      assert.deepEqual(inside.json.url, ['L’adresse mène à un réseau privé.'])
      const made = await ask('POST', '', admin, { url })
      for (const bad of [
        'http://hooks.example/',
        'ftp://x/',
        'nonsense',
        'https://a.example:25/',
      ]) {
        assert.equal((await ask('POST', '', admin, { url: bad })).status, 400, bad)
        assert.equal((await ask('PATCH', `/${made.json.id}`, admin, { url: bad })).status, 400, bad)
      }
      const types = await ask('POST', '', admin, { url, types: ['Not A Type'] })
      assert.equal(types.status, 400)
      assert.equal((await ask('GET', `/${made.json.id}/deliveries?limit=0`, admin)).status, 400)
    })

    test('a repeated request makes one webhook and shows the same secret', async () => {
      const headers = { ...admin, 'idempotency-key': 'once' }
      const [first, second] = [
        await ask('POST', '', headers, { url, types: ['once'] }),
        await ask('POST', '', headers, { url, types: ['once'] }),
      ]
      assert.deepEqual(second.json, first.json)
      const all = await ask('GET', '', admin)
      const made = all.json.results.filter((one: { types: string[] }) => one.types[0] === 'once')
      assert.equal(made.length, 1)
      assert.equal(door.logged.length, 0)
    })
  })
}
