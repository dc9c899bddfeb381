import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { RESTPostAPIChatInputApplicationCommandsJSONBody } from 'discord-api-types/v10'
import { registration } from './sync.ts'
import { commandMistakes } from './validate.ts'

const recruit: RESTPostAPIChatInputApplicationCommandsJSONBody = {
  name: 'recruit',
  name_localizations: { ja: '募集' },
  description: 'Look for members',
  description_localizations: { ja: 'メンバーを募集する' },
  options: [
    { type: 3, name: 'title', description: 'What for', name_localizations: { ko: '제목' } },
  ],
}

it('finds what Discord would refuse, before it is sent', () => {
  assert.deepEqual(commandMistakes([recruit]), [])
  const bad = (part: object) => commandMistakes([{ ...recruit, ...part }])
  assert.match(bad({ name: 'Recruit' })[0] ?? '', /lower case/)
  assert.equal(bad({ description: 'x'.repeat(101) }).length, 1)
  assert.equal(bad({ name_localizations: { fr: 'deux mots' } }).length, 1)
  assert.match(
    bad({
      options: [
        { type: 3, name: 'a', description: 'a' },
        { type: 3, name: 'b', description: 'b', required: true },
      ],
    })[0] ?? '',
    /required options first/,
  )
  assert.match(commandMistakes([recruit, recruit])[0] ?? '', /twice/)
  const long = Array.from({ length: 25 }, (_, i) => ({
    type: 3,
    name: `o${i}`,
    description: 'd'.repeat(100),
    choices: Array.from({ length: 25 }, (_1, j) => ({ name: `${j}`.padEnd(10), value: `${j}` })),
  }))
  assert.match(bad({ options: long })[0] ?? '', /8000 characters/)
})

it('names both kinds of English wherever there are translations, and sorts', () => {
  const [first, second] = registration([recruit, { ...recruit, name: 'form' }])
  assert.equal(Reflect.get(first ?? {}, 'name'), 'form')
  assert.deepEqual(Reflect.get(second ?? {}, 'name_localizations'), {
    'en-US': 'recruit',
    'en-GB': 'recruit',
    ja: '募集',
  })
  assert.match(JSON.stringify(second), /"en-GB":"title"/)
})
