import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { changeDuty, coverageByHour, minutesByHour, type DutySession } from './duty.ts'
import { spansBetween } from './history.ts'
import { decideLink, judgeId } from './linking.ts'
import { rankFor } from './ranks.ts'
import { columnsOf, isRefused, readLines } from './sheet.ts'
import { daysAgo, lastDayOf, leaveEnd } from './time.ts'

describe('ids in sheets', () => {
  for (const [cell, verdict] of [
    ['123456789012345678', 'ok'],
    ["'123456789012345678", 'ok'],
    ['', 'empty'],
    ['1.23457E+17', 'ruined'],
    ['1,23457E+17', 'ruined'],
    ['123,456,789,012,345,000', 'ruined'],
    ['123456789012345000', 'suspicious'],
    ['12345678901234500', 'suspicious'],
    ['sam', 'not_numeric'],
    ['1234', 'not_numeric'],
  ] as const) {
    test(`${cell || 'nothing'} is ${verdict}`, () => assert.equal(judgeId(cell).verdict, verdict))
  }

  test('what a spreadsheet makes of an id as a number is always noticed', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 10n ** 17n, max: 10n ** 19n - 1n }), (id) => {
        // Fifteen digits and zeros, as spreadsheets show it.
        const text = id.toString()
        const kept = `${text.slice(0, 15)}${'0'.repeat(text.length - 15)}`
        assert.ok(['suspicious', 'ruined'].includes(judgeId(kept).verdict))
        assert.equal(
          judgeId(`${text[0]}.${text.slice(1, 6)}E+${text.length - 1}`).verdict,
          'ruined',
        )
      }),
    )
  })

  test('columns are known in four languages, and lines with mistakes are named', () => {
    assert.deepEqual(columnsOf(['Discord ID', 'Staff Name', 'Rank']), {
      discord_id: 0,
      display_name: 1,
      role: 2,
    })
    assert.deepEqual(columnsOf(['名前', 'ユーザー名', '役職']), {
      display_name: 0,
      username: 1,
      role: 2,
    })
    assert.equal(columnsOf(['a', 'b']), null)
    const columns = { display_name: 0, discord_id: 1, timezone: 2 }
    const [good, twice, nobody, nowhere] = readLines(
      [
        [' \u202ESam\n', '123456789012345678', 'europe/paris'],
        ['Sam again', '123456789012345678', ''],
        ['\u202E\u3164', '', ''],
        ['Zoe', '', 'Mars/Base'],
      ],
      columns,
    )
    assert.deepEqual([good?.timezone, good?.problems], ['Europe/Paris', []])
    assert.equal(good?.display_name, 'Sam')
    assert.ok(twice && isRefused(twice))
    assert.deepEqual(nobody?.problems, ['name_missing'])
    assert.ok(nowhere && !isRefused(nowhere))
  })
})

describe('linking', () => {
  const row = (id: number, discord_id: string | null, account_id: number | null) => ({
    id,
    discord_id,
    account_id,
  })
  const wish = { accountId: 7, discordId: 'd', isBot: false }
  for (const [name, holder, own, expected] of [
    ['the row that holds the id', row(1, 'd', null), null, 1],
    ['the own row', null, row(2, null, 7), 2],
    ['again', row(1, 'd', 7), row(1, 'd', 7), 1],
    ['a row of another account', row(1, 'd', 8), null, 'already_linked'],
    ['an id on another row', row(1, 'd', null), row(2, null, 7), 'already_linked'],
    ['a row with another id', null, row(2, 'other', 7), 'row_has_another_id'],
    ['nobody', null, null, 'not_on_roster'],
  ] as const) {
    test(name, () => {
      const decision = decideLink(wish, { holder, own })
      assert.equal(decision.ok ? decision.row.id : decision.code, expected)
    })
  }
  test('no bot is linked', () => {
    const decision = decideLink({ ...wish, isBot: true }, { holder: null, own: row(2, null, 7) })
    assert.equal(decision.ok, false)
  })
})

