import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { everyField, startBench } from './test-bot.ts'
import type { Bench, HttpAnswer, Received } from './test-bot.ts'

const commands = [
  { name: 'ping', description: 'Answers' },
  {
    name: 'form',
    description: 'Forms',
    options: [
      {
        type: 1,
        name: 'create',
        description: 'Makes one',
        options: [
          { type: 3, name: 'title', description: 'Its title', required: true, max_length: 10 },
          { type: 4, name: 'count', description: 'How many', min_value: 1, max_value: 5 },
          { type: 6, name: 'owner', description: 'Whose' },
          { type: 3, name: 'kind', description: 'Which kind', autocomplete: true },
        ],
      },
    ],
  },
  { name: 'admin', description: 'For admins', default_member_permissions: '32' },
]

let bench: Bench
before(async () => {
  bench = await startBench(commands)
})
after(() => bench.close())

const button = { type: 1, components: [{ type: 2, style: 1, label: 'Join', custom_id: 'join' }] }

function errorOf(answer: HttpAnswer): [number, unknown] {
  return [answer.status, answer.body['code']]
}

/** Lets somebody use a command and hands over what the bot received; the act's answer is not waited for. */
async function invoke(
  act: object = {},
): Promise<{ received: Received; done: Promise<Record<string, unknown>> }> {
  const done = bench.act({ as: 'yui', do: 'command', name: 'ping', channel: 'general', ...act })
  return { received: await bench.received(), done }
}

function byToken(received: Received, rest = ''): string {
  return `/webhooks/${bench.sandbox.application.id}/${received.token}${rest}`
}

test('a late answer finds no interaction, and the person is told', async () => {
  const { received, done } = await invoke()
  await bench.sandbox.clock.advance(3001)
  const result = await done
  assert.equal(result['ok'], false)
  assert.equal(result['error'], 'timeout')
  assert.deepEqual(
    errorOf(await bench.answer(received, { type: 4, data: { content: 'late' } })),
    [404, 10062],
  )
  assert.deepEqual(
    errorOf(await bench.call('POST', byToken(received), { content: 'x' })),
    [404, 10015],
  )
})

test('one answer counts; a token serves 15 minutes', async () => {
  const { received, done } = await invoke()
  assert.deepEqual(
    errorOf(await bench.call('PATCH', byToken(received, '/messages/@original'), { content: 'x' })),
    [404, 10015],
  )
  const answered = await bench.answer(received, { type: 4, data: { content: 'first' } })
  assert.deepEqual([answered.status, answered.type], [204, null])
  assert.deepEqual(
    errorOf(await bench.answer(received, { type: 4, data: { content: 'again' } })),
    [400, 40060],
  )
  assert.deepEqual(
    errorOf(await bench.answer({ ...received, token: 'forged' }, { type: 4 })),
    [404, 10062],
  )
  const original = await bench.call('GET', byToken(received, '/messages/%40original'))
  assert.equal(original.body['content'], 'first')
  const more = await bench.call('POST', byToken(received), { content: 'more' })
  assert.equal(more.status, 200)
  const edited = await bench.call(
    'PATCH',
    byToken(received, `/messages/${String(more.body['id'])}`),
    { content: 'edited' },
  )
  assert.equal(edited.body['content'], 'edited')
  assert.equal((await bench.call('DELETE', byToken(received, '/messages/@original'))).status, 204)
  assert.deepEqual(
    errorOf(await bench.call('GET', byToken(received, '/messages/@original'))),
    [404, 10008],
  )
  await bench.sandbox.clock.advance(15 * 60_000)
  assert.deepEqual(
    errorOf(await bench.call('POST', byToken(received), { content: 'late' })),
    [401, 50027],
  )
  assert.equal((await done)['ok'], true)
})

