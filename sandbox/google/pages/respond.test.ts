import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { z } from 'zod'
import { createSandbox, type Sandbox } from '../../sandbox.ts'
import { entryOf } from '../ids.ts'
import { openGoogle, scope } from '../test-client.ts'

const form = z.looseObject({
  items: z.array(
    z.looseObject({
      title: z.string().optional(),
      questionItem: z
        .looseObject({ question: z.looseObject({ questionId: z.string() }) })
        .optional(),
    }),
  ),
})
const responses = z.object({
  responses: z
    .array(
      z.object({
        responseId: z.string(),
        createTime: z.string(),
        lastSubmittedTime: z.string(),
        respondentEmail: z.string().optional(),
        answers: z.record(
          z.string(),
          z.looseObject({
            textAnswers: z.object({ answers: z.array(z.object({ value: z.string() })) }),
          }),
        ),
      }),
    )
    .default([]),
  nextPageToken: z.string().optional(),
})

let sandbox: Sandbox
let google: Awaited<ReturnType<typeof openGoogle>>

before(async () => {
  sandbox = await createSandbox({ seed: 'student-club' })
  google = await openGoogle(sandbox, [scope.forms, scope.responses])
})
after(() => sandbox.close())

async function open(title: string) {
  const { id = '', responder_uri: uri = '' } = google.forms[title] ?? {}
  const { items } = form.parse((await google.call('GET', `/v1/forms/${id}`)).body)
  const entry = (wanted: string): string => {
    const item = items.find((one) => one.title === wanted)
    return `entry.${entryOf(item?.questionItem?.question.questionId ?? '0')}`
  }
  const list = async () =>
    responses.parse((await google.call('GET', `/v1/forms/${id}/responses`)).body).responses
  const post = async (fields: [string, string][]): Promise<string> => {
    const answer = await fetch(uri.replace('viewform', 'formResponse'), {
      method: 'POST',
      body: new URLSearchParams(fields),
    })
    return answer.text()
  }
  return { id, uri, entry, list, post }
}

test('a link fills the page in, required answers are checked, answers arrive in Google’s formats', async () => {
  const { uri, entry, list, post } = await open('Summer camp survey')
  const query = new URLSearchParams([
    ['usp', 'pp_url'],
    [entry('Will you come?'), 'No'],
    [entry('What can you bring?'), 'A tent'],
    [entry('What can you bring?'), 'Snacks'],
    [entry('When can you arrive?'), '2026-08-01'],
    [entry('Anything that we should know?'), 'Peanuts <3'],
  ])
  const filled = await (await fetch(`${uri}?${query.toString()}`)).text()
  assert.equal(filled.match(/checked/g)?.length, 3)
  assert.match(filled, /value="2026-08-01"/)
  assert.match(filled, /Peanuts &lt;3/)

  assert.match(await post([[entry('What can you bring?'), 'A tent']]), /required question/)
  assert.match(await post([[entry('Will you come?'), 'Perhaps']]), /choose one of the options/)
  assert.deepEqual(await list(), [])
  const done = await post([
    [entry('Will you come?'), 'Only the weekend'],
    [entry('What can you bring?'), 'A tent'],
    [entry('What can you bring?'), 'Snacks'],
    [entry('How was the last camp?'), '5'],
    [entry('When can you arrive?'), '2026-08-01'],
  ])
  assert.match(done, /Your response has been recorded/)
  const [response] = await list()
  assert.deepEqual(
    Object.values(response?.answers ?? {})
      .map(({ textAnswers }) => textAnswers.answers.map(({ value }) => value).join('+'))
      .sort(),
    ['2026-08-01', '5', 'A tent+Snacks', 'Only the weekend'],
  )
})

test('a closed form says so, and so does the short link’s page', async () => {
  const { id, uri } = await open('Summer camp survey')
  const short = google.forms['Summer camp survey']?.short_url ?? ''
  assert.equal((await fetch(short)).url, uri)
  await google.call('POST', `/v1/forms/${id}:setPublishSettings`, {
    publishSettings: { publishState: { isPublished: true, isAcceptingResponses: false } },
  })
  assert.match(await (await fetch(uri)).text(), /no longer accepting responses/)
  const japanese = await fetch(uri, { headers: { 'accept-language': 'ja,en;q=0.8' } })
  assert.match(await japanese.text(), /受け付けを終了しました/)
})

test('a choice leads past a page whose questions are then neither asked nor kept', async () => {
  const { id, entry, list, post } = await open('Application for membership')
  const { items } = form.parse((await google.call('GET', `/v1/forms/${id}`)).body)
  const pages = items.filter((item) => 'pageBreakItem' in item)
  const target = z.looseObject({ itemId: z.string() }).parse(pages[1]).itemId
  const index = items.findIndex(({ title }) => title === 'Which team?')
  const jump = await google.call('POST', `/v1/forms/${id}:batchUpdate`, {
    requests: [
      {
        updateItem: {
          location: { index },
          updateMask: 'questionItem.question.choiceQuestion',
          item: {
            questionItem: {
              question: {
                choiceQuestion: {
                  type: 'RADIO',
                  options: [{ value: 'Electronics' }, { value: 'Software', goToSectionId: target }],
                },
              },
            },
          },
        },
      },
    ],
  })
  assert.equal(jump.status, 200)
  const first: [string, string][] = [
    [entry('Name'), 'Priya'],
    [entry('Student number'), 'S-1'],
  ]
  const through = await post([...first, [entry('Which team?'), 'Electronics']])
  assert.match(through, /What have you soldered\?/)
  const past = await post([...first, [entry('Which team?'), 'Software']])
  assert.match(past, /When do you have time\?/)
  const partial = /name="partialResponse"\s+value="([^"]*)"/.exec(past)?.[1] ?? ''
  const done = await post([
    ['pageHistory', '0,2'],
    ['partialResponse', partial.replaceAll('&quot;', '"')],
    [entry('When do you have time?'), '18:30'],
  ])
  assert.match(done, /recorded/)
  const [response] = await list()
  assert.equal(Object.keys(response?.answers ?? {}).length, 4)
})
