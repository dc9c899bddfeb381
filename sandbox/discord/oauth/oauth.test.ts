import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, test } from 'node:test'
import { createSandbox } from '../../sandbox.ts'
import type { Sandbox } from '../../sandbox.ts'

const redirectUri = 'https://muster.example/login/done'
const verifier = 'a-verifier-of-at-least-43-characters-0123456789'
const challenge = createHash('sha256').update(verifier).digest('base64url')

let sandbox: Sandbox
before(async () => {
  sandbox = await createSandbox()
  sandbox.world.state.application.redirect_uris.push(redirectUri)
})
after(() => sandbox.close())

function personId(username: string): string {
  const found = [...sandbox.world.state.users.values()].find(
    ({ user }) => user.username === username,
  )
  assert.ok(found)
  return found.user.id
}

function query(more: Record<string, string> = {}): URLSearchParams {
  return new URLSearchParams({
    client_id: sandbox.application.id,
    response_type: 'code',
    scope: 'identify guilds',
    redirect_uri: redirectUri,
    state: 's"1',
    code_challenge: challenge,
    code_challenge_method: 'S256',
    ...more,
  })
}

function open(more: Record<string, string> = {}, language = 'en'): Promise<Response> {
  return fetch(`${sandbox.origin}/oauth2/authorize?${query(more).toString()}`, {
    redirect: 'manual',
    headers: { 'accept-language': language },
  })
}

async function decide(action: string, more: Record<string, string> = {}): Promise<URL> {
  const form = query({ user_id: personId('yui'), action, ...more })
  const response = await fetch(`${sandbox.origin}/oauth2/authorize`, {
    method: 'POST',
    body: form,
    redirect: 'manual',
  })
  assert.equal(response.status, 303)
  return new URL(response.headers.get('location') ?? '')
}

async function token(
  form: Record<string, string>,
  more: RequestInit = {},
): Promise<{ status: number; body: Record<string, unknown> }> {
  const { id, client_secret: secret } = sandbox.application
  const response = await fetch(`${sandbox.origin}/api/oauth2/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` },
    body: new URLSearchParams(form),
    ...more,
  })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

async function code(): Promise<string> {
  return (await decide('authorize')).searchParams.get('code') ?? ''
}