describe('duty and leave', () => {
  test('whatever is pressed, and however clocks jump, no time is negative', () => {
    const steps = fc.array(
      fc.tuple(fc.constantFrom('on', 'break', 'off' as const), fc.integer({ min: -5e6, max: 5e6 })),
      { maxLength: 30 },
    )
    fc.assert(
      fc.property(steps, (all) => {
        let session: DutySession | null = null
        let now = 1e9
        for (const [wish, by] of all) {
          now += by
          const step = changeDuty(wish, session, now)
          if (step.kind === 'begin') {
            session = {
              id: 1,
              member_id: 1,
              started_at: now,
              ended_at: null,
              break_ms: 0,
              break_since: null,
            }
          } else if (step.kind === 'update') {
            const { started_at, ended_at, break_ms } = step.session
            assert.ok(break_ms >= 0)
            assert.ok(ended_at === null || ended_at - started_at >= break_ms)
            session = ended_at === null ? step.session : null
          }
        }
      }),
    )
  })

  test('a break needs a duty', () => {
    assert.deepEqual(changeDuty('break', null, 1), { kind: 'refuse', code: 'not_on_duty' })
  })

  test('a leave ends at the local midnight after its last day, also when clocks change', () => {
    // Paris: UTC+2 in summer, UTC+1 from 2026-10-25 03:00 on.
    assert.equal(leaveEnd('2026-10-24', 'Europe/Paris'), Date.UTC(2026, 9, 24, 22))
    assert.equal(leaveEnd('2026-10-25', 'Europe/Paris'), Date.UTC(2026, 9, 25, 23))
    // Santiago's clocks skip from midnight to one.
    const end = leaveEnd('2026-09-05', 'America/Santiago')
    assert.equal(end, Date.UTC(2026, 8, 6, 4))
    assert.equal(leaveEnd('2026-02-30', 'UTC'), null)
    assert.equal(lastDayOf(Date.UTC(2026, 9, 25, 23), 'Europe/Paris'), '2026-10-25')
  })

  test('coverage: who is always there counts as one in every hour, today’s among them', () => {
    for (const zone of ['UTC', 'Asia/Kolkata', 'America/Lima']) {
      const now = Date.parse('2030-05-17T10:20:30Z')
      const stretch = { from: daysAgo(zone, now, 28), to: now }
      assert.deepEqual(new Set(coverageByHour([stretch], zone, 28)), new Set([1]), zone)
    }
  })

  test('coverage: hours of a zone, whatever its offset', () => {
    const stretch = { from: Date.UTC(2026, 0, 5, 9), to: Date.UTC(2026, 0, 5, 11, 30) }
    const paris = coverageByHour([stretch], 'Europe/Paris', 1)
    assert.deepEqual([paris[9], paris[10], paris[11], paris[12]], [0, 1, 1, 0.5])
    const kolkata = coverageByHour([stretch], 'Asia/Kolkata', 1)
    assert.deepEqual([kolkata[14], kolkata[15], kolkata[16], kolkata[17]], [0.5, 1, 1, 0])
    const day = { from: Date.UTC(2026, 0, 5), to: Date.UTC(2026, 0, 6) }
    const minutes = minutesByHour([stretch], 'UTC', day)
    assert.equal(
      minutes.reduce((sum, one) => sum + one, 0),
      150,
    )
  })

  test('spans lie side by side inside of what was asked for', () => {
    const points = fc.array(
      fc.record({
        at: fc.integer({ min: 0, max: 1_000 }),
        status: fc.constantFrom('online', 'offline', 'idle', null),
      }),
    )
    fc.assert(
      fc.property(points, (all) => {
        const spans = spansBetween(all, 100, 900)
        for (const [index, { from, to }] of spans.entries()) {
          assert.ok(from >= 100 && to <= 900 && from < to)
          assert.ok((spans[index + 1]?.from ?? Infinity) >= to)
        }
      }),
    )
  })

  test('of several roles the highest rank counts', () => {
    const rank = (role: string, priority: number, discord_role_id: string | null) => ({
      role,
      priority,
      discord_role_id,
      color: null,
      department: null,
    })
    const all = [rank('Mod', 5, 'a'), rank('Lead', 1, 'b'), rank('Free', 0, null)]
    assert.equal(rankFor(all, ['a', 'b'])?.role, 'Lead')
    assert.equal(rankFor(all, ['c']), null)
  })
})
