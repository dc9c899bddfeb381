import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createSandbox, type Sandbox } from '../../sandbox.ts'
import { openGoogle, scope } from '../test-client.ts'

let sandbox: Sandbox
before(async () => {
  sandbox = await createSandbox({ seed: 'student-club' })
})
after(() => sandbox.close())

function browser(email?: string) {
  const headers = email ? { cookie: `sandbox_google=${encodeURIComponent(email)}` } : {}
  return {
    get: async (url: string) => (await fetch(url, { headers })).text(),
    post: async (url: string, fields: Record<string, string>) =>
      (await fetch(url, { method: 'POST', headers, body: new URLSearchParams(fields) })).text(),
  }
}

async function act(body: object): Promise<string> {
  const answer = await fetch(`${sandbox.origin}/_control/act`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ as: 'amara', form: 'Board feedback', ...body }),
  })
  return answer.text()
}

test('the owner changes, orders, shares and closes a form; others are kept out', async () => {
  const google = await openGoogle(sandbox, [scope.forms])
  const { edit_url: edit = '', id } = google.forms['Board feedback'] ?? {}
  assert.match(await browser().get(edit), /Sign in to continue/)
  assert.match(await browser('mei@gmail.example').get(edit), /You need access/)
  const owner = browser('amara@gmail.example')
  await owner.post(edit, {
    do: 'add',
    title: 'Snack?',
    kind: 'radio',
    options: 'Yes\nNo',
    required: 'on',
  })
  await owner.post(edit, { do: 'up', index: '2' })
  assert.match(
    await owner.post(edit, { do: 'add', title: 'Bad', kind: 'radio', options: '' }),
    /role="alert"/,
  )
  assert.equal((await google.call('GET', `/v1/forms/${id}`)).status, 403)
  await owner.post(edit, { do: 'share', email: sandbox.google.keyFile['client_email'] ?? '' })
  const { body } = await google.call('GET', `/v1/forms/${id}`)
  assert.match(JSON.stringify(body), /How content.*"Snack\?".*"required":true.*Tell us more/)
  await owner.post(edit, { do: 'accepting', value: 'off' })
  const closed = await google.call('GET', `/v1/forms/${id}`)
  assert.match(JSON.stringify(closed.body), /"publishState":\{"isPublished":true\}/)
  await owner.post(edit, { do: 'accepting', value: 'on' })
})

test('the switches that programs cannot see: sign-in, one response, editing', async () => {
  const google = await openGoogle(sandbox, [scope.forms])
  const { responder_uri: uri = '', edit_url: edit = '' } = google.forms['Board feedback'] ?? {}
  const owner = browser('amara@gmail.example')
  await owner.post(edit, { do: 'settings', one_response: 'on', edit_after_submit: 'on' })
  assert.match(await browser().get(uri), /Sign in to continue/)
  const answers = { 'Snack?': 'Yes' }
  assert.match(await act({ do: 'google_submit', answers }), /"ok":false,"result":.*sign_in|sign_in/)
  const sent = await act({ do: 'google_submit', answers, signed_in: true, as: 'mei' })
  const link = /"edit_url":"([^"]+)"/.exec(sent)?.[1] ?? ''
  const mei = browser('mei@gmail.example')
  assert.match(await mei.get(uri), /already responded/)
  assert.match(await mei.get(link), /value="Yes"\s+checked/)
  await owner.post(edit, { do: 'settings', one_response: 'on' })
  assert.match(await mei.get(link), /does not let you change/)
  assert.match(await owner.get(edit), /Responses: 1/)
})

test('snapshots carry Google, and a revoked key ends the program’s access', async () => {
  const snapshot: unknown = await (await fetch(`${sandbox.origin}/_control/snapshot`)).json()
  const other = await createSandbox({ seed: 'standard' })
  await fetch(`${other.origin}/_control/snapshot`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(snapshot),
  })
  const google = await openGoogle(other, [scope.forms])
  const { id } = google.forms['Board feedback'] ?? {}
  assert.equal((await google.call('GET', `/v1/forms/${id}`)).status, 200)
  await other.close()

  const before_ = await openGoogle(sandbox, [scope.forms])
  await act({ do: 'google_revoke_key' })
  assert.equal((await before_.call('GET', `/v1/forms/${id}`)).status, 401)
  await assert.rejects(openGoogle(sandbox, [scope.forms]))
})

test('faults answer in Google’s shape and leave people’s pages alone unless they name them', async () => {
  const fresh = await createSandbox({ seed: 'student-club' })
  const google = await openGoogle(fresh, [scope.forms])
  const { id, responder_uri: uri = '' } = google.forms['Summer camp survey'] ?? {}
  const fault = (body: object) =>
    fetch(`${fresh.origin}/_control/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ service: 'google', ...body }),
    })
  await fault({ do: { status: 503 }, times: 1 })
  assert.equal((await fetch(uri)).status, 200)
  assert.deepEqual(await google.call('GET', `/v1/forms/${id}`), {
    status: 503,
    body: { error: { code: 503, message: '503: Injected Fault', status: 'UNAVAILABLE' } },
  })
  await fault({ when: { route: '/v1/forms/{formId}:batchUpdate' }, do: { status: 500 } })
  assert.equal((await google.call('GET', `/v1/forms/${id}`)).status, 200)
  assert.equal((await google.call('POST', `/v1/forms/${id}:batchUpdate`, {})).status, 500)
  await fault({ when: { route: '/forms/d/e/{id}/viewform' }, do: { status: 502 } })
  assert.equal((await fetch(uri)).status, 502)
  await fresh.close()
})
