import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { AnyRoute } from '#core/http/route.ts'
import { webhookRoutes } from '#core/webhooks/routes.ts'
import { migrationSets } from '../src/migrations.ts'
import { modules } from '../src/modules.ts'
import { databases } from './support/databases.ts'
import { openDoor, type TestDoor } from './support/http.ts'

const moduleRoutes = modules.flatMap((module) => module.routes)
const coreRoutes = webhookRoutes([])
const guild = '100000000000000001'
const otherGuild = '100000000000000002'

/** The routes that work on one object of the recruitment module, with what they are asked to do. */
const created = { title: 'Raid', discord_guild_id: guild, discord_channel_id: '100000000000000003' }
const person = { discord_user_id: '100000000000000010', discord_username: 'aki' }

describe('every route, asked by everybody', () => {
  let door: TestDoor
  let objectId = ''
  let routes: readonly AnyRoute[] = []
  const [store] = databases()

  before(async () => {
    assert.ok(store)
    door = await openDoor(store, {
      routes: [...coreRoutes, ...moduleRoutes],
      migrations: migrationSets.filter((set) => set.owner !== 'core'),
      botApiToken: 'the-token-of-the-outside-bot',
    })
    assert.ok(moduleRoutes.length > 0)
    routes = [...door.access.routes, ...coreRoutes, ...moduleRoutes]
    const made = await ask('POST', '/api/discord/recruitments/', admin, { ...created, ...owner })
    assert.equal(made.statusCode, 201, made.body)
    objectId = String(made.json().id)
  })
  after(() => door.close())

  const admin = { authorization: 'Bearer the-token-of-the-outside-bot' }
  const owner = { discord_owner_id: '100000000000000011', discord_owner_username: 'owner' }
  const ask = (
    method: AnyRoute['method'],
    url: string,
    headers: Record<string, string>,
    payload?: object,
  ) => door.app.inject({ method, url, headers, ...(payload && { payload }) })
  const call = (route: AnyRoute, headers: Record<string, string>, payload: object = {}) =>
    ask(
      route.method,
      route.path.replaceAll(/:\w+/g, objectId),
      headers,
      route.method === 'GET' ? undefined : payload,
    )
  /** Links whose token, not the caller, says what may be done; its module tests them. */
  const hasOwnToken = ({ path }: AnyRoute) => path === '/auth/form/:token'
  const label = ({ method, path }: AnyRoute) => `${method} ${path}`

  it('turns visitors away from everything that needs somebody', async () => {
    for (const route of routes) {
      const { statusCode } = await call(route, {})
      if (hasOwnToken(route)) continue
      // A route with a check of its own knows further credentials than keys and sessions.
      if (route.authorise) {
        assert.notEqual(statusCode, 500, label(route))
        continue
      }
      if (route.access.kind === 'public') assert.notEqual(statusCode, 401, label(route))
      else assert.equal(statusCode, 401, label(route))
    }
  })

  it('takes no write of a session without its token, and no session without its cookie', async () => {
    for (const route of routes) {
      const session = await door.signIn('100000000000000020')
      const bare = await call(route, { cookie: session.cookie })
      const isWrite = route.method !== 'GET'
      const isRefused = bare.statusCode === 403 && bare.json().code === 'csrf_failed'
      assert.equal(isRefused, isWrite, label(route))
      const token = await call(route, { 'x-csrf-token': session['x-csrf-token'] })
      if (route.access.kind !== 'public') assert.equal(token.statusCode, 401, label(route))
      const whole = await call(route, session)
      // Without Discord and Google the doors say so, with a 503; a 500 would be a defect.
      assert.notEqual(whole.statusCode, 500, `${label(route)}: ${whole.body}`)
      if (!hasOwnToken(route)) assert.notEqual(whole.statusCode, 401, label(route))
    }
  })

  it('gives a key what its scopes say, and sessions to nobody else', async () => {
    const { key } = await door.access.keys.create({ name: 'none', scopes: [] })
    for (const route of routes) {
      const answer = await call(route, { authorization: `Bearer ${key}` })
      const needs =
        route.access.kind === 'session' || (route.access.kind === 'caller' && route.access.scope)
      if (needs)
        assert.deepEqual(
          [answer.statusCode, answer.json().code],
          [403, 'permission_denied'],
          label(route),
        )
      // A route with a check of its own may want more than that somebody calls.
      else if (!hasOwnToken(route) && !route.authorise)
        assert.notEqual(answer.statusCode, 403, label(route))
    }
  })

  it('hides the objects of one guild from the keys of another', async () => {
    const { key } = await door.access.keys.create({
      name: 'other',
      scopes: ['recruitments:read', 'recruitments:write'],
      guild_ids: [otherGuild],
    })
    const headers = { authorization: `Bearer ${key}` }
    const bodies: object[] = [person, { ...created, ...owner, ...person }, { title: 'Mine' }]
    for (const route of moduleRoutes.filter((one) => one.access.kind === 'caller')) {
      for (const body of bodies) {
        const { statusCode } = await call(route, headers, body)
        assert.ok([400, 403, 404].includes(statusCode), `${label(route)}: ${statusCode}`)
      }
    }
    const untouched = (await ask('GET', `/api/discord/recruitments/${objectId}/`, admin)).json()
    assert.deepEqual([untouched.title, untouched.version], ['Raid', 1])
  })

  it('refuses a key that is none, even where anybody may read', async () => {
    for (const route of routes) {
      const answer = await call(route, { authorization: 'Bearer mk_nonsense' })
      assert.deepEqual(
        [answer.statusCode, answer.json().code],
        [401, 'invalid_token'],
        label(route),
      )
    }
  })

  it('describes exactly the routes that there are', async () => {
    const { paths } = (await ask('GET', '/api/openapi.json', {})).json()
    const described = Object.entries(paths).flatMap(([path, item]) =>
      Object.keys(item as object).map((method) => `${method.toUpperCase()} ${path}`),
    )
    const expected = routes
      .filter((route) => !route.hidden)
      .map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`)
    assert.deepEqual(described.toSorted(), expected.toSorted())
    type Described = Record<string, { delete?: { responses: object } }>
    const removals = Object.values(paths as Described).flatMap((item) => item.delete ?? [])
    const silent = removals.filter(
      ({ responses }) => !Object.keys(responses).some((code) => code < '3'),
    )
    assert.deepEqual(silent, [])
  })
})
