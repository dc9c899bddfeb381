import assert from 'node:assert/strict'
import { createSign } from 'node:crypto'
import { test } from 'node:test'
import { z } from 'zod'
import { createSandbox, type Sandbox } from '../sandbox.ts'
import { googleOf, openGoogle, scope } from './test-client.ts'

const grant = 'urn:ietf:params:oauth:grant-type:jwt-bearer'
const body = z.looseObject({
  token_type: z.string().optional(),
  expires_in: z.number().optional(),
  error: z.string().optional(),
  error_description: z.string().optional(),
})
const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

function assertion(sandbox: Sandbox, claims: object = {}, header: object = {}): string {
  const { keyFile } = sandbox.google
  const now = Math.floor(sandbox.clock.now() / 1000)
  const signed = [
    encode({ alg: 'RS256', typ: 'JWT', kid: keyFile['private_key_id'], ...header }),
    encode({
      iss: keyFile['client_email'],
      scope: scope.formsRead,
      aud: keyFile['token_uri'],
      iat: now,
      exp: now + 3600,
      ...claims,
    }),
  ].join('.')
  const signature = createSign('RSA-SHA256')
    .update(signed)
    .sign(keyFile['private_key'] ?? '', 'base64url')
  return `${signed}.${signature}`
}

async function ask(sandbox: Sandbox, fields: Record<string, string>) {
  const answer = await fetch(`${sandbox.google.root}/token`, {
    method: 'POST',
    body: new URLSearchParams(fields),
  })
  return { status: answer.status, body: body.parse(await answer.json()) }
}

test('assertions are checked as Google checks them', async () => {
  const sandbox = await createSandbox({ seed: 'student-club' })
  const now = Math.floor(sandbox.clock.now() / 1000)
  const good = await ask(sandbox, { grant_type: grant, assertion: assertion(sandbox) })
  assert.equal(good.status, 200)
  assert.equal(good.body.token_type, 'Bearer')
  assert.equal(good.body.expires_in, 3599)
  const wrong: [object, object?][] = [
    [{ exp: now + 3601 }],
    [{ iat: now - 7200, exp: now - 3600 }],
    [{ iat: now + 1000, exp: now + 2000 }],
    [{ aud: 'https://example.com/token' }],
    [{ iss: 'nobody@example.iam.gserviceaccount.com' }],
    [{ scope: '' }],
    [{}, { alg: 'HS256' }],
    [{}, { kid: 'another' }],
  ]
  for (const [claims, header] of wrong) {
    const answer = await ask(sandbox, {
      grant_type: grant,
      assertion: assertion(sandbox, claims, header),
    })
    assert.equal(answer.status, 400, JSON.stringify([claims, header]))
    assert.match(answer.body.error ?? '', /^invalid_(grant|scope)$/)
  }
  const forged = assertion(sandbox).replace(
    /\.[^.]+$/,
    `.${Buffer.alloc(256).toString('base64url')}`,
  )
  const refused = await ask(sandbox, { grant_type: grant, assertion: forged })
  assert.equal(refused.body.error_description, 'Invalid JWT Signature.')
  await sandbox.close()
})

test('tokens expire, carry scopes, and an API key is none', async () => {
  const sandbox = await createSandbox({ seed: 'student-club' })
  const google = await openGoogle(sandbox, [scope.formsRead])
  const id = google.forms['Summer camp survey']?.id
  assert.equal((await google.call('GET', `/v1/forms/${id}`)).status, 200)
  const narrow = await google.call('GET', `/v1/forms/${id}/responses`)
  assert.equal(narrow.status, 403)
  assert.match(JSON.stringify(narrow.body), /ACCESS_TOKEN_SCOPE_INSUFFICIENT/)
  const keyed = await fetch(`${sandbox.google.root}/v1/forms/${id}?key=AIzaSy`)
  assert.equal(keyed.status, 401)
  assert.match(await keyed.text(), /API keys are not supported/)
  await sandbox.clock.advance(3_600_000)
  const late = await google.call('GET', `/v1/forms/${id}`)
  assert.equal(late.status, 401)
  assert.match(JSON.stringify(late.body), /UNAUTHENTICATED.*ACCESS_TOKEN_EXPIRED/)
  await sandbox.close()
})

test('a refresh token makes access tokens of its owner', async () => {
  const sandbox = await createSandbox({ seed: 'student-club' })
  const { oauth } = await googleOf(sandbox)
  const fields = {
    grant_type: 'refresh_token',
    ...oauth,
  }
  assert.equal((await ask(sandbox, fields)).status, 200)
  const wrong = await ask(sandbox, { ...fields, refresh_token: 'gone' })
  assert.deepEqual(wrong, {
    status: 400,
    body: { error: 'invalid_grant', error_description: 'Token has been expired or revoked.' },
  })
  assert.equal((await ask(sandbox, { ...fields, client_secret: 'no' })).status, 401)
  assert.equal(
    (await ask(sandbox, { grant_type: 'password' })).body.error,
    'unsupported_grant_type',
  )
  await sandbox.close()
})
