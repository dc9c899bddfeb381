import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createVirtualClock } from '../clock.ts'
import { buildSeed } from '../seeds/seeds.ts'
import type { Channel } from './entities.ts'
import { DiscordError } from './errors.ts'
import { createMessage, editMessage } from './messages.ts'
import { createWorld, type Dispatch, type World } from './world.ts'

function createScene(): { world: World; channel: Channel; person: string; role: string } {
  const clock = createVirtualClock()
  const world = createWorld({ clock, random: () => 0.5, seed: buildSeed('standard') })
  clock.close()
  const [guild] = world.state.guilds.values()
  assert.ok(guild)
  const channel = [...guild.channels.values()].find(({ name }) => name === 'general')
  const person = [...world.state.users.values()].find(({ user }) => user.username === 'yui')
  const role = [...guild.roles.values()].find(({ name }) => name === 'Organiser')
  assert.ok(channel && person && role)
  return { world, channel, person: person.user.id, role: role.id }
}

const button = (custom_id: string): object => ({ type: 2, style: 1, label: 'x', custom_id })
const row = (...components: object[]): object => ({ type: 1, components })
const select = (extra: object): object => ({
  type: 3,
  custom_id: 's',
  options: [{ label: 'a', value: 'a' }],
  ...extra,
})
const v2 = (...components: object[]): object => ({ flags: 32_768, components })
const text = (content: string): object => ({ type: 10, content })

const refused: [string, object, string][] = [
  ['long content', { content: 'x'.repeat(2001) }, 'content'],
  ['eleven embeds', { embeds: Array.from({ length: 11 }, () => ({ title: 'x' })) }, 'embeds'],
  [
    'embeds of more than 6000 characters together',
    { embeds: [{ description: 'x'.repeat(4000) }, { description: 'x'.repeat(2001) }] },
    'embeds',
  ],
  [
    'a blank field',
    { embeds: [{ fields: [{ name: ' ', value: 'x' }] }] },
    'embeds.0.fields.0.name',
  ],
  [
    'six rows',
    { components: Array.from({ length: 6 }, (_n, i) => row(button(`${i}`))) },
    'components',
  ],
  [
    'six buttons in a row',
    { components: [row(...'abcdef'.split('').map(button))] },
    'components.0.components',
  ],
  [
    'a select beside a button',
    { components: [row(button('a'), select({}))] },
    'components.0.components',
  ],
  ['the same custom id twice', { components: [row(button('a'), button('a'))] }, 'components'],
  [
    'a link with a custom id',
    { components: [row({ type: 2, style: 5, label: 'x', url: 'https://a.b', custom_id: 'a' })] },
    'components.0.components.0.custom_id',
  ],
  [
    'a button without anything on it',
    { components: [row({ type: 2, style: 1, custom_id: 'a' })] },
    'components.0.components.0',
  ],
  [
    'a long label',
    { components: [row({ ...button('a'), label: 'x'.repeat(81) })] },
    'components.0.components.0.label',
  ],
  [
    'equal values',
    {
      components: [
        row(
          select({
            options: [
              { label: 'a', value: 'a' },
              { label: 'b', value: 'a' },
            ],
          }),
        ),
      ],
    },
    'components.0.components.0.options.1.value',
  ],
  [
    'more than the options allow',
    { components: [row(select({ max_values: 2 }))] },
    'components.0.components.0.max_values',
  ],
  ['layout components without the flag', { components: [text('x')] }, 'components.0.type'],
  ['content beside layout components', { ...v2(text('x')), content: 'x' }, 'content'],
  ['more than 40 components', v2(...Array.from({ length: 41 }, () => text('x'))), 'components'],
  [
    'more than 4000 characters on display',
    v2(text('x'.repeat(2001)), text('x'.repeat(2000))),
    'components',
  ],
  [
    'both ways to allow mentions',
    { content: 'x', allowed_mentions: { parse: ['users'], users: ['1'] } },
    'allowed_mentions.parse',
  ],
  ['a long nonce', { content: 'x', nonce: 'x'.repeat(26) }, 'nonce'],
]

for (const [what, body, path] of refused)
  test(`a message is refused for ${what}`, () => {
    const { world, channel, person } = createScene()
    assert.throws(
      () => createMessage(world, { channel, author_id: person }, body),
      (error) => {
        assert.ok(error instanceof DiscordError)
        assert.equal(error.code, 50035)
        let node: unknown = error.errors
        for (const key of path.split('.'))
          node = typeof node === 'object' && node !== null ? Reflect.get(node, key) : undefined
        assert.ok(node, JSON.stringify(error.toJSON()))
        return true
      },
    )
  })

test('text in many bytes is answered as Discord does, by falling over', () => {
  const { world, channel, person } = createScene()
  const send = (length: number): void =>
    void createMessage(world, { channel, author_id: person }, v2(text('あ'.repeat(length))))
  send(3300)
  assert.throws(() => send(3900), { status: 500 })
})

test('who is pinged: all by default, users only in answers, nobody by an empty list, roles by right', () => {
  const { world, channel, person, role } = createScene()
  const content = `<@${person}> <@&${role}> @everyone`
  const pings = (author_id: string, extra: object, mentions?: 'users'): unknown[] => {
    const { message } = createMessage(
      world,
      { channel, author_id, ...(mentions ? { mentions } : {}) },
      { content, ...extra },
    )
    return [message.mentions.length, message.mention_roles.length, message.mention_everyone]
  }
  const bot = world.state.application.id
  assert.deepEqual(pings(bot, {}), [1, 1, true])
  assert.deepEqual(pings(person, {}), [1, 0, false])
  assert.deepEqual(pings(bot, {}, 'users'), [1, 0, false])
  assert.deepEqual(pings(bot, { allowed_mentions: { parse: [] } }), [0, 0, false])
  assert.deepEqual(pings(bot, { allowed_mentions: { roles: [role] } }), [0, 1, false])
})

test('edits change what is given and keep the rest; files stay while they are listed', () => {
  const { world, channel, person } = createScene()
  const upload = (
    index: string,
  ): { index: string; filename: string; content_type: string; data: Buffer } => ({
    index,
    filename: `${index}.png`,
    content_type: 'image/png',
    data: Buffer.from(index),
  })
  const first = createMessage(
    world,
    { channel, author_id: person, uploads: [upload('0'), upload('1')] },
    {
      content: 'a',
      embeds: [{ title: 't', image: { url: 'attachment://0.png' } }],
      components: [row(button('a'))],
    },
  )
  assert.match(JSON.stringify(first.message.embeds), /\/attachments\/\d+\/\d+\/0\.png/)
  const heard: Dispatch[] = []
  world.onDispatch((dispatch) => heard.push(dispatch))
  const second = editMessage(world, first, { content: 'b', components: [] })
  assert.deepEqual(
    [second.message.content, second.message.embeds.length, second.message.components.length],
    ['b', 1, 0],
  )
  assert.equal(second.message.attachments.length, 2)
  const [kept] = second.message.attachments
  const third = editMessage(world, second, { attachments: [{ id: kept?.id }] })
  assert.deepEqual(third.message.attachments, [kept])
  assert.throws(() => editMessage(world, third, { content: '', embeds: [], attachments: [] }), {
    code: 50006,
  })
  assert.deepEqual(
    heard.map(({ t }) => t),
    ['MESSAGE_UPDATE', 'MESSAGE_UPDATE'],
  )
})
