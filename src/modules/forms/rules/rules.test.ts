import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Question } from '../contract/form.ts'
import { readSheetAddress } from '#core/google/address.ts'
import { editAddress, isAddressLike, readFormAddress, sheetAddress } from './address.ts'
import { readDeadline } from './deadline.ts'
import {
  entriesIn,
  entryOf,
  estimateMinutes,
  googleId,
  missingRoles,
  namingQuestions,
  prefilledUrl,
  withRoles,
} from './questions.ts'
import { nextFetch, shownAnswers, whyShut } from './state.ts'
import { isTarget, readRoles } from './targets.ts'

const id = '1FAkeIdOfAForm_abcdefghijklmnopqrstuvwxyz01'

test('addresses of forms are told apart', () => {
  const root = 'http://127.0.0.1:9000/google'
  for (const text of [
    `https://docs.google.com/forms/d/${id}/edit`,
    ` docs.google.com/forms/d/${id}/edit?usp=sharing#responses `,
    `https://docs.google.com/forms/u/0/d/${id}/edit`,
    `https://docs.google.com/a/club.example/forms/d/${id}`,
    `${root}/forms/d/${id}/edit`,
  ]) {
    assert.deepEqual(readFormAddress(text, root), { kind: 'edit', formId: id }, text)
  }
  const view = 'https://docs.google.com/forms/d/e/1FAIpQLSxyz/viewform'
  assert.deepEqual(readFormAddress(view, null), { kind: 'view' })
  assert.deepEqual(readFormAddress('https://forms.gle/abc', null), { kind: 'short' })
  assert.deepEqual(readFormAddress(`${root}/forms.gle/abc`, root), { kind: 'short' })
  for (const text of [
    '',
    'x',
    'https://evil.example/forms/d/x/edit',
    `${root}/forms/d/${id}/edit`,
  ]) {
    assert.deepEqual(readFormAddress(text, null), { kind: 'none' }, text)
  }
  assert.deepEqual(readFormAddress(editAddress(id, root), root), { kind: 'edit', formId: id })
  assert.equal(readSheetAddress(sheetAddress(id, null), null)?.id, id)
  assert.equal(readSheetAddress(sheetAddress(id, root), root)?.id, id)
})

test('deadlines are read in the zone of the forms', () => {
  const at = Date.UTC(2030, 3, 1, 14, 59)
  for (const text of ['2030-04-01 23:59', '2030/4/1 23:59', '２０３０－０４－０１　２３：５９'])
    assert.equal(readDeadline(text, 'Asia/Tokyo'), at, text)
  assert.equal(readDeadline('2030-04-01T23:59:00+09:00', 'Europe/Paris'), at)
  assert.equal(readDeadline('2030-04-01T14:59Z', 'Europe/Paris'), at)
  for (const text of ['', 'tomorrow', '2030-02-30 10:00', '2030-04-01 25:00', '2030-04-01'])
    assert.equal(readDeadline(text, 'Asia/Tokyo'), null, text)
})

function asked(title: string, kind: Question['kind'] = 'text', question_id = title) {
  return { question_id, item_id: title, index: 0, title, kind, required: true, options: [] }
}

test('our questions are known by id or title', () => {
  const roles = (list: ReturnType<typeof asked>[], code: string | null = null) =>
    withRoles(list, code).map(({ role }) => role)
  const list = [
    asked('回答コード（変更しないでください）'),
    asked('氏名'),
    asked('学籍番号'),
    asked('氏名'),
  ]
  assert.deepEqual(roles(list), ['code', 'name', 'student_id', null])
  assert.deepEqual(roles([asked('Anything', 'text', 'abc'), asked('回答コード')], 'abc'), [
    'code',
    null,
  ])
  assert.deepEqual(roles([asked('Name', 'choice'), asked('Name of your dog')]), [null, null])
  const some = withRoles([asked('Name')], null)
  assert.deepEqual(missingRoles(some, false), ['code', 'student_id'])
  assert.deepEqual(missingRoles(some, true), ['code'])
  const naming = withRoles([asked('氏名'), asked('メールアドレス'), asked('感想')], null)
  assert.deepEqual(namingQuestions(naming), ['氏名', 'メールアドレス'])
  assert.equal(estimateMinutes([]), 1)
  assert.ok(
    estimateMinutes(
      withRoles(
        Array.from({ length: 20 }, () => asked('q', 'paragraph')),
        null,
      ),
    ) > 10,
  )
})

