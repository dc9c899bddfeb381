import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { escapeMarkdown } from '#discord/message.ts'
import { readMarkdown, type Piece } from '#web/discord/markdown.ts'

function said(pieces: readonly Piece[]): string {
  const texts = pieces.map((piece) => {
    if (typeof piece === 'string') return piece
    if ('text' in piece) return piece.text
    if (!('pieces' in piece)) return ''
    const inside = said(piece.pieces)
    return piece.kind === 'link' && inside !== piece.url ? `${inside}${piece.url}` : inside
  })
  return texts.join('')
}

test('marks, mentions, moments and lines are read as Discord reads them', () => {
  assert.deepEqual(readMarkdown('**bring** _a_ __b__ ~~c~~ ||d|| `*e*`'), [
    { kind: 'strong', pieces: ['bring'] },
    ' ',
    { kind: 'emphasis', pieces: ['a'] },
    ' ',
    { kind: 'underline', pieces: ['b'] },
    ' ',
    { kind: 'strike', pieces: ['c'] },
    ' ',
    { kind: 'spoiler', pieces: ['d'] },
    ' ',
    { kind: 'code', text: '*e*' },
  ])
  assert.deepEqual(readMarkdown('**<@1> and *<@&2>*** <t:60:R>'), [
    {
      kind: 'strong',
      pieces: [
        { kind: 'user', id: '1' },
        ' and ',
        { kind: 'emphasis', pieces: [{ kind: 'role', id: '2' }] },
      ],
    },
    ' ',
    { kind: 'time', at: 60_000, style: 'R' },
  ])
  assert.deepEqual(
    readMarkdown('# Rules\n- *one*\n  - two\n> said\n> so\n-# small\n```js\na*b*\n```'),
    [
      { kind: 'heading', pieces: ['Rules'] },
      '\n• ',
      { kind: 'emphasis', pieces: ['one'] },
      '\n  • two\n',
      { kind: 'quote', pieces: ['said\nso\n'] },
      { kind: 'small', pieces: ['small'] },
      '\n',
      { kind: 'block', text: 'a*b*' },
    ],
  )
})

test('what is escaped or no mark stays as it was written', () => {
  for (const text of ['snake_case_name', '2 * 3 * 4', 'a ** b', '#tag', '<#1>', '\\', '**'])
    assert.deepEqual(readMarkdown(text), [text])
  assert.deepEqual(readMarkdown('\\*\\*no\\*\\* \\# x ¯\\\\\\_(ツ)\\_/¯'), [
    '**no** # x ¯\\_(ツ)_/¯',
  ])
  assert.deepEqual(readMarkdown('<t:9999999999999:F>'), ['<t:9999999999999:F>'])
})

test('only web addresses are links, and none hides behind another', () => {
  const link = (url: string, text = url) => ({ kind: 'link', url, pieces: [text] })
  assert.deepEqual(readMarkdown('(https://a.example/b_c_d#e). [map](https://b.example)'), [
    '(',
    link('https://a.example/b_c_d#e'),
    '). ',
    link('https://b.example', 'map'),
  ])
  assert.deepEqual(readMarkdown('**https://a.example**'), [
    { kind: 'strong', pieces: [link('https://a.example')] },
  ])
  for (const text of [
    '[x](javascript:alert)',
    'javascript:alert(1)',
    '[x](/me)',
    'data:text/html,x',
  ])
    assert.deepEqual(readMarkdown(text), [text])
  assert.deepEqual(readMarkdown('[https://a.example](https://b.example)'), [
    '[',
    link('https://a.example'),
    '](',
    link('https://b.example'),
    ')',
  ])
})

test('any text is read, and every letter of it is still there', () => {
  const signs = '*_`~|\\<>[]()#-@ \n'.split('')
  // No letter of a language's name behind three backticks, which Discord hides.
  const letters = ['é', 'あ', '🎲']
  const longer = ['**', '__', '||', '```', '> ', '# ', '- ', '](https://é', 'https://', '<@1>']
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...signs, ...letters, ...longer), { maxLength: 60 }),
      (parts) => {
        const seen = (text: string) => text.replaceAll(/[^éあ🎲]/gu, '')
        assert.equal(seen(said(readMarkdown(parts.join('')))), seen(parts.join('')))
      },
    ),
    { numRuns: 500 },
  )
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => void readMarkdown(text)),
  )
  for (const sign of [...signs, ...longer]) readMarkdown(sign.repeat(2_500))
})

test('what people wrote reads as they wrote it once it is escaped', () => {
  const signs = '*_`~|\\<>[]()#-@aé\n'.split('')
  const parts = [...signs, '# ', '-# ', '> ', '@everyone', '```', '<@1>']
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...parts), { minLength: 1, maxLength: 40 }), (chosen) => {
      const text = chosen.join('')
      fc.pre(!/^ *- /m.test(text))
      assert.deepEqual(readMarkdown(escapeMarkdown(text)), [text])
    }),
  )
  assert.equal(
    escapeMarkdown('# @here https://a.example/@b#c'),
    '\\# \\@here https://a.example/@b#c',
  )
})