test('a deferred answer loads until it is edited, and stays private', async () => {
  const { received, done } = await invoke({ wait_ms: 2000 })
  const deferred = await bench.answer(
    received,
    { type: 5, data: { flags: 64 } },
    '?with_response=true',
  )
  const original = await bench.call('GET', byToken(received, '/messages/@original'))
  const id = original.body['id']
  assert.deepEqual(deferred.body, {
    interaction: {
      id: received.id,
      type: 2,
      response_message_id: id,
      response_message_loading: true,
      response_message_ephemeral: true,
    },
  })
  assert.equal(original.body['flags'], 64 | 128)
  const edited = await bench.call('POST', byToken(received), { content: 'done' })
  assert.equal(edited.body['id'], id)
  assert.equal(edited.body['flags'], 64)
  const result = (await done) as { responses: { ephemeral: boolean; data: { content: string } }[] }
  assert.deepEqual(
    result.responses.map(({ ephemeral, data }) => [ephemeral, data.content]),
    [[true, 'done']],
  )
  const inbox = (await bench.control('GET', '/inbox?as=yui')).body as unknown as {
    message: { content: string }
  }[]
  assert.equal(inbox.at(-1)?.message.content, 'done')
  const seen = (await bench.control('GET', '/messages?channel=general&as=emma'))
    .body as unknown as { id: string }[]
  assert.ok(!seen.some((message) => message.id === id))
})

test('only fitting callback types are taken, and an unfit one leaves the interaction waiting', async () => {
  const { received, done } = await invoke()
  for (const type of [1, 6, 7, 8, 10, 99])
    assert.deepEqual(errorOf(await bench.answer(received, { type, data: {} })), [400, 50035])
  assert.deepEqual(errorOf(await bench.answer(received, { type: 4, data: {} })), [400, 50006])
  const wrongModal = { ...everyField, title: 'x'.repeat(46), components: [] }
  const refused = await bench.answer(received, { type: 9, data: wrongModal })
  assert.deepEqual(Object.keys(refused.body['errors'] as object), ['title', 'components'])
  assert.equal((await bench.answer(received, { type: 4, data: { content: 'ok' } })).status, 204)
  assert.equal((await done)['ok'], true)
})

test('a press updates its message; a disabled, missing or hidden component is refused', async () => {
  const { received } = await invoke()
  const data = { content: 'party', components: [button] }
  const sent = await bench.answer(received, { type: 4, data }, '?with_response=true')
  const { message } = sent.body['resource'] as { message: { id: string } }
  const press = { as: 'emma', do: 'click', message_id: message.id, custom_id: 'join' }
  const pressed = bench.act(press)
  const click = await bench.received()
  assert.equal(click.type, 3)
  assert.deepEqual(click.data, { custom_id: 'join', component_type: 2, id: 2 })
  assert.equal((click['message'] as { id: string }).id, message.id)
  const disabled = { ...button, components: [{ ...button.components[0], disabled: true }] }
  await bench.answer(click, { type: 7, data: { content: 'full', components: [disabled] } })
  const result = (await pressed) as { responses: { type: number; message_id: string }[] }
  assert.deepEqual(
    result.responses.map(({ type, message_id: id }) => [type, id]),
    [[7, message.id]],
  )
  assert.match(String((await bench.act(press))['error']), /^50035/)
  assert.match(String((await bench.act({ ...press, custom_id: 'other' }))['error']), /^50035/)
  const followed = await bench.call('POST', byToken(click), {
    content: 'psst',
    flags: 64,
    components: [button],
  })
  const hidden = { ...press, message_id: followed.body['id'] }
  assert.match(String((await bench.act({ ...hidden, as: 'yui' }))['error']), /^10008/)
  const mine = bench.act(hidden)
  await bench.answer(await bench.received(), { type: 6 })
  assert.equal((await mine)['ok'], true)
})

test('options are checked as a client does, ids are resolved, and rights are asked', async () => {
  const create = { as: 'yui', do: 'command', name: 'form create' }
  for (const options of [
    {},
    { title: 'x'.repeat(11) },
    { title: 'a', count: 6 },
    { title: 'a', count: 1.5 },
    { title: 'a', other: 1 },
  ])
    assert.match(String((await bench.act({ ...create, options }))['error']), /^50035/)
  const done = bench.act({ ...create, options: { title: 'Survey', count: '3', owner: 'emma' } })
  const received = await bench.received()
  const [sub] = received.data['options'] as {
    name: string
    options: { name: string; value: unknown }[]
  }[]
  const owner = sub?.options.find(({ name }) => name === 'owner')?.value
  assert.equal(sub?.options.find(({ name }) => name === 'count')?.value, 3)
  const resolved = received.data['resolved'] as Record<'users' | 'members', Record<string, object>>
  assert.ok(resolved.users[String(owner)] && resolved.members[String(owner)])
  await bench.answer(received, { type: 4, data: { content: 'made' } })
  const made = (await done) as { responses: { data: { interaction: { name: string } } }[] }
  assert.equal(made.responses[0]?.data.interaction.name, 'form create')
  assert.match(
    String((await bench.act({ as: 'yui', do: 'command', name: 'admin' }))['error']),
    /^50013/,
  )
  const allowed = bench.act({ as: 'olivia', do: 'command', name: 'admin' })
  await bench.answer(await bench.received(), { type: 4, data: { content: 'yes' } })
  assert.equal((await allowed)['ok'], true)
})

