import assert from 'node:assert/strict'
import { test } from 'node:test'
import { commandBody } from './command-schema.ts'

const command = (extra: object): object => ({ name: 'party', description: 'x', ...extra })
const option = (extra: object): object => ({ type: 3, name: 'title', description: 'x', ...extra })
const sub = (name: string, options: object[] = []): object => ({
  type: 1,
  name,
  description: 'x',
  options,
})

const accepted: [string, object][] = [
  [
    'names of every script',
    command({ name: '募集', name_localizations: { ko: '모집', hi: 'भर्ती' } }),
  ],
  [
    'groups of sub-commands',
    command({
      options: [{ type: 2, name: 'g', description: 'x', options: [sub('a', [option({})])] }],
    }),
  ],
  ['a context menu in mixed case', { name: 'Report This', type: 3 }],
  [
    'choices of the option type',
    command({ options: [option({ type: 4, choices: [{ name: 'one', value: 1 }] })] }),
  ],
]
const refused: [string, object][] = [
  ['upper case', command({ name: 'Party' })],
  ['a space', command({ name: 'a party' })],
  ['33 characters', command({ name: 'x'.repeat(33) })],
  ['no description', command({ description: '' })],
  ['a description of a context menu', { name: 'Report', type: 3, description: 'x' }],
  ['an unknown language', command({ name_localizations: { xx: 'party' } })],
  ['a bad translated name', command({ name_localizations: { fr: 'La Fête' } })],
  [
    '26 options',
    command({ options: Array.from({ length: 26 }, (_n, i) => option({ name: `o${i}` })) }),
  ],
  ['the same option twice', command({ options: [option({}), option({})] })],
  [
    'required after optional',
    command({ options: [option({}), option({ name: 'b', required: true })] }),
  ],
  ['sub-commands beside options', command({ options: [sub('a'), option({})] })],
  [
    'a group in a group',
    command({
      options: [
        {
          type: 2,
          name: 'g',
          description: 'x',
          options: [{ type: 2, name: 'h', description: 'x' }],
        },
      ],
    }),
  ],
  ['a sub-command in a sub-command', command({ options: [sub('a', [sub('b')])] })],
  [
    'choices with autocomplete',
    command({ options: [option({ autocomplete: true, choices: [{ name: 'a', value: 'a' }] })] }),
  ],
  [
    'choices of another type',
    command({ options: [option({ choices: [{ name: 'a', value: 1 }] })] }),
  ],
  [
    'more than 8000 characters',
    command({
      options: Array.from({ length: 4 }, (_n, i) =>
        option({
          name: `o${i}`,
          choices: Array.from({ length: 25 }, (_c, k) => ({
            name: `${k}`.padEnd(50, 'x'),
            value: `${k}`.padEnd(50, 'x'),
          })),
        }),
      ),
    }),
  ],
]

for (const [what, body] of accepted)
  test(`a command is accepted with ${what}`, () => {
    const parsed = commandBody.safeParse(body)
    assert.ok(parsed.success, JSON.stringify(parsed.error?.issues))
  })

for (const [what, body] of refused)
  test(`a command is refused for ${what}`, () => {
    assert.equal(commandBody.safeParse(body).success, false)
  })

test('of translated names the longest counts', () => {
  const options = (fill: string): object[] =>
    Array.from({ length: 4 }, (_n, i) =>
      option({
        name: `o${i}`,
        choices: Array.from({ length: 25 }, (_c, k) => ({
          name: `${k}`,
          name_localizations: { fr: fill },
          value: `${k}`.padEnd(50, 'x'),
        })),
      }),
    )
  assert.ok(commandBody.safeParse(command({ options: options('x') })).success)
  assert.equal(commandBody.safeParse(command({ options: options('x'.repeat(50)) })).success, false)
})
