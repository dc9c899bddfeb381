import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { auth, forms } from '@googleapis/forms'
import { auth as sheetsAuth, sheets } from '@googleapis/sheets'
import { z } from 'zod'
import { createSandbox, type Sandbox } from '#sandbox/sandbox.ts'
import { assertDescribed } from './described.ts'

const worldBody = z.object({
  google: z.object({
    oauth: z.object({
      client_id: z.string(),
      client_secret: z.string(),
      refresh_token: z.string(),
      token_uri: z.string(),
    }),
  }),
})

const scope = (name: string) => `https://www.googleapis.com/auth/${name}`

let sandbox: Sandbox
before(async () => {
  sandbox = await createSandbox({ seed: 'student-club' })
})
after(() => sandbox.close())

async function campForm() {
  const answer = await fetch(`${sandbox.origin}/_control/world`)
  const text = await answer.text()
  const [, id] = /"id":"([\w-]{44})","title":"Summer camp survey"/.exec(text) ?? []
  assert.ok(id)
  return id
}

/** Signs in with the key file. The library fixes the address of the token endpoint, so it is sent to the sandbox. */
function signIn(scopes: string[]) {
  const { keyFile, root } = sandbox.google
  const client = new auth.JWT({
    email: keyFile['client_email'] ?? '',
    key: keyFile['private_key'] ?? '',
    scopes,
  })
  client.transporter.interceptors.request.add({
    async resolved(config) {
      const isToken = config.url.href === 'https://oauth2.googleapis.com/token'
      return isToken ? { ...config, url: new URL(`${root}/token`) } : config
    },
  })
  return client
}

type Forms = ReturnType<typeof forms>

/** What is true of the emulated and of the real Google: reading a form, and adding a question with a chosen id. */
async function exercise(api: Forms, formId: string, questionId: string) {
  const form = (await api.forms.get({ formId })).data
  assertDescribed('forms', 'Form', form)
  const question = { questionId, required: true, textQuestion: {} }
  const item = { title: '回答コード', questionItem: { question } }
  const batch = await api.forms.batchUpdate({
    formId,
    requestBody: {
      includeFormInResponse: true,
      writeControl: { requiredRevisionId: form.revisionId ?? '' },
      requests: [{ createItem: { location: { index: 0 }, item } }],
    },
  })
  assertDescribed('forms', 'BatchUpdateFormResponse', batch.data)
  assert.deepEqual(batch.data.replies?.[0]?.createItem?.questionId, [questionId])
  const stale = { requiredRevisionId: form.revisionId ?? '' }
  const remove = { deleteItem: { location: { index: 0 } } }
  await assert.rejects(
    api.forms.batchUpdate({ formId, requestBody: { writeControl: stale, requests: [remove] } }),
    { status: 400 },
  )
  const list = await api.forms.responses.list({
    formId,
    filter: 'timestamp >= 2020-01-01T00:00:00Z',
  })
  assertDescribed('forms', 'ListFormResponsesResponse', list.data)
  await assert.rejects(api.forms.responses.list({ formId, filter: 'anything' }), { status: 400 })
  await assert.rejects(api.forms.get({ formId: 'nothing' }), { status: 404 })
  return {
    form,
    remove: () => api.forms.batchUpdate({ formId, requestBody: { requests: [remove] } }),
  }
}

const realKey = process.env['GOOGLE_CONFORMANCE_KEY_FILE']
const realForm = process.env['GOOGLE_CONFORMANCE_FORM']
const real = realKey && realForm ? { keyFile: realKey, formId: realForm } : null

test('the real Google answers the same calls the same way', { skip: !real }, async () => {
  assert.ok(real)
  const keyText: unknown = JSON.parse(readFileSync(real.keyFile, 'utf8'))
  const key = z.object({ client_email: z.string(), private_key: z.string() }).parse(keyText)
  const client = new auth.JWT({
    email: key.client_email,
    key: key.private_key,
    scopes: [scope('forms.body'), scope('forms.responses.readonly')],
  })
  const api = forms({ version: 'v1', auth: client })
  const { remove } = await exercise(api, real.formId, '1a2b3c4d')
  await remove()
})

