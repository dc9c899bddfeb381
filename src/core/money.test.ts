import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { decimal, parseDecimal, plainText, roundTo, sum, toStep } from './money.ts'

/** Amounts in the smallest unit with so many digits after the point. */
const amounts = fc
  .tuple(fc.bigInt(-(10n ** 24n), 10n ** 24n), fc.integer({ min: 0, max: 12 }))
  .map(([units, places]) => ({ units, places, value: decimal(String(units)).div(10 ** places) }))

describe('money', () => {
  it('keeps every digit over any sum and comes back from text as it went', () => {
    fc.assert(
      fc.property(fc.array(amounts, { maxLength: 12 }), (list) => {
        const total = list.reduce(
          (units, one) => units + one.units * 10n ** BigInt(12 - one.places),
          0n,
        )
        const found = sum(list.map(({ value }) => value))
        assert.equal(plainText(found.times(10 ** 12)), String(total))
        for (const { value } of list) assert.ok(decimal(plainText(value)).eq(value))
      }),
    )
  })

  it('reads digits and nothing else', () => {
    for (const text of [
      '1e6',
      '１００',
      '',
      ' 1',
      '0x10',
      'NaN',
      '1,000',
      '.5',
      '5.',
      '+1',
      '9'.repeat(65),
    ]) {
      assert.equal(parseDecimal(text), null, text)
    }
    assert.equal(plainText(decimal('-0.00000000000001')), '-0.00000000000001')
    assert.equal(plainText(decimal('-0')), '0')
  })

  it('rounds half to even, and to steps', () => {
    assert.equal(plainText(roundTo(decimal('0.000000005'), 8, 'half_even')), '0')
    assert.equal(plainText(roundTo(decimal('0.000000015'), 8, 'half_even')), '0.00000002')
    assert.equal(plainText(toStep(decimal('4999.7'), decimal('1'), 'up')), '5000')
    assert.equal(plainText(toStep(decimal('0.1234567'), decimal('0.001'), 'down')), '0.123')
  })
})
