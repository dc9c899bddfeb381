import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CommandOption } from '../wire/command.ts'
import { draftOptions, readOptions } from './options.ts'

const options: CommandOption[] = [
  { name: 'title', description: '', type: 3, required: true, max_length: 5 },
  { name: 'slots', description: '', type: 4, min_value: 2, max_value: 9 },
  { name: 'public', description: '', type: 5 },
]

test('fitting values are sent with their types, absent optional ones are left out', () => {
  const { sent, problems } = readOptions(
    options,
    new Map([
      ['title', 'Raid'],
      ['public', 'true'],
    ]),
  )
  assert.deepEqual(sent, [
    { name: 'title', type: 3, value: 'Raid' },
    { name: 'public', type: 5, value: true },
  ])
  assert.equal(problems.size, 0)
})

test('each misfit is named with its bound', () => {
  const { problems } = readOptions(
    options,
    new Map([
      ['title', 'too long'],
      ['slots', '1'],
    ]),
  )
  assert.deepEqual(Object.fromEntries(problems), {
    title: { kind: 'long', limit: 5 },
    slots: { kind: 'min', limit: 2 },
  })
  assert.deepEqual(readOptions(options, new Map([['slots', '2.5']])).problems.get('slots'), {
    kind: 'whole',
  })
  assert.deepEqual(readOptions(options, new Map()).problems.get('title'), { kind: 'required' })
})

test('while typing, the focused option goes as text even when it is empty', () => {
  assert.deepEqual(
    draftOptions(
      options,
      new Map([
        ['title', 'Raid'],
        ['slots', 'x'],
      ]),
      'slots',
    ),
    [
      { name: 'title', type: 3, value: 'Raid' },
      { name: 'slots', type: 4, value: 'x', focused: true },
    ],
  )
})
