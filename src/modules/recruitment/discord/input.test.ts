import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { AppError } from '#core/errors.ts'
import { locales } from '#core/i18n/locale.ts'
import { createBody } from '../contract/write.ts'
import {
  parse,
  readMinutes,
  readRoles,
  readSlots,
  readStart,
  readTitle,
  typedTime,
} from './input.ts'

const now = Date.parse('2026-11-20T10:00:00Z')
const typing = { now, zone: 'Asia/Tokyo', locales: ['ja', 'en'] as const }
const code = (wanted: string) => (error: unknown) =>
  error instanceof AppError && error.code === wanted

describe('roles in one line', () => {
  it('are read with any separator, emoji and width', () => {
    const table: [string, [string, string, string | null, number][]][] = [
      [
        'tank:1 heal:1 dps:3',
        [
          ['tank', 'tank', null, 1],
          ['heal', 'heal', null, 1],
          ['dps', 'dps', null, 3],
        ],
      ],
      [
        'タンク：１、ヒーラー：２',
        [
          ['role-1', 'タンク', null, 1],
          ['role-2', 'ヒーラー', null, 2],
        ],
      ],
      [
        '🛡️Main tank : 2, ❤️:1',
        [
          ['maintank', 'Main tank', '🛡️', 2],
          ['role-2', '❤️', null, 1],
        ],
      ],
      ['<:tank:130000000000000001>Tank:2', [['tank', 'Tank', '<:tank:130000000000000001>', 2]]],
      [
        'A:1 a:2',
        [
          ['a', 'A', null, 1],
          ['a-2', 'a', null, 2],
        ],
      ],
    ]
    for (const [line, expected] of table) {
      assert.deepEqual(
        readRoles(line).map(({ key, label, emoji, max }) => [key, label, emoji, max]),
        expected,
        line,
      )
    }
  })

  it('are refused as a whole when a part is not understood', () => {
    for (const line of [
      '',
      'tank',
      'tank:',
      'tank:0',
      ':',
      'tank:1 heal',
      '1 2 3',
      'tank:123',
      'a:1 '.repeat(11),
    ]) {
      assert.throws(() => readRoles(line), code('unclear_roles'), line)
    }
  })

  it('become roles that the contract accepts, or a refusal, whatever is typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.nat(120), (text, max) => {
        try {
          const roles = readRoles(`${text}:${max}`)
          const body = { title: 'x', discord_guild_id: '1300000000000000000', roles }
          parse(createBody, body)
        } catch (error) {
          assert.ok(error instanceof AppError, String(error))
        }
      }),
    )
  })
})

describe('times', () => {
  it('a length, a number of minutes or a time say when looking ends', () => {
    const table: [string, number][] = [
      ['90', 90],
      ['９０', 90],
      ['90分', 90],
      ['2h', 120],
      ['1h30', 90],
      ['2 heures', 120],
      ['2時間', 120],
      ['1時間 30分', 90],
      ['3시간', 180],
      ['1d', 1_440],
      ['2時間半', 150],
      ['1週間', 10_080],
      ['2 weeks', 20_160],
      ['21:00', 120],
      ['夜9時', 120],
      ['in 30 minutes', 30],
    ]
    for (const [text, minutes] of table) assert.equal(readMinutes(text, typing), minutes, text)
    assert.throws(() => readMinutes('0', typing), code('unclear_time'))
    assert.throws(() => readMinutes('soon', typing), code('unclear_time'))
    assert.throws(() => readMinutes('31d', typing), code('validation_error'))
  })

  it('a start is read in the person’s language, then in the guild’s; what is over is said so', () => {
    const day = (text: string, ...order: (typeof locales)[number][]) =>
      new Date(readStart(text, { now, zone: 'UTC', locales: order })).toISOString()
    assert.equal(day('5/6 20:00', 'ja', 'fr'), '2027-05-06T20:00:00.000Z')
    assert.equal(day('5/6 20:00', 'fr', 'ja'), '2027-06-05T20:00:00.000Z')
    assert.throws(() => readStart('2020-01-01 10:00', typing), code('starts_in_past'))
    assert.throws(() => readStart('someday', typing), code('unclear_time'))
    assert.equal(readStart('21時くらい', typing), now + 2 * 3_600_000)
    for (const half of [
      '月末 21時',
      '週末21時',
      'quarter to 9 pm',
      '9pm on the 29th',
      '주말 21시',
    ]) {
      assert.throws(() => readStart(half, typing), code('unclear_time'), half)
    }
  })

  it('what the form shows is read as the same minute, in every zone and language', () => {
    const zones = fc.constantFrom('UTC', 'Asia/Tokyo', 'Europe/Paris', 'America/New_York')
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 500_000 }),
        zones,
        fc.constantFrom(...locales),
        (minutes, zone, locale) => {
          const at = now + minutes * 60_000
          const text = typedTime(at, zone)
          const read = readStart(text, { now, zone, locales: [locale] })
          // The second of a doubled hour is typed like the first.
          assert.equal(typedTime(read, zone), text)
        },
      ),
    )
    assert.equal(typedTime(null, 'UTC'), '')
  })
})

it('a title gives places and start away only where they are asked for', () => {
  const both = { slots: true, start: true }
  for (const title of ['週末21時 ランク', 'Ranked half past 9pm']) {
    assert.deepEqual(readTitle(title, typing, both), { title, slots: null, start: null })
  }
  assert.deepEqual(readTitle('ランク @2 21時', typing, both), {
    title: 'ランク',
    slots: 3,
    start: Date.parse('2026-11-20T12:00:00Z'),
  })
  assert.deepEqual(readTitle('ランク @2', typing, { slots: false, start: false }), {
    title: 'ランク @2',
    slots: null,
    start: null,
  })
  assert.deepEqual(readTitle('Chill', typing, both), { title: 'Chill', slots: null, start: null })
  assert.deepEqual(
    ['４', ' 12 ', '', null, 'x', '-1'].map((text) => readSlots(text)),
    [4, 12, undefined, undefined, 0, 0],
  )
})
