import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Locale } from '../i18n/locale.ts'
import { parseNaturalTime } from './natural.ts'

/** A Saturday evening in Tokyo and Seoul, a morning in Paris and London. */
const now = Date.parse('2026-11-21T09:10:00Z')
const zones = { en: 'UTC', ja: '+09:00', fr: '+01:00', ko: '+09:00' }
const hours = { en: 0, ja: 9, fr: 1, ko: 9 }

const cases: Record<Locale, Record<string, string>> = {
  ja: {
    '29日21時': '11-29T21:00',
    '29日(日) 夜9時': '11-29T21:00',
    '21日 18時': '12-21T18:00',
    '31日の21:00': '12-31T21:00',
    '合宿 3日間 21時': '11-21T21:00 合宿 3日間',
    '1日1時間 21時': '11-21T21:00 1日1時間',
    '再来週の土曜 20時': '12-05T20:00',
    '来週の土曜 20時': '11-28T20:00',
  },
  fr: {
    'le 29 à 21h': '11-29T21:00',
    'dimanche 29 à 21h': '11-29T21:00',
    'le 1er 20h': '12-01T20:00',
  },
  en: {
    'the 29th at 9pm': '11-29T21:00',
    'Sunday 29th 21:00': '11-29T21:00',
    '2nd run 9pm': '11-21T21:00 2nd run',
  },
  ko: {
    '29일 21시': '11-29T21:00',
    '다다음 주 토요일 20시': '12-05T20:00',
  },
}

test('a day by its number alone is the next one, right before a time; weeks may be counted', () => {
  for (const locale of ['ja', 'fr', 'en', 'ko'] as const) {
    for (const [typed, expected] of Object.entries(cases[locale])) {
      const read = parseNaturalTime(typed, { now, zone: zones[locale], locale })
      assert.ok(read && 'at' in read, typed)
      const wall = new Date(read.at + hours[locale] * 3_600_000).toISOString().slice(5, 16)
      assert.equal(`${wall} ${read.rest}`.trim(), expected, typed)
    }
  }
})