test("Google's own Forms client works with nothing but another root and the key file", async () => {
  const client = signIn([scope('forms.body'), scope('forms.responses.readonly')])
  const api = forms({ version: 'v1', auth: client, rootUrl: sandbox.google.root })
  const formId = await campForm()
  const { form } = await exercise(api, formId, '1a2b3c4d')
  assert.equal(form.info?.title, 'Summer camp survey')

  const published = await api.forms.setPublishSettings({
    formId,
    requestBody: {
      publishSettings: { publishState: { isPublished: true, isAcceptingResponses: true } },
    },
  })
  assertDescribed('forms', 'SetPublishSettingsResponse', published.data)

  await fetch(form.responderUri?.replace('viewform', 'formResponse') ?? '', {
    method: 'POST',
    body: new URLSearchParams({
      [`entry.${0x1a2b3c4d}`]: 'CODE',
      [`entry.${questionNumber(form.items?.[0])}`]: 'No',
    }),
  })
  const list = await api.forms.responses.list({ formId })
  assert.equal(list.data.responses?.length, 1)
  assertDescribed('forms', 'ListFormResponsesResponse', list.data)
  const responseId = list.data.responses?.[0]?.responseId ?? ''
  const one = await api.forms.responses.get({ formId, responseId })
  assert.equal(one.data.formId, formId)
  assertDescribed('forms', 'FormResponse', one.data)

  await assert.rejects(api.forms.create({ requestBody: { info: { title: 'x' } } }), {
    status: 403,
  })
})

test("Google's own Sheets client works with the OAuth client's refresh token", async () => {
  const world: unknown = await (await fetch(`${sandbox.origin}/_control/world`)).json()
  const { oauth } = worldBody.parse(world).google
  const client = new sheetsAuth.OAuth2({
    clientId: oauth.client_id,
    clientSecret: oauth.client_secret,
    endpoints: { oauth2TokenUrl: oauth.token_uri },
  })
  client.setCredentials({ refresh_token: oauth.refresh_token })
  const api = sheets({ version: 'v4', auth: client, rootUrl: sandbox.google.root })
  const made = await api.spreadsheets.create({ requestBody: { properties: { title: 'Answers' } } })
  assertDescribed('sheets', 'Spreadsheet', made.data)
  const spreadsheetId = made.data.spreadsheetId ?? ''
  const appended = await api.spreadsheets.values.append({
    spreadsheetId,
    range: 'Sheet1!A1',
    valueInputOption: 'RAW',
    requestBody: { values: [['id', '=1+1']] },
  })
  assertDescribed('sheets', 'AppendValuesResponse', appended.data)
  const read = await api.spreadsheets.values.get({ spreadsheetId, range: 'Sheet1!A1:B1' })
  assert.deepEqual(read.data.values, [['id', '=1+1']])
  assertDescribed('sheets', 'ValueRange', read.data)
  const batch = await api.spreadsheets.batchUpdate({
    spreadsheetId,
    requestBody: { requests: [{ addSheet: { properties: { title: 'Summary' } } }] },
  })
  assertDescribed('sheets', 'BatchUpdateSpreadsheetResponse', batch.data)
  const written = await api.spreadsheets.values.batchUpdate({
    spreadsheetId,
    requestBody: { valueInputOption: 'RAW', data: [{ range: 'Summary!A1', values: [['x']] }] },
  })
  assertDescribed('sheets', 'BatchUpdateValuesResponse', written.data)
  const cleared = await api.spreadsheets.values.clear({ spreadsheetId, range: 'Summary!A1' })
  assertDescribed('sheets', 'ClearValuesResponse', cleared.data)
})

function questionNumber(item: unknown): number {
  const id = /"questionId":"([0-9a-f]+)"/.exec(JSON.stringify(item))?.[1]
  return parseInt(id ?? '0', 16)
}
