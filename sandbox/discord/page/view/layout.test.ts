import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Persona } from '../wire/control.ts'
import { peopleIn } from './layout.ts'

const person = (id: string, locale: string): Persona => ({ id, username: id, locale, token: id })
const people = [person('olivia', 'en-US'), person('sam', 'en-GB'), person('haruka', 'ja')]

describe('the people of the panes', () => {
  it('are two members, the first one speaking the language of the visitor', () => {
    const names = (...args: Parameters<typeof peopleIn>) => peopleIn(...args).map((one) => one?.id)
    assert.deepEqual(names(people, [null, null], 'en'), ['sam', 'haruka'])
    assert.deepEqual(names(people, [null, null], 'ja'), ['haruka', 'sam'])
    assert.deepEqual(names(people, [null, null], 'ko'), ['sam', 'haruka'])
    assert.deepEqual(names(people, ['olivia', 'gone'], 'ja'), ['olivia', 'sam'])
    assert.deepEqual(names(people.slice(0, 1), [null, null], 'fr'), ['olivia', 'olivia'])
  })
})
