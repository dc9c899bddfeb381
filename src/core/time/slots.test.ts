import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { parseSlotsFromTitle } from './slots.ts'

describe('slots in titles', () => {
  it('reads what people write, owner counted, and cuts it out', () => {
    for (const [typed, title, slots] of [
      ['ランク @2', 'ランク', 3],
      ['ランク　＠２', 'ランク', 3],
      ['ランク@2', 'ランク', 3],
      ['@4 APEX', 'APEX', 5],
      ['ランク @2人 21時', 'ランク 21時', 3],
      ['ランク（@3）', 'ランク', 4],
      ['モンハン あと2人', 'モンハン', 3],
      ['残り1枠 フルパ', 'フルパ', 2],
      ['あと２ カジュアル', 'カジュアル', 3],
      ['2人募集 スプラ', 'スプラ', 3],
      ['スプラ２ 3名募集中', 'スプラ２', 4],
      ['スプラ 募集3人', 'スプラ', 4],
      ['雑談 +2', '雑談', 3],
      ['발로란트 2명', '발로란트', 3],
      ['롤 칼바람 2명 구함', '롤 칼바람', 3],
      ['2명 더 모집 롤', '롤', 3],
      ['롤 +2명', '롤', 3],
      ['오버워치 두 자리 말고 2자리', '오버워치 두 자리 말고', 3],
      ['Ranked, il manque 2', 'Ranked', 3],
      ['cherche 2 joueurs pour ranked', 'pour ranked', 3],
      ['Donjon – cherche 2', 'Donjon', 3],
      ['Recherche 3 pour un raid', 'pour un raid', 4],
      ['il reste 2 places', 'il reste 2 places', 3],
      ['lf2m mythic', 'mythic', 3],
      ['Mythic LF 2', 'Mythic', 3],
      ['raid need 2', 'raid', 3],
      ['need 2 more for raid', 'for raid', 3],
      ['raid, looking for 3 players', 'raid', 4],
      ['2 more', '2 more', 3],
      ['Valorant (2 spots left)', 'Valorant', 3],
      ['@2', '@2', 3],
    ] as const) {
      assert.deepEqual(parseSlotsFromTitle(typed), { title, slots }, typed)
    }
  })

  it('leaves alone what only looks like it', () => {
    for (const title of [
      'e@2x.com',
      'me@2.example',
      'Cup @2024',
      'icon@2x',
      '<@2> with me',
      '<@80351110224678912>',
      '<@&12> come',
      'Ranked @21:30',
      'Ranked @9pm',
      'ランク @21時',
      'party @ 2',
      '@0',
      '@99',
      'C++2',
      'movie +18',
      'UTC +2 raid',
      'GMT+2',
      '2+2 puzzles',
      'あと2時間',
      '2人用ゲーム',
      '2人で',
      '2명이서 롤',
      'cherche 2h de fun',
      'need 2 talk',
      'need 2.5',
      'I need 24 hours',
      'half2 more',
      'alf2m',
      'cherche 2 heures',
      'Left 4 Dead 2',
      'Portal 2',
      'ポータル2',
    ]) {
      assert.deepEqual(parseSlotsFromTitle(title), { title, slots: null }, title)
    }
  })

  it('never fails, never grows, and always means 2 to 99 places', () => {
    const piece = fc.constantFrom(
      '@',
      '2',
      '９',
      '人',
      '募集',
      'あと',
      '명',
      ' ',
      'lf',
      'need',
      '+',
      ':',
    )
    const title = fc.oneof(
      fc.string({ maxLength: 100 }),
      fc.array(piece).map((list) => list.join('')),
    )
    fc.assert(
      fc.property(title, (typed) => {
        const read = parseSlotsFromTitle(typed)
        assert.ok(read.title.length <= typed.length)
        if (read.slots === null) assert.equal(read.title, typed)
        else assert.ok(read.slots >= 2 && read.slots <= 99)
      }),
    )
  })
})
