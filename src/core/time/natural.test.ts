import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { locales, type Locale } from '../i18n/locale.ts'
import { parseNaturalDay, parseNaturalTime, type NaturalTimeError } from './natural.ts'
import { parseSlotsFromTitle } from './slots.ts'
import { wallClockAt } from './zones.ts'

type Case = readonly [typed: string, at: string, rest?: string]

/** A Saturday evening: 18:10 in Tokyo and Seoul, 10:10 in Paris, 09:10 in London. */
const now = Date.parse('2026-11-21T09:10:00Z')
const zones = { en: 'Europe/London', ja: 'Asia/Tokyo', fr: 'Europe/Paris', ko: 'Asia/Seoul' }

function read(typed: string, locale: Locale, at = now, zone: string = zones[locale]) {
  return parseNaturalTime(typed, { now: at, zone, locale })
}

/** The wall clock in the reader's zone, `11-21 21:00`. */
function shown(at: number, zone: string): string {
  const { month, day, hour, minute } = wallClockAt(zone, at)
  const two = (value: number) => String(value).padStart(2, '0')
  return `${two(month)}-${two(day)} ${two(hour)}:${two(minute)}`
}

function check(locale: Locale, cases: readonly Case[]) {
  for (const [typed, at, rest = ''] of cases) {
    const result = read(typed, locale)
    assert.ok(result && 'at' in result, `${typed}: ${JSON.stringify(result)}`)
    assert.equal(shown(result.at, zones[locale]), at, typed)
    assert.equal(result.rest, rest, typed)
  }
}

