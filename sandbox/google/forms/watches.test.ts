import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { createSandbox, type Sandbox } from '../../sandbox.ts'
import { openGoogle, scope } from '../test-client.ts'

const world = z.object({
  google: z.object({ pubsub: z.object({ topic: z.string(), subscription: z.string() }) }),
})
const pulled = z.object({
  receivedMessages: z
    .array(
      z.object({
        ackId: z.string(),
        message: z.looseObject({ attributes: z.record(z.string(), z.string()) }),
      }),
    )
    .default([]),
})

async function act(sandbox: Sandbox, body: object): Promise<void> {
  const answer = await fetch(`${sandbox.origin}/_control/act`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ as: 'mei', form: 'Summer camp survey', ...body }),
  })
  const text = await answer.text()
  assert.match(text, /"ok":true/)
}

test('a watch tells of answers at most once in 30 s, for a week, as long as the form is shared', async () => {
  const sandbox = await createSandbox({ seed: 'student-club' })
  const google = await openGoogle(sandbox, [scope.forms, scope.responses, scope.pubsub])
  const described: unknown = await (await fetch(`${sandbox.origin}/_control/world`)).json()
  const { topic, subscription } = world.parse(described).google.pubsub
  const path = `/v1/forms/${google.forms['Summer camp survey']?.id}/watches`
  const watch = (topicName: string) =>
    google.call('POST', path, {
      watchId: 'camp-answers',
      watch: { target: { topic: { topicName } }, eventType: 'RESPONSES' },
    })
  assert.equal((await watch('projects/other/topics/none')).status, 400)
  assert.equal((await watch(topic)).status, 200)
  assert.equal((await watch(topic)).status, 409)
  const pull = async () => {
    const fresh = await openGoogle(sandbox, [scope.pubsub])
    const answer = await fresh.call('POST', `/v1/${subscription}:pull`, { maxMessages: 10 })
    const { receivedMessages } = pulled.parse(answer.body)
    const ackIds = receivedMessages.map(({ ackId }) => ackId)
    if (ackIds.length > 0) await fresh.call('POST', `/v1/${subscription}:acknowledge`, { ackIds })
    return receivedMessages.map(({ message }) => message.attributes['eventType'])
  }
  const submit = () => act(sandbox, { do: 'google_submit', answers: { 'Will you come?': 'No' } })
  await submit()
  assert.deepEqual(await pull(), ['RESPONSES'])
  await submit()
  await submit()
  assert.deepEqual(await pull(), [])
  await sandbox.clock.advance(30_000)
  assert.deepEqual(await pull(), ['RESPONSES'])
  await act(sandbox, { do: 'google_unshare', with: 'service' })
  await submit()
  await sandbox.clock.advance(30_000)
  assert.deepEqual(await pull(), [])
  await act(sandbox, { do: 'google_share', with: 'service' })
  await sandbox.clock.advance(7 * 86_400_000)
  await submit()
  assert.deepEqual(await pull(), [])
  await sandbox.close()
})
