import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, test } from 'node:test'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { everyField, startBench } from './test-bot.ts'
import type { Bench, HttpAnswer } from './test-bot.ts'

const callback = '/interactions/{interaction_id}/{interaction_token}/callback'
const webhook = '/webhooks/{webhook_id}/{webhook_token}'
const button = { type: 1, components: [{ type: 2, style: 1, label: 'Join', custom_id: 'join' }] }

let bench: Bench
let ajv: Ajv2020
before(async () => {
  const file = new URL('../../../test/data/discord-openapi.json', import.meta.url)
  ajv = new Ajv2020({ strict: false, allErrors: true, logger: false, validateFormats: false })
  const document = JSON.parse(await readFile(file, 'utf8')) as object
  ajv.addSchema({ ...document, $id: 'discord' })
  bench = await startBench([
    {
      name: 'ping',
      description: 'Answers',
      options: [{ type: 3, name: 'word', description: 'Which', autocomplete: true }],
    },
  ])
})
after(() => bench.close())

/** Checks an answer against the official description of its operation. */
function described(path: string, method: string, answer: HttpAnswer): HttpAnswer {
  assert.equal(answer.status, 200, JSON.stringify(answer.body))
  const parts = ['paths', path, method, 'responses', '200', 'content', 'application/json', 'schema']
  const pointer = parts.map((part) => encodeURIComponent(part.replaceAll('/', '~1'))).join('/')
  const validate = ajv.compile({ $ref: `discord#/${pointer}` })
  assert.ok(validate(answer.body), `${method} ${path}\n${ajv.errorsText(validate.errors)}`)
  return answer
}

/** Lets somebody act, answers it with a response asked for, and gives the token for more. */
async function answered(
  body: object,
  answer: object,
): Promise<{ token: string; answer: HttpAnswer }> {
  const done = bench.act({ as: 'yui', ...body })
  const received = await bench.received()
  const given = await bench.answer(received, answer, '?with_response=true')
  assert.equal((await done)['ok'], true)
  return { token: received.token, answer: described(callback, 'post', given) }
}

test('callbacks and messages by token answer as the official description says', async () => {
  const ping = { do: 'command', name: 'ping' }
  const message = { content: 'x', components: [button], embeds: [{ title: 'hi' }] }
  const first = await answered(ping, { type: 4, data: message })
  const id = String(
    (first.answer.body['interaction'] as Record<string, unknown>)['response_message_id'],
  )
  const click = { do: 'click', message_id: id, custom_id: 'join' }
  await answered(click, { type: 6 })
  await answered(click, { type: 7, data: { content: 'edited' } })
  await answered(click, { type: 9, data: everyField })
  const submit = { do: 'submit', fields: { name: 'Yui', role: ['tank'], size: 'small' } }
  const later = await answered(submit, { type: 5, data: { flags: 64 } })
  const typing = { do: 'autocomplete', name: 'ping', options: {}, focused: 'word' }
  await answered(typing, { type: 8, data: { choices: [{ name: 'a', value: 'b' }] } })
  const url = (token: string): string => `/webhooks/${bench.sandbox.application.id}/${token}`
  const follow = await bench.call('POST', url(first.token), { content: 'more', flags: 64 })
  described(webhook, 'post', follow)
  described(webhook, 'post', await bench.call('POST', url(later.token), { content: 'done' }))
  const original = `${url(first.token)}/messages/@original`
  described(`${webhook}/messages/@original`, 'get', await bench.call('GET', original))
  described(`${webhook}/messages/@original`, 'patch', await bench.call('PATCH', original, message))
  const other = `${url(first.token)}/messages/${String(follow.body['id'])}`
  described(`${webhook}/messages/{message_id}`, 'get', await bench.call('GET', other))
  described(`${webhook}/messages/{message_id}`, 'patch', await bench.call('PATCH', other, message))
})
