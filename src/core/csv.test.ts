import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { CsvError, formulaSafe, readCsv, writeCsv } from './csv.ts'

test('what was written is read again, whatever the cells hold', () => {
  const cell = fc
    .string({ unit: 'grapheme', minLength: 1 })
    .map((text) => text.replaceAll('\0', ''))
  const cells = fc.array(
    fc.oneof(cell, fc.constantFrom('a,b', '"', 'a\r\nb', '田中', '=1+1', ' ')),
    {
      minLength: 2,
      maxLength: 6,
    },
  )
  fc.assert(
    fc.property(fc.array(cells, { maxLength: 8 }), (rows) => {
      // A header in the first line says which separator is used.
      const all = [['first', 'second', 'third'], ...rows]
      assert.deepEqual(
        readCsv(writeCsv(all)),
        all.map((row) => row.map(formulaSafe)),
      )
    }),
  )
})

test('no cell can be run as a formula', () => {
  const dangers = [
    '=cmd',
    '+1',
    '-1+1',
    '-A1',
    '-1,5',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    '\n=1',
    '\0=1',
    '＝1',
    '－1',
  ]
  for (const danger of dangers) assert.equal(formulaSafe(danger), `'${danger}`)
  for (const harmless of ['', 'a=b', '田中', ' =1', "'=1", '-1', '-320626.1865768']) {
    assert.equal(formulaSafe(harmless), harmless)
  }
  assert.equal(writeCsv([['=1+1', -3, null, 'a']]), "\uFEFF'=1+1,-3,,a\r\n")
})

test('the files of spreadsheets are understood', () => {
  const expected = [
    ['id', 'name'],
    ['1', 'a "b" c'],
    ['2', ''],
  ]
  assert.deepEqual(readCsv('id,name\n1,"a ""b"" c"\n\n2,'), expected)
  assert.deepEqual(readCsv('\uFEFFid;name\r\n1;"a ""b"" c"\r\n2;\r\n'), expected)
  assert.deepEqual(readCsv('id\tname\r1\t"a ""b"" c"\r2\t'), expected)
  assert.deepEqual(readCsv('a;b\n"x\ny";1,5'), [
    ['a', 'b'],
    ['x\ny', '1,5'],
  ])
  assert.throws(() => readCsv('a,b\n"c\nd'), new CsvError(2, 'a quoted cell does not end'))
  assert.throws(() => readCsv('a\n"b\nb"c'), new CsvError(3, 'text follows a quoted cell'))
})
