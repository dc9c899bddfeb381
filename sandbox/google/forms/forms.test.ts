import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { z } from 'zod'
import { createSandbox, type Sandbox } from '../../sandbox.ts'
import { openGoogle, scope } from '../test-client.ts'

const form = z.looseObject({
  formId: z.string(),
  revisionId: z.string(),
  items: z.array(z.looseObject({ itemId: z.string(), title: z.string().optional() })).default([]),
  publishSettings: z.unknown(),
  responderUri: z.string(),
})
const refusal = z.object({
  error: z.object({ code: z.number(), message: z.string(), status: z.string() }),
})
const all = [scope.forms, scope.responses]
const textItem = (title: string, questionId?: string) => ({
  title,
  questionItem: { question: { textQuestion: {}, ...(questionId && { questionId }) } },
})
const createItem = (item: object, index = 0) => ({ createItem: { item, location: { index } } })

let sandbox: Sandbox
let service: Awaited<ReturnType<typeof openGoogle>>
let owner: Awaited<ReturnType<typeof openGoogle>>

before(async () => {
  sandbox = await createSandbox({ seed: 'student-club' })
  service = await openGoogle(sandbox, all)
  owner = await openGoogle(sandbox, all, true)
})
after(() => sandbox.close())

async function refused(answer: { status: number; body: unknown }, status: number, code: string) {
  const { error } = refusal.parse(answer.body)
  assert.deepEqual([answer.status, error.code, error.status], [status, status, code])
  return error.message
}

async function make(title: string) {
  const { status, body } = await owner.call('POST', '/v1/forms', { info: { title } })
  assert.equal(status, 200)
  return form.parse(body)
}

test('a form is made by its title alone, unpublished, and never by a service account', async () => {
  const made = await make('Made')
  assert.match(made.formId, /^[\w-]{44}$/)
  assert.deepEqual(made.publishSettings, { publishState: {} })
  const withItems = { info: { title: 'x' }, items: [textItem('Name')] }
  await refused(await owner.call('POST', '/v1/forms', withItems), 400, 'INVALID_ARGUMENT')
  await refused(await owner.call('POST', '/v1/forms', { info: {} }), 400, 'INVALID_ARGUMENT')
  const storage = await service.call('POST', '/v1/forms', { info: { title: 'x' } })
  await refused(storage, 403, 'PERMISSION_DENIED')
  assert.match(JSON.stringify(storage.body), /storageQuotaExceeded/)
})

test('forms are found by their API id, and only when shared', async () => {
  const { forms, call } = service
  const published = /\/d\/e\/([^/]+)\//.exec(forms['Summer camp survey']?.responder_uri ?? '')?.[1]
  await refused(await call('GET', `/v1/forms/${published}`), 404, 'NOT_FOUND')
  await refused(await call('GET', '/v1/forms/nothing'), 404, 'NOT_FOUND')
  const secret = forms['Board feedback']?.id
  await refused(await call('GET', `/v1/forms/${secret}`), 403, 'PERMISSION_DENIED')
})

test('a batch is applied as a whole or not at all, against the revision that was read', async () => {
  const { formId, revisionId } = await make('Batch')
  const path = `/v1/forms/${formId}:batchUpdate`
  const half = { requests: [createItem(textItem('Name')), createItem(textItem('Lost'), 9)] }
  await refused(await owner.call('POST', path, half), 400, 'INVALID_ARGUMENT')
  assert.deepEqual(form.parse((await owner.call('GET', `/v1/forms/${formId}`)).body).items, [])

  const chosen = { requests: [createItem(textItem('Code', '1a2b3c4d'))] }
  const first = await owner.call('POST', path, {
    ...chosen,
    writeControl: { requiredRevisionId: revisionId },
    includeFormInResponse: true,
  })
  assert.equal(first.status, 200)
  const { replies, form: changed } = z
    .looseObject({ replies: z.array(z.unknown()), form })
    .parse(first.body)
  assert.deepEqual(replies, [
    { createItem: { itemId: changed.items[0]?.itemId, questionId: ['1a2b3c4d'] } },
  ])
  await refused(await owner.call('POST', path, chosen), 400, 'INVALID_ARGUMENT')
  const stale = {
    requests: [createItem(textItem('More'))],
    writeControl: { requiredRevisionId: revisionId },
  }
  assert.match(
    await refused(await owner.call('POST', path, stale), 400, 'INVALID_ARGUMENT'),
    /revision/,
  )

  const more = await owner.call('POST', path, {
    includeFormInResponse: true,
    requests: [
      createItem(textItem('Second'), 1),
      { moveItem: { originalLocation: { index: 1 }, newLocation: { index: 0 } } },
      {
        updateItem: {
          item: { questionItem: { question: { required: true } }, title: 'ignored' },
          location: { index: 1 },
          updateMask: 'questionItem.question.required',
        },
      },
      {
        updateSettings: {
          settings: { emailCollectionType: 'VERIFIED' },
          updateMask: 'emailCollectionType',
        },
      },
    ],
  })
  const after_ = z.looseObject({ form }).parse(more.body).form
  assert.deepEqual(
    after_.items.map(({ title }) => title),
    ['Second', 'Code'],
  )
  assert.match(JSON.stringify(after_.items[1]), /"required":true/)
  const unknown = { requests: [createItem({ title: 'x', questions: [] })] }
  assert.match(
    await refused(await owner.call('POST', path, unknown), 400, 'INVALID_ARGUMENT'),
    /Unknown name "questions"/,
  )
})

test('publishing: accepting needs published, and legacy forms have no such setting', async () => {
  const { formId } = await make('Publish')
  const set = (id: string | undefined, isPublished: boolean, isAcceptingResponses: boolean) =>
    owner.call('POST', `/v1/forms/${id}:setPublishSettings`, {
      publishSettings: { publishState: { isPublished, isAcceptingResponses } },
    })
  await refused(await set(formId, false, true), 400, 'INVALID_ARGUMENT')
  assert.equal((await set(formId, true, true)).status, 200)
  const read = form.parse((await owner.call('GET', `/v1/forms/${formId}`)).body)
  assert.deepEqual(read.publishSettings, {
    publishState: { isPublished: true, isAcceptingResponses: true },
  })
  const legacy = service.forms['Equipment list 2019']?.id
  await refused(await set(legacy, true, false), 400, 'FAILED_PRECONDITION')
})

test('quotas per minute are counted for each user and come back with the next minute', async () => {
  const id = service.forms['Summer camp survey']?.id
  const path = `/v1/forms/${id}/responses`
  const statuses: number[] = []
  for (let count = 0; count < 181; count += 1)
    statuses.push((await service.call('GET', path)).status)
  assert.deepEqual([statuses.indexOf(429), statuses.at(-1)], [180, 429])
  await refused(await service.call('GET', path), 429, 'RESOURCE_EXHAUSTED')
  assert.equal((await owner.call('GET', path)).status, 200)
  await sandbox.clock.advance(60_000)
  assert.equal((await service.call('GET', path)).status, 200)
})
