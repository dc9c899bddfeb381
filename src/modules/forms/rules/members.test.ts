import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readMembers } from './members.ts'

const people = [
  { user_id: '100000000000000001', username: 'aki', display_name: 'Aki' },
  { user_id: '100000000000000002', username: 'beni', display_name: 'Beni' },
]

test('lists are read by their heads, or by the usual columns', () => {
  const headed = readMembers(
    [
      ['学籍番号', 'Discord', '氏名', '学年'],
      ['A123', '@Aki', '\u202E秋田 太郎', '2'],
      ['B1', 'nobody', '誰か', ''],
      ['', 'beni', '', ''],
      ['', 'aki', 'もう一人', ''],
    ],
    people,
  )
  assert.deepEqual(headed.members, [
    {
      discord_user_id: '100000000000000001',
      name: '秋田 太郎',
      student_id: 'A123',
      discord_username: '@Aki',
      team: null,
      grade: '2',
    },
  ])
  assert.deepEqual(headed.problems, [
    { line: 3, code: 'unknown_person' },
    { line: 4, code: 'no_name' },
    { line: 5, code: 'twice' },
  ])
  const bare = readMembers(
    [['紅 花子', 'B22', 'x', '100000000000000002', '1班', '3', '', '']],
    people,
  )
  assert.equal(bare.members[0]?.discord_user_id, '100000000000000002')
  assert.equal(bare.members[0]?.team, '1班')
  assert.deepEqual(readMembers([], people), { members: [], problems: [] })
})
