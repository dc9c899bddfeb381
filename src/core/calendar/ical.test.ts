import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { calendar, calendarAnswer, type CalendarItem } from './ical.ts'

type Line = { name: string; parameters: string; value: string }

/** Content lines as RFC 5545 §3.1 reads them: CRLF, and a following blank unfolds. */
function linesOf(text: string): Line[] {
  assert.ok(!/\r(?!\n)|(?<!\r)\n/.test(text), 'every line ends in CRLF')
  for (const line of text.split('\r\n')) assert.ok(Buffer.byteLength(line) <= 75, line)
  return text
    .replaceAll(/\r\n[ \t]/g, '')
    .split('\r\n')
    .filter(Boolean)
    .map((line) => {
      const [, name = '', parameters = '', value = ''] = /^([\w-]+)([^:]*):(.*)$/s.exec(line) ?? []
      assert.ok(name, line)
      return { name, parameters, value }
    })
}

const unescape = (value: string) =>
  value.replaceAll(/\\([\\;,nN])/g, (_, one: string) => (/n/i.test(one) ? '\n' : one))

/** The entries of a calendar by their properties, texts unescaped. */
function eventsOf(text: string): Record<string, string>[] {
  const events: Record<string, string>[] = []
  for (const { name, value } of linesOf(text)) {
    if (name === 'BEGIN' && value === 'VEVENT') events.push({})
    const event = events.at(-1)
    if (event) event[name] = unescape(value)
  }
  return events
}

const item: CalendarItem = {
  uid: 'recruitment-12@muster.example',
  sequence: 3,
  starts_at: Date.UTC(2030, 0, 1, 12),
  ends_at: Date.UTC(2030, 0, 1, 14),
  title: '極レイド練習会; 初心者, 歓迎',
  description: '21時集合\nボイスチャットあり\\o/',
  url: 'https://muster.example/r/12',
  location: '보이스 채널',
  cancelled: false,
  updated_at: Date.UTC(2029, 11, 31, 8, 30),
}

test('a party as a calendar reads it', () => {
  const text = calendar({ name: '募集', locale: 'ja', items: [item] })
  const head = linesOf(text).slice(0, 8)
  const has = (name: string, value: string) =>
    assert.ok(
      head.some((line) => line.name === name && line.value === value),
      `${name} ${value}`,
    )
  has('BEGIN', 'VCALENDAR')
  has('VERSION', '2.0')
  has('METHOD', 'PUBLISH')
  has('X-WR-CALNAME', '募集')
  has('REFRESH-INTERVAL', 'PT15M')
  const [event] = eventsOf(text)
  assert.deepEqual(
    { ...event, BEGIN: undefined, END: undefined },
    {
      BEGIN: undefined,
      END: undefined,
      UID: 'recruitment-12@muster.example',
      SEQUENCE: '3',
      DTSTAMP: '20291231T083000Z',
      DTSTART: '20300101T120000Z',
      DTEND: '20300101T140000Z',
      SUMMARY: item.title,
      DESCRIPTION: item.description,
      LOCATION: '보이스 채널',
      URL: 'https://muster.example/r/12',
      STATUS: 'CONFIRMED',
      'LAST-MODIFIED': '20291231T083000Z',
    },
  )
})

test('the name of a calendar is a text like any other', () => {
  const name = 'Raid; château, \\o/'
  const lines = linesOf(calendar({ name, locale: 'fr', items: [item] }))
  for (const wanted of ['NAME', 'X-WR-CALNAME']) {
    const line = lines.find((one) => one.name === wanted)
    assert.equal(line?.value, 'Raid\\; château\\, \\\\o/')
  }
})

test('a change keeps the identity and moves the sequence; what was cancelled stays', () => {
  const later = { ...item, sequence: 4, updated_at: item.updated_at + 60_000, cancelled: true }
  const [before, after] = eventsOf(calendar({ name: 'x', locale: 'en', items: [item, later] }))
  assert.equal(before?.['UID'], after?.['UID'])
  assert.deepEqual([before?.['SEQUENCE'], after?.['SEQUENCE']], ['3', '4'])
  assert.deepEqual([before?.['STATUS'], after?.['STATUS']], ['CONFIRMED', 'CANCELLED'])
  assert.equal(after?.['LAST-MODIFIED'], '20291231T083100Z')
})

test('any text comes back as it was, from lines of 75 octets at most', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 300 })
  const cjk = fc.string({
    unit: fc.constantFrom('募', '집', '漢', 'é', ',', ';', '\\', '\\n', '"', ':', '🎲', 'a', '\n'),
    maxLength: 300,
  })
  const wild = fc.string({ unit: 'binary', maxLength: 100 })
  const flat = (value: string) => value.replaceAll(/\s+/g, ' ').trim()
  fc.assert(
    fc.property(fc.oneof(text, cjk, wild), fc.oneof(text, cjk, wild), (title, description) => {
      const ics = calendar({ name: title, locale: 'ko', items: [{ ...item, title, description }] })
      const [event] = eventsOf(ics)
      assert.equal(eventsOf(ics).length, 1)
      const visible = (value: string) =>
        value
          .replaceAll(/\r\n?/g, '\n')
          .replaceAll(/(?![\t\n])\p{Cc}/gu, '')
          .toWellFormed()
      assert.equal(event?.['SUMMARY'], flat(visible(title)))
      assert.equal(event?.['DESCRIPTION'] ?? '', visible(description))
    }),
    { numRuns: 300 },
  )
})

test('equal contents are equal bytes, and who holds them is spared', () => {
  const make = () => calendar({ name: 'x', locale: 'fr', items: [item, { ...item, uid: 'b' }] })
  const first = calendarAnswer(make(), { filename: 'x.ics', held: undefined })
  assert.equal(first.status, 200)
  assert.equal(first.headers?.['content-type'], 'text/calendar; charset=utf-8')
  const held = String(first.headers?.['etag'])
  const again = calendarAnswer(make(), { filename: 'x.ics', held })
  assert.deepEqual([again.status, again.body, again.headers?.['etag']], [304, undefined, held])
  const changed = calendar({ name: 'x', locale: 'fr', items: [item] })
  assert.equal(calendarAnswer(changed, { filename: 'x.ics', held }).status, 200)
})