async function get(
  path: string,
  bearer: string,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(`${sandbox.origin}/api${path}`, {
    headers: { authorization: `Bearer ${bearer}` },
  })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

test('the page shows who asks for what, safely, and preselects a person', async () => {
  const response = await open({ as: 'yui' })
  assert.equal(response.status, 200)
  const page = await response.text()
  assert.match(page, /ゆい/)
  assert.match(page, new RegExp(`value="${personId('yui')}" required checked`))
  assert.ok(page.includes('value="s&quot;1"') && !page.includes('<script'))
})

test('the page speaks the language of its reader', async () => {
  const page = await (await open({}, 'ja,en;q=0.8')).text()
  assert.match(page, /lang="ja"/)
  assert.match(page, /value="authorize">認証</)
})

test('a code is redeemed once with its verifier; tokens are refreshed, shown and revoked', async () => {
  const back = await decide('authorize')
  assert.equal(back.searchParams.get('state'), 's"1')
  const grant = {
    grant_type: 'authorization_code',
    code: back.searchParams.get('code') ?? '',
    redirect_uri: redirectUri,
    code_verifier: verifier,
  }
  const first = await token(grant)
  assert.equal(first.status, 200)
  assert.deepEqual(Object.keys(first.body).sort(), [
    'access_token',
    'expires_in',
    'refresh_token',
    'scope',
    'token_type',
  ])
  assert.deepEqual([first.body['expires_in'], first.body['scope']], [604_800, 'identify guilds'])
  assert.equal((await token(grant)).body['error'], 'invalid_grant')
  const access = String(first.body['access_token'])
  assert.equal((await get('/users/@me', access)).body['username'], 'yui')
  assert.equal((await get('/users/@me/guilds', access)).status, 200)
  const guildId = [...sandbox.world.state.guilds.keys()][0] ?? ''
  assert.equal((await get(`/users/@me/guilds/${guildId}/member`, access)).body['code'], 50026)
  const about = await get('/oauth2/@me', access)
  assert.deepEqual(about.body['scopes'], ['identify', 'guilds'])
  const second = await token({
    grant_type: 'refresh_token',
    refresh_token: String(first.body['refresh_token']),
  })
  assert.equal((await get('/users/@me', access)).status, 401)
  const renewed = String(second.body['access_token'])
  assert.equal((await get('/users/@me', renewed)).status, 200)
  const { id, client_secret: secret } = sandbox.application
  const revoked = await fetch(`${sandbox.origin}/api/oauth2/token/revoke`, {
    method: 'POST',
    body: new URLSearchParams({ token: renewed, client_id: id, client_secret: secret }),
  })
  assert.equal(revoked.status, 200)
  assert.equal((await get('/users/@me', renewed)).status, 401)
})

test('tokens end after a week, codes after minutes', async () => {
  const late = await code()
  const granted = await token({
    grant_type: 'authorization_code',
    code: await code(),
    redirect_uri: redirectUri,
    code_verifier: verifier,
  })
  await sandbox.clock.advance(11 * 60_000)
  const expired = await token({
    grant_type: 'authorization_code',
    code: late,
    redirect_uri: redirectUri,
    code_verifier: verifier,
  })
  assert.equal(expired.body['error_description'], 'Invalid "code" in request.')
  await sandbox.clock.advance(604_800_000)
  assert.equal((await get('/users/@me', String(granted.body['access_token']))).status, 401)
})

test('refusals: address, scope, verifier, secret, form, cancel', async () => {
  assert.equal((await open({ redirect_uri: `${redirectUri}/` })).status, 400)
  assert.equal((await open({ client_id: '1' })).status, 400)
  assert.equal((await open({ redirect_uri: 'http://localhost:9999/auth/callback' })).status, 200)
  for (const other of [
    '/auth/callback/',
    '/auth/callback?x=1',
    '/other',
    '@evil.example/auth/callback',
  ])
    assert.equal((await open({ redirect_uri: `http://localhost:9999${other}` })).status, 400)
  const sentBack = async (more: Record<string, string>): Promise<string | null> =>
    new URL((await open(more)).headers.get('location') ?? '').searchParams.get('error')
  assert.equal(await sentBack({ scope: 'everything' }), 'invalid_scope')
  assert.equal(await sentBack({ response_type: 'token' }), 'unsupported_response_type')
  assert.equal(await sentBack({ code_challenge_method: 'plain' }), 'invalid_request')
  const cancelled = await decide('cancel')
  assert.deepEqual(
    [cancelled.searchParams.get('error'), cancelled.searchParams.get('state')],
    ['access_denied', 's"1'],
  )
  const grant = {
    grant_type: 'authorization_code',
    redirect_uri: redirectUri,
    code_verifier: verifier,
  }
  const described = async (form: Record<string, string>): Promise<unknown> =>
    (await token({ ...grant, code: await code(), ...form })).body['error_description']
  assert.equal(await described({ code_verifier: 'wrong' }), 'Invalid "code_verifier" in request.')
  assert.equal(
    await described({ redirect_uri: 'https://muster.example/other' }),
    'Invalid "redirect_uri" in request.',
  )
  assert.equal(await described({ grant_type: 'password' }), 'Grant type password is not supported')
  const stranger = await token(grant, { headers: { authorization: 'Basic bm9ib2R5OndoYXQ=' } })
  assert.deepEqual([stranger.status, stranger.body['error']], [401, 'invalid_client'])
  const asJson = await token(grant, {
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(grant),
  })
  assert.equal(asJson.status, 400)
})
