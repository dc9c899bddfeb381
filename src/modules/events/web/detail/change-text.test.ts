import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createFormatter } from '#web/i18n/formatter.ts'
import { blankShape, differences, type EventShape } from '../../rules/fields.ts'
import { en } from '../locales/en.ts'
import { changeText } from './change-text.ts'

const formatter = createFormatter('en', en)
const names: Record<string, string> = { '71': 'Raiders', '72': 'Guests', '81': 'Lobby' }
const words = { ...formatter, nameOf: (id: string) => names[id] ?? id }

const start = Date.UTC(2030, 4, 17, 18)
const before: EventShape = {
  ...blankShape('UTC', []),
  title: 'Raid',
  start_at: start,
  end_at: start + 7_200_000,
}
const tank = {
  id: 'r1',
  name: 'Tank',
  emoji: null,
  capacity: 2,
  min: null,
  description: '',
  required_discord_role_ids: [],
}
const late = { key: 'late', label: 'Late', emoji: null, counts: true, reminders: true }

/** What the history says of an edit. */
const said = (patch: Partial<EventShape>, from = before) =>
  differences(from, { ...from, ...patch }).map((change) => changeText(change, words))

describe('the changes of an event', () => {
  it('are told as people read them', () => {
    for (const [patch, text] of [
      [{ title: 'Trial' }, 'Title: Raid → Trial'],
      [{ description: 'Bring food' }, 'Description: – → Bring food'],
      [{ type: 'raid' }, 'Type: Event → raid'],
      [
        { start_at: start + 3_600_000 },
        `Start: ${formatter.instant(start)} → ${formatter.instant(start + 3_600_000)}`,
      ],
      [{ signup_closes_at: start }, `Sign-up closes: – → ${formatter.instant(start)}`],
      [{ voice_channel_id: '81' }, 'Voice channel: – → Lobby'],
      [{ voice_channel_id: '89' }, 'Voice channel: – → 89'],
      [{ visibility: 'guild' }, 'Who may see it: Everybody → Members of the server'],
      [{ waitlist_mode: 'off' }, 'Waiting list: A free place goes to the next → No waiting list'],
      [{ max_participants: 12 }, 'Places: – → 12'],
      [{ guests_allowed: true }, 'Guests are welcome: no → yes'],
      [
        { allowed_role_ids: ['71', '72'] },
        'Only these Discord roles may come: – → Raiders and Guests',
      ],
      [{ reminders: [1440, 30] }, 'Remind before the start: 1 hour → 1 day and 30 minutes'],
      [
        { roles: [tank, { ...tank, name: 'Heal', capacity: null }] },
        'Roles: – → Tank (2) and Heal',
      ],
      [{ options: [late] }, 'Other answers: – → Late'],
    ] as const)
      assert.deepEqual(said(patch), [text])
    // What reads the same has changed inside.
    const withRole = { ...before, roles: [tank] }
    assert.deepEqual(said({ roles: [{ ...tank, description: 'Holds' }] }, withRole), ['Roles'])
  })

  it('have a name for every field, and show what they cannot read as it is', () => {
    for (const field of Object.keys(before)) {
      const text = changeText({ field, before: null, after: 'x' }, words)
      assert.doesNotMatch(text, new RegExp(`^${field}`), text)
    }
    const unknown = { field: 'lasers', before: '{', after: null }
    assert.equal(changeText(unknown, words), 'lasers: { → –')
    assert.equal(changeText({ field: 'roles', before: '{', after: '[7]' }, words), 'Roles: { → [7]')
  })
})