test('autocomplete offers choices in the language of the person', async () => {
  const done = bench.act({
    as: 'yui',
    do: 'autocomplete',
    name: 'form create',
    options: { kind: 'su' },
    focused: 'kind',
  })
  const received = await bench.received()
  assert.equal(received.type, 4)
  assert.deepEqual(
    errorOf(await bench.answer(received, { type: 4, data: { content: 'no' } })),
    [400, 50035],
  )
  const choices = [{ name: 'Survey', name_localizations: { ja: 'アンケート' }, value: 'survey' }]
  await bench.answer(received, { type: 8, data: { choices } })
  assert.deepEqual((await done)['choices'], [{ name: 'アンケート', value: 'survey' }])
})

test('a modal is shown, filled in within its bounds, and answered', async () => {
  const { received, done } = await invoke()
  await bench.answer(received, { type: 9, data: everyField })
  assert.equal(((await done)['modal'] as { custom_id: string }).custom_id, 'm')
  const submit = { as: 'yui', do: 'submit' }
  const fields = { name: 'Yui', role: ['tank', 'dps'], size: 'small', agreed: true }
  for (const wrong of [
    { name: 'Y' },
    { name: 'x'.repeat(11) },
    { role: ['other'] },
    { role: [] },
    { size: null },
    { what: 'x' },
  ])
    assert.match(
      String((await bench.act({ ...submit, fields: { ...fields, ...wrong } }))['error']),
      /^50035/,
    )
  const sent = bench.act({ ...submit, fields })
  const filled = await bench.received()
  const values = (filled.data['components'] as { component: Record<string, unknown> }[]).map(
    ({ component }) => [component['custom_id'], component['value'] ?? component['values']],
  )
  assert.deepEqual(values, [
    ['name', 'Yui'],
    ['role', ['tank', 'dps']],
    ['friend', []],
    ['size', 'small'],
    ['agreed', true],
  ])
  assert.deepEqual(errorOf(await bench.answer(filled, { type: 9, data: everyField })), [400, 50035])
  assert.deepEqual(
    errorOf(await bench.answer(filled, { type: 7, data: { content: 'x' } })),
    [400, 50035],
  )
  await bench.answer(filled, { type: 4, data: { content: 'thanks' } })
  assert.equal((await sent)['ok'], true)
  assert.match(String((await bench.act({ ...submit, fields }))['error']), /No modal/)
})

test('acts without a wire of their own: presence, voice, leaving and joining', async () => {
  const [guild] = bench.sandbox.world.state.guilds.values()
  assert.ok(guild)
  const noah =
    [...bench.sandbox.world.state.users.values()].find(({ user }) => user.username === 'noah')?.user
      .id ?? ''
  await bench.act({ as: 'noah', do: 'presence', status: 'idle', custom_status: 'tea' })
  assert.equal(guild.presences.get(noah)?.activities?.[0]?.state, 'tea')
  await bench.act({ as: 'noah', do: 'join_voice', channel: 'Lounge' })
  assert.ok(guild.voice_states.has(noah))
  await bench.act({ as: 'noah', do: 'leave_guild' })
  assert.ok(!guild.members.has(noah) && !guild.voice_states.has(noah))
  assert.match(String((await bench.act({ as: 'noah', do: 'command', name: 'ping' }))['error']), /./)
  await bench.act({ as: 'noah', do: 'join_guild' })
  assert.ok(guild.members.has(noah))
  assert.match(String((await bench.act({ as: 'olivia', do: 'leave_guild' }))['error']), /^50055/)
  assert.match(String((await bench.act({ as: 'nobody', do: 'leave_guild' }))['error']), /nobody/)
  assert.match(String((await bench.act({ as: 'noah', do: 'fly' }))['error']), /./)
})
