import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parseInline, parseMarkdown, type Block, type Inline } from './markdown.ts'

function inlineText(node: Inline): string {
  switch (node.kind) {
    case 'text':
    case 'code':
    case 'everyone':
      return node.text
    case 'strong':
    case 'emphasis':
    case 'underline':
    case 'strike':
    case 'spoiler':
    case 'link':
      return node.children.map(inlineText).join('')
    case 'mention':
      return node.id
    case 'command':
    case 'emoji':
      return node.name
    case 'time':
      return String(node.epochSeconds)
  }
}

function blockText(block: Block): string {
  switch (block.kind) {
    case 'quote':
      return block.blocks.map(blockText).join('')
    case 'list':
      return block.items.flat().map(inlineText).join('')
    case 'code':
      return block.text
    case 'paragraph':
    case 'subtext':
    case 'heading':
      return block.children.map(inlineText).join('')
  }
}

test('marks, mentions, times and links become nodes', () => {
  assert.deepEqual(parseInline('**Raid** of <@123> <t:1700000000:R>'), [
    { kind: 'strong', children: [{ kind: 'text', text: 'Raid' }] },
    { kind: 'text', text: ' of ' },
    { kind: 'mention', of: 'user', id: '123' },
    { kind: 'text', text: ' ' },
    { kind: 'time', epochSeconds: 1_700_000_000, style: 'R' },
  ])
  assert.deepEqual(parseInline('[page](https://a.example/x) `a*b*`'), [
    { kind: 'link', url: 'https://a.example/x', children: [{ kind: 'text', text: 'page' }] },
    { kind: 'text', text: ' ' },
    { kind: 'code', text: 'a*b*' },
  ])
})

test('only web addresses become links, and escapes stay text', () => {
  assert.deepEqual(parseInline('[x](javascript:alert)'), [
    { kind: 'text', text: '[x](javascript:alert)' },
  ])
  assert.deepEqual(parseInline('\\*\\*not bold\\*\\* snake_case_name'), [
    { kind: 'text', text: '**not bold** snake_case_name' },
  ])
})

test('lines become headings, lists, quotes and code', () => {
  const kinds = parseMarkdown(
    '# Title\n- one\n- two\n> said\n-# small\nplain\n```ts\nlet a\n```',
  ).map(({ kind }) => kind)
  assert.deepEqual(kinds, ['heading', 'list', 'quote', 'subtext', 'paragraph', 'code'])
})

test('letters and digits of any text survive in order', () => {
  const pieces = fc.constantFrom('a', '7', 'あ', ' ', '*', '_', '`', '~', '|', '\n', '\\', '>', '#')
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 40 }), (parts) => {
      const letters = (text: string): string => text.replaceAll(/[^a7あ]/g, '')
      const shown = parseMarkdown(parts.join('')).map(blockText).join('')
      assert.equal(letters(shown), letters(parts.join('')))
    }),
  )
})