test('prefilled links carry values under the number of their question', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 4, maxLength: 4 }), fc.string(), (random, value) => {
      const questionId = googleId(random)
      assert.match(questionId, /^[1-9a-f][0-9a-f]{7}$/)
      const text = value.toWellFormed()
      const url = prefilledUrl('https://x.example/viewform', { [entryOf(questionId)]: text })
      assert.equal(entriesIn(url).get(entryOf(questionId)), text)
    }),
  )
  assert.deepEqual([...entriesIn('not an address')], [])
})

test('targets have one of the roles; without roles all but bots', () => {
  const member = { user_id: '1', bot: false, roles: ['a', 'b'] }
  assert.equal(isTarget(member, ['b', 'c']), true)
  assert.equal(isTarget(member, ['c']), false)
  assert.equal(isTarget(member, []), true)
  assert.equal(isTarget({ ...member, bot: true }, []), false)
  const known = [
    { id: '100000000000000001', name: '部員' },
    { id: '100000000000000002', name: 'Staff' },
  ]
  const typed = '部員、 <@&100000000000000002>,staff'
  assert.deepEqual(readRoles(typed, known), { ok: true, ids: known.map((role) => role.id) })
  assert.deepEqual(readRoles('Nobody', known), { ok: false, unknown: 'Nobody' })
  assert.deepEqual(readRoles('  ', known), { ok: true, ids: [] })
})

test('states say whether somebody can answer, and when Google is asked again', () => {
  const form = { state: 'published' as const, deadline: 1_000, hot_until: 0 }
  assert.equal(whyShut(form, 1_000), null)
  assert.equal(whyShut(form, 1_001), 'DEADLINE_PASSED')
  assert.equal(whyShut({ ...form, state: 'closed' }, 0), 'FORM_NOT_OPEN')
  assert.equal(nextFetch({ ...form, deadline: null }, 5_000, 60_000), 65_000)
  assert.equal(nextFetch({ ...form, deadline: null, hot_until: 9_000 }, 5_000, 60_000), 15_000)
  assert.equal(nextFetch({ ...form, deadline: 10_000 }, 100_000, 60_000), 130_000)
  assert.equal(nextFetch({ ...form, state: 'draft' }, 5_000, 60_000), null)
  const hour = 3_600_000
  assert.deepEqual(shownAnswers({ answered: 1, at: 0 }, 3, hour - 1), { answered: 1, at: 0 })
  assert.deepEqual(shownAnswers({ answered: 1, at: 0 }, 4, 5), { answered: 4, at: 5 })
  assert.deepEqual(shownAnswers({ answered: 1, at: 0 }, 2, hour), { answered: 2, at: hour })
})

test('what is typed for a form is an address or a title', () => {
  const addresses = [
    'https://docs.google.com/forms/d/1/edit',
    'docs.google.com/forms/d/1',
    'forms.gle/abc',
    'http://127.0.0.1:8081/google/forms/d/1/edit',
    '1FAIpQLSdW2wW2wW2wW2wW2wW2wW2w',
  ]
  for (const text of addresses) assert.equal(isAddressLike(text), true, text)
  for (const text of ['Summer camp', '合宿アンケート', 'Q1', 'Wer kommt? Ja/Nein']) {
    assert.equal(isAddressLike(text), false, text)
  }
})
