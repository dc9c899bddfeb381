import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { characterOf, sortableId, valueOf } from './alphabet.ts'
import { codeOf, readCode, showCode } from './code.ts'

const bytes = fc.uint8Array({ minLength: 10, maxLength: 10 })

test('a code is read however it is typed', () => {
  fc.assert(
    fc.property(bytes, fc.constantFrom('upper', 'lower', 'wide', 'spaced'), (random, way) => {
      const code = codeOf(random)
      assert.match(code, /^[0-9A-HJKMNP-TV-Z]{17}$/)
      const shown = showCode(code)
      assert.match(shown, /^(\w{4}-){4}\w$/)
      const typed = {
        upper: shown,
        lower: shown.toLowerCase().replaceAll('0', 'o').replaceAll('1', 'l'),
        wide: Array.from(shown, (one) =>
          one === '-' ? '－' : String.fromCodePoint((one.codePointAt(0) ?? 0) + 0xfee0),
        ).join(''),
        spaced: ` ${shown.replaceAll('-', ' ')}\n`,
      }[way]
      assert.deepEqual(readCode(typed), { kind: 'code', code })
    }),
  )
})

test('one wrong character, or two that changed places, is a typing error and no other code', () => {
  fc.assert(
    fc.property(bytes, fc.nat(15), fc.integer({ min: 1, max: 30 }), (random, at, by) => {
      const code = codeOf(random)
      const value = valueOf(code.charAt(at))
      const other = characterOf(value + by)
      // 31 and 0 are alike to the check; every other change is found.
      if (Math.abs(valueOf(other) - value) !== 31) {
        const changed = code.slice(0, at) + other + code.slice(at + 1)
        assert.deepEqual(readCode(changed), { kind: 'mistyped' })
      }
      const [left, right] = [code.charAt(at), code.charAt(at + 1)]
      const swapped = code.slice(0, at) + right + left + code.slice(at + 2)
      if (at < 15 && left !== right && Math.abs(valueOf(left) - valueOf(right)) !== 31) {
        assert.deepEqual(readCode(swapped), { kind: 'mistyped' })
      }
    }),
  )
  for (const text of [undefined, '', ' -', '　'])
    assert.deepEqual(readCode(text), { kind: 'missing' })
  assert.deepEqual(readCode('なし'), { kind: 'mistyped' })
})

test('ids have 26 characters and sort by the time they were made', () => {
  fc.assert(
    fc.property(fc.nat(2 ** 40), fc.nat(2 ** 40), bytes, (first, second, random) => {
      const [a, b] = [sortableId(first, random), sortableId(second, random)]
      assert.equal(a.length, 26)
      assert.equal(a < b, first < second)
    }),
  )
})