describe('natural times', () => {
  it('reads Japanese', () => {
    check('ja', [
      ['21:00', '11-21 21:00'],
      ['２１：３０', '11-21 21:30'],
      ['21時', '11-21 21:00'],
      ['21時半', '11-21 21:30'],
      ['21時15分から', '11-21 21:15'],
      ['9時', '11-22 09:00'],
      ['夜9時', '11-21 21:00'],
      ['夜の9時半', '11-21 21:30'],
      ['午後9時', '11-21 21:00'],
      ['午後9:30', '11-21 21:30'],
      ['午前0時', '11-22 00:00'],
      ['夕方6時半', '11-21 18:30'],
      ['今夜1時', '11-22 01:00'],
      ['深夜0時', '11-22 00:00'],
      ['25時', '11-22 01:00'],
      ['今日25:30', '11-22 01:30'],
      ['正午', '11-22 12:00'],
      ['今日 20時', '11-21 20:00'],
      ['明日21時', '11-22 21:00'],
      ['明日の夜9時', '11-22 21:00'],
      ['明後日 8時', '11-23 08:00'],
      ['明日の夜、ランク 9時', '11-22 21:00', 'ランク'],
      ['金曜 20時', '11-27 20:00'],
      ['金曜日の20時', '11-27 20:00'],
      ['土曜 18:00', '11-28 18:00'],
      ['土曜 19:00', '11-21 19:00'],
      ['来週月曜 21時', '11-23 21:00'],
      ['11月28日(土) 21時', '11-28 21:00'],
      ['12/3 22:00', '12-03 22:00'],
      ['30分後', '11-21 18:40'],
      ['2時間後', '11-21 20:10'],
      ['１時間半後', '11-21 19:40'],
      ['3日後 21時', '11-24 21:00'],
      ['3日後', '11-24 18:10'],
      ['３日後に', '11-24 18:10'],
      ['3日後の夜9時', '11-24 21:00'],
      ['2週間後', '12-05 18:10'],
      ['一週間後の21時', '11-28 21:00'],
      ['ランク 3日後', '11-24 18:10', 'ランク'],
      ['ランク 21時', '11-21 21:00', 'ランク'],
      ['明日ランク21時から', '11-22 21:00', 'ランク'],
      ['今日9時', '11-21 21:00'],
      ['21時〜23時', '11-21 21:00'],
      ['20:00-22:00 ランク', '11-21 20:00', 'ランク'],
      ['21時〜 ランク', '11-21 21:00', 'ランク'],
      ['21時ごろ集合 ランク', '11-21 21:00', 'ランク'],
      ['きょう21時', '11-21 21:00'],
      ['11/22(日)21:00', '11-22 21:00'],
      ['【21時】エンジョイ', '11-21 21:00', 'エンジョイ'],
    ])
  })

  it('reads French', () => {
    check('fr', [
      ['21h', '11-21 21:00'],
      ['21h30', '11-21 21:30'],
      ['9h', '11-22 09:00'],
      ['à 21 h', '11-21 21:00'],
      ['9h du soir', '11-21 21:00'],
      ['9h et demie', '11-22 09:30'],
      ["3 h de l'après-midi", '11-21 15:00'],
      ['demain 21h', '11-22 21:00'],
      ['Demain à 21h', '11-22 21:00'],
      ['demain soir 8h', '11-22 20:00'],
      ['après-demain 20h', '11-23 20:00'],
      ['ce soir 20h', '11-21 20:00'],
      ['ce soir à 9', '11-21 21:00'],
      ["aujourd'hui 15h", '11-21 15:00'],
      ['dans 30 min', '11-21 10:40'],
      ['dans 2 heures', '11-21 12:10'],
      ['dans 1h30', '11-21 11:40'],
      ['dans une heure', '11-21 11:10'],
      ['dans 3 jours', '11-24 10:10'],
      ['dans 3 jours à 21h', '11-24 21:00'],
      ['dans 2 semaines', '12-05 10:10'],
      ['dans une semaine', '11-28 10:10'],
      ['vendredi 20h', '11-27 20:00'],
      ['vendredi prochain 20h', '11-27 20:00'],
      ['samedi 10h', '11-28 10:00'],
      ['le 25 novembre à 21h', '11-25 21:00'],
      ['25/12 18h', '12-25 18:00'],
      ['demain midi', '11-22 12:00'],
      ['minuit', '11-22 00:00'],
      ['Raid demain à 21h', '11-22 21:00', 'Raid'],
      ['à partir de 21h', '11-21 21:00'],
      ['21h-23h', '11-21 21:00'],
      ['lundi 23 novembre 21h', '11-23 21:00'],
      ['21h Mythic+', '11-21 21:00', 'Mythic+'],
    ])
  })

  it('reads English', () => {
    check('en', [
      ['9pm', '11-21 21:00'],
      ['9 PM', '11-21 21:00'],
      ['9:30 pm', '11-21 21:30'],
      ['9.30 p.m.', '11-21 21:30'],
      ['12am', '11-22 00:00'],
      ['12pm', '11-21 12:00'],
      ['at 21:00', '11-21 21:00'],
      ['tomorrow 9pm', '11-22 21:00'],
      ['9pm tomorrow', '11-22 21:00'],
      ['tomorrow at 9', '11-22 09:00'],
      ['tomorrow night 9:30', '11-22 21:30'],
      ['in 30 minutes', '11-21 09:40'],
      ['in 2h', '11-21 11:10'],
      ['in an hour and a half', '11-21 10:40'],
      ['in 3 days', '11-24 09:10'],
      ["in 3 days' time", '11-24 09:10'],
      ['in 3 days at 9pm', '11-24 21:00'],
      ['in 2 weeks', '12-05 09:10'],
      ['in a week', '11-28 09:10'],
      ['Ranked in 1 day', '11-22 09:10', 'Ranked'],
      ['fri 8pm', '11-27 20:00'],
      ['Friday at 8 pm', '11-27 20:00'],
      ['8pm fri', '11-27 20:00'],
      ['next monday 8pm', '11-23 20:00'],
      ['tonight 9', '11-21 21:00'],
      ['tonight at 1am', '11-22 01:00'],
      ['9 in the evening', '11-21 21:00'],
      ["8 o'clock", '11-22 08:00'],
      ['noon', '11-21 12:00'],
      ['tomorrow noon', '11-22 12:00'],
      ['Nov 25 9pm', '11-25 21:00'],
      ['25 Nov 2026 21:00', '11-25 21:00'],
      ['2026-11-25 21:00', '11-25 21:00'],
      ['2026-11-25T21:00+09:00', '11-25 12:00'],
      ['2026-11-25T21:00:00.000Z', '11-25 21:00'],
      ['<t:1795554000:R>', '11-24 21:00'],
      ['noon tomorrow', '11-22 12:00'],
      ['Mon, Nov 23 9pm', '11-23 21:00'],
      ['13/12 8pm', '12-13 20:00'],
      ['9pm - Ranked', '11-21 21:00', 'Ranked'],
      ['Ranked 9pm', '11-21 21:00', 'Ranked'],
      ['Ranked, tomorrow at 9pm', '11-22 21:00', 'Ranked'],
      ['9pm – Ranked (EU)', '11-21 21:00', 'Ranked (EU)'],
    ])
  })

  it('reads Korean', () => {
    check('ko', [
      ['21시', '11-21 21:00'],
      ['저녁 9시', '11-21 21:00'],
      ['오후 9시 30분', '11-21 21:30'],
      ['밤 9시반', '11-21 21:30'],
      ['오전 9시', '11-22 09:00'],
      ['새벽 1시', '11-22 01:00'],
      ['오늘 밤 12시', '11-22 00:00'],
      ['내일 저녁 9시', '11-22 21:00'],
      ['모레 20시', '11-23 20:00'],
      ['30분 후', '11-21 18:40'],
      ['2시간 뒤', '11-21 20:10'],
      ['한 시간 반 후', '11-21 19:40'],
      ['3일 후', '11-24 18:10'],
      ['3일 뒤에', '11-24 18:10'],
      ['3일 후 저녁 9시', '11-24 21:00'],
      ['2주 후', '12-05 18:10'],
      ['일주일 뒤', '11-28 18:10'],
      ['금요일 8시', '11-27 08:00'],
      ['금욜 밤 10시', '11-27 22:00'],
      ['다음 주 금요일 20시', '11-27 20:00'],
      ['11월 25일 21시', '11-25 21:00'],
      ['오늘 9시', '11-21 21:00'],
      ['9시~11시', '11-22 09:00'],
      ['21:00에', '11-21 21:00'],
      ['자정', '11-22 00:00'],
      ['정오', '11-22 12:00'],
      ['롤 칼바람 9시부터', '11-22 09:00', '롤 칼바람'],
      ['발로란트 오후 9:30', '11-21 21:30', '발로란트'],
    ])
  })

  it('reads the other languages too, whatever the reader speaks', () => {
    for (const locale of locales) {
      for (const typed of ['21:00', '21時', '21h', '9pm', '저녁 9시', '21h00', '夜9時']) {
        const result = read(typed, locale)
        assert.ok(result && 'at' in result, `${locale} ${typed}`)
        assert.match(shown(result.at, zones[locale]), /21:00$/, `${locale} ${typed}`)
      }
    }
  })

  it('takes the zone that stands behind a time', () => {
    check('en', [
      ['9pm EST', '11-22 02:00'],
      ['Ranked 9pm (PST) tomorrow', '11-23 05:00', 'Ranked'],
      ['21:00 JST', '11-21 12:00'],
      ['21:00 UTC+9', '11-21 12:00'],
      ['21h30 CET', '11-21 20:30'],
      ['21:00 GMT+5:30', '11-21 15:30'],
      ['9pm et al', '11-21 21:00', 'et al'],
      ['9pm petanque', '11-21 21:00', 'petanque'],
    ])
    check('ja', [['21:00 日本時間', '11-21 21:00']])
  })

  it('shares a title with the number of people', () => {
    const { title, slots } = parseSlotsFromTitle('ランク @2 21時')
    assert.deepEqual({ title, slots }, { title: 'ランク 21時', slots: 3 })
    check('ja', [['ランク @2 21時', '11-21 21:00', 'ランク @2']])
    check('fr', [['Ranked +2 demain 21h', '11-22 21:00', 'Ranked +2']])
  })

  it('says why there is no time', () => {
    const errors: readonly [Locale, string, NaturalTimeError][] = [
      ['ja', '今日', 'time_missing'],
      ['fr', 'demain', 'time_missing'],
      ['en', 'friday night', 'time_missing'],
      ['ja', '3日後の夜', 'time_missing'],
      ['en', '25:00', 'invalid_time'],
      ['ja', '30:00', 'invalid_time'],
      ['en', '21:75', 'invalid_time'],
      ['en', '13am', 'invalid_time'],
      ['en', 'in 0 minutes', 'invalid_time'],
      ['en', 'feb 30 9pm', 'invalid_time'],
      ['en', '2026-02-30T10:00Z', 'invalid_time'],
      ['ja', '今日 朝9時', 'past'],
      ['fr', "aujourd'hui 9h", 'past'],
      ['en', '12/1 8pm', 'ambiguous_date'],
      ['en', 'today 9am', 'past'],
      ['en', '2026-11-20 21:00', 'past'],
      ['en', '2026-11-21T09:10Z', 'past'],
      ['en', '<t:1618953630>', 'past'],
    ]
    for (const [locale, typed, error] of errors)
      assert.deepEqual(read(typed, locale), { error }, typed)
  })

  it('finds no time where there is none', () => {
    for (const typed of [
      '',
      'Ranked',
      'Left 4 Dead 2',
      'K/D 3:1',
      '2h grind',
      '24h/24',
      '24h du Mans',
      '22時まで',
      '9-11pm',
      '2時間耐久',
      '3日間',
      '7 Days to Die',
      'within 3 days',
      'in 3D',
      '2주 챌린지',
      '3時代',
      '시즌 3',
      '3시즌 시작',
      '2시간 파티',
      'Sun and Moon',
      'Midnight Ghost Hunt',
      'ランク @2',
      'v1.2.3',
      '100:20',
      'MIDI jam',
      '3 pm2 servers',
    ])
      assert.equal(read(typed, 'en'), null, typed)
  })

  it('reads a day without a time where a day is asked for', () => {
    const days: readonly [Locale, string, string | null][] = [
      ['en', 'friday', '2026-11-27'],
      ['en', 'Saturday', '2026-11-21'],
      ['en', 'next monday', '2026-11-23'],
      ['en', 'in 3 days', '2026-11-24'],
      ['en', 'friday 8pm', '2026-11-27'],
      ['en', 'Nov 25', '2026-11-25'],
      ['ja', '金曜日', '2026-11-27'],
      ['ja', '明後日', '2026-11-23'],
      ['ja', '11/20', '2027-11-20'],
      ['fr', 'vendredi', '2026-11-27'],
      ['fr', 'le 25 novembre', '2026-11-25'],
      ['ko', '다음 주 금요일', '2026-11-27'],
      ['ko', '３일 뒤', '2026-11-24'],
      ['en', '2026-11-20', '2026-11-20'],
      ['en', '2026-02-30', null],
      ['en', '12/1', null],
      ['en', 'friday or so', null],
      ['en', 'friday 8pm or so', null],
      ['en', 'whenever', null],
    ]
    for (const [locale, typed, expected] of days) {
      const day = parseNaturalDay(typed, { now, zone: zones[locale], locale })
      const text = day && new Date(Date.UTC(day.year, day.month - 1, day.day)).toISOString()
      assert.equal(text && text.slice(0, 10), expected, typed)
    }
  })

  it('keeps to the wall clock over changes of summer time', () => {
    const paris = (typed: string, at: string) => {
      const result = read(typed, 'fr', Date.parse(at), 'Europe/Paris')
      return result && 'at' in result ? new Date(result.at).toISOString() : result
    }
    assert.equal(paris('demain 2h30', '2026-03-28T12:00Z'), '2026-03-29T01:30:00.000Z')
    assert.equal(paris('demain 2h30', '2026-10-24T12:00Z'), '2026-10-25T00:30:00.000Z')
    assert.equal(paris('demain 21h', '2026-03-28T12:00Z'), '2026-03-29T19:00:00.000Z')
    assert.equal(paris('dans 2h', '2026-03-29T00:30Z'), '2026-03-29T02:30:00.000Z')
    assert.equal(paris('dans 3 jours', '2026-03-27T20:00:37Z'), '2026-03-30T19:00:00.000Z')
    assert.equal(paris('dans 1 jour', '2026-03-28T01:30Z'), '2026-03-29T01:30:00.000Z')
    assert.equal(paris('29 fév 20h', '2026-03-29T00:30Z'), '2028-02-29T19:00:00.000Z')
  })

  it('takes the small hours of the night that is running', () => {
    const tokyo = (typed: string, at: string) => {
      const result = read(typed, 'ja', Date.parse(at))
      return result && 'at' in result ? shown(result.at, 'Asia/Tokyo') : result
    }
    assert.equal(tokyo('今夜1時', '2026-11-21T00:30+09:00'), '11-21 01:00')
    assert.equal(tokyo('金曜25時', '2026-11-21T00:30+09:00'), '11-21 01:00')
    assert.equal(tokyo('金曜25時', '2026-11-21T01:30+09:00'), '11-28 01:00')
    assert.equal(tokyo('25時', '2026-11-21T02:00+09:00'), '11-22 01:00')
  })

  const reader = fc.record({
    now: fc.integer({ min: 946_684_800, max: 4_000_000_000 }).map((seconds) => seconds * 1000 + 7),
    zone: fc.constantFrom(...Object.values(zones), 'America/New_York', 'Asia/Kolkata'),
    locale: fc.constantFrom(...locales),
  })

  it('always means a coming time within eight days when no date was named', () => {
    const forms: readonly ((hour: number) => string)[] = [
      (hour) => `${String(hour)}:00`,
      (hour) => `${String(hour)}時`,
      (hour) => `夜${String(hour)}時`,
      (hour) => `${String(hour)}시 30분`,
      (hour) => `${String(hour)}h30`,
      (hour) => `明日 ${String(hour)}時半`,
      (hour) => `demain ${String(hour)}h15`,
      (hour) => `friday ${String(hour)}:30`,
      (hour) => `일요일 저녁 ${String(hour)}시`,
      (hour) => `in ${String(hour + 1)} hours`,
    ]
    const hour = fc.integer({ min: 0, max: 23 })
    fc.assert(
      fc.property(reader, fc.constantFrom(...forms), hour, (where, form, said) => {
        const result = parseNaturalTime(form(said), where)
        assert.ok(result && 'at' in result, form(said))
        assert.ok(Number.isInteger(result.at) && result.rest === '')
        assert.ok(result.at > where.now && result.at - where.now <= 8 * 86_400_000)
      }),
    )
  })

  it('gives back an instant that was written out, and cuts no word that is not of the time', () => {
    fc.assert(
      fc.property(reader, fc.integer({ min: 1, max: 31_536_000 }), (where, later) => {
        const at = Math.floor(where.now / 1000) * 1000 + later * 1000
        for (const text of [new Date(at).toISOString(), `<t:${String(at / 1000)}:F>`])
          assert.deepEqual(parseNaturalTime(`Ranked ${text} ランク`, where), {
            at,
            rest: 'Ranked ランク',
          })
        const { year, month, day, hour, minute } = wallClockAt('UTC', at)
        const two = (value: number) => String(value).padStart(2, '0')
        const local = `${String(year)}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}`
        const result = parseNaturalTime(local, { ...where, zone: 'UTC' })
        const start = Math.floor(at / 60_000) * 60_000
        assert.deepEqual(result, start > where.now ? { at: start, rest: '' } : { error: 'past' })
      }),
    )
  })

  it('never fails on anything typed', () => {
    const piece = fc.constantFrom(...'0123456789:時分시h-/+TZ<>t 月日半後曜金(明夜pm'.split(''))
    const typed = fc.oneof(
      fc.string({ maxLength: 100 }),
      fc.array(piece).map((all) => all.join('')),
    )
    fc.assert(
      fc.property(reader, typed, (where, text) => {
        const result = parseNaturalTime(text, where)
        if (result && 'at' in result) assert.ok(result.at > where.now)
      }),
      { numRuns: 500 },
    )
  })
})
