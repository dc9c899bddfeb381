import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it, test } from 'node:test'
import fc from 'fast-check'
import { z } from 'zod'
import { decimal, plainText } from '#core/money.ts'
import { referenceData } from '../../../../test/support/reference-data.ts'
import { findMarket, parseAmount, shareOf } from './amounts.ts'
import { isInRanges, parseInstant } from './requests.ts'
import { parseUsers } from './rights.ts'
import { isOnTick, tickAt, toTick } from './ticks.ts'
import { namedWords, parseTyped } from './typed.ts'

describe('what people write', () => {
  it('takes amounts as people write them and nothing that only machines would read', () => {
    const shown = (text: string) => {
      const amount = parseAmount(text)
      return amount?.kind === 'all'
        ? 'all'
        : amount && `${plainText(amount.value)}${amount.kind === 'percent' ? '%' : ''}`
    }
    assert.deepEqual(['100000', '100,000', ' 1,000,000.5 ', '10%', 'ALL', '전량'].map(shown), [
      '100000',
      '100000',
      '1000000.5',
      '10%',
      'all',
      'all',
    ])
    for (const text of [
      '1e6',
      '１００００',
      '-1',
      'NaN',
      '100,00',
      '1,0000',
      '0x10',
      '',
      '9'.repeat(300),
      '0',
      '101%',
      '10 000',
      '+5',
      'Infinity',
    ]) {
      assert.equal(shown(text), null, text)
    }
    fc.assert(fc.property(fc.string({ maxLength: 50 }), (text) => void parseAmount(text)))
    assert.equal(
      plainText(shareOf({ kind: 'percent', value: decimal('33') }, decimal('1'), 8)),
      '0.33',
    )
  })

  it('finds markets by code and by name', () => {
    const list = [
      { market: 'KRW-BTC', korean_name: '비트코인', english_name: 'Bitcoin' },
      { market: 'KRW-ETH', korean_name: '이더리움', english_name: 'Ethereum' },
    ]
    for (const name of ['BTC', 'btc', 'krw-btc', 'BTC/KRW', '비트코인', 'bitcoin', 'ＢＴＣ']) {
      assert.equal(findMarket(name, list)?.market, 'KRW-BTC', name)
    }
    for (const name of ['../..', 'DOGE', '', 'BTC-ETH', 'B T C'])
      assert.equal(findMarket(name, list), null, name)
  })

  it('reads commands out of messages', () => {
    assert.deepEqual(parseTyped('!매수 BTC 100,000', '!'), {
      name: '매수',
      words: ['BTC', '100,000'],
    })
    assert.equal(parseTyped('hello !buy', '!'), null)
    assert.equal(parseTyped('!!!', '!'), null)
    const list = [
      { name: 'ticker', required: true },
      { name: 'amount' },
      { name: 'price' },
      { name: 'reason', rest: true },
    ]
    assert.deepEqual(namedWords(['BTC', 'price=5', '10%', 'so', 'be', 'it'], list), {
      ticker: 'BTC',
      price: '5',
      amount: '10%',
      reason: 'so be it',
    })
    // What has a name of its own takes no other place.
    assert.deepEqual(namedWords(['BTC', 'every=1', 'dip_pct=5'], list), {
      ticker: 'BTC',
      reason: 'every=1 dip_pct=5',
    })
  })

  it('reads lists of people, times and addresses', () => {
    assert.deepEqual(parseUsers(' "1", <@2>\n<@!3> 4,1'), ['1', '2', '3', '4'])
    assert.equal(parseUsers('1, bob'), null)
    assert.equal(parseInstant('2025-08-15T10:30:00Z'), Date.UTC(2025, 7, 15, 10, 30))
    assert.equal(parseInstant('2025-08-15T19:30:00+09:00'), Date.UTC(2025, 7, 15, 10, 30))
    assert.equal(parseInstant(1_755_253_800), 1_755_253_800_000)
    assert.equal(parseInstant('2025-08-15T10:30:00'), null)
    assert.ok(isInRanges('::ffff:10.1.2.3', '10.0.0.0/8'))
    assert.ok(isInRanges('2001:db8::1', '10.0.0.0/8, 2001:db8::/32'))
    assert.ok(isInRanges('10.1.2.3', '::ffff:10.0.0.0/104'))
    assert.ok(!isInRanges('11.1.2.3', '10.0.0.0/8'))
    assert.ok(isInRanges('11.1.2.3', ''))
  })
})

describe('ticks', () => {
  it('are right at the edges of bands', () => {
    const up = (price: string) => plainText(toTick(decimal(price), 'up'))
    assert.equal(up('999.9'), '1000')
    assert.equal(up('4999.7'), '5000')
    assert.equal(plainText(toTick(decimal('9998'), 'down')), '9995')
    assert.equal(plainText(tickAt(decimal('1000000'))), '1000')
    assert.equal(plainText(tickAt(decimal('999999'))), '500')
    // The exchange's own word goes before the table, in the band of the price that it spoke of.
    const live = { at: decimal('7777'), size: decimal('1') }
    assert.equal(plainText(toTick(decimal('9998.5'), 'up', live)), '9999')
    assert.equal(plainText(toTick(decimal('4999.7'), 'up', live)), '5000')
    assert.equal(plainText(toTick(decimal('10001'), 'up', live)), '10010')
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2_000_000_000 }),
        fc.integer({ min: 0, max: 8 }),
        (units, places) => {
          const price = decimal(String(units)).div(decimal('10').pow(places))
          const [below, above] = [toTick(price, 'down'), toTick(price, 'up')]
          assert.ok(below.lte(price) && above.gte(price))
          assert.ok(isOnTick(above))
          assert.ok(below.isZero() || isOnTick(below))
        },
      ),
    )
  })

  const file = referenceData('upbit_krw_tickers.json')
  test(
    'fit every recorded price of every market',
    { skip: file ? false : 'the reference data is not here' },
    () => {
      const prices = [
        'opening_price',
        'high_price',
        'low_price',
        'trade_price',
        'prev_closing_price',
      ] as const
      const shape = z.object({ rows: z.array(z.record(z.string(), z.string())) })
      const { rows } = shape.parse(JSON.parse(readFileSync(file ?? '', 'utf8')))
      const off = rows.flatMap((row) =>
        prices.flatMap((name) => (isOnTick(decimal(row[name] ?? '')) ? [] : [row['market']])),
      )
      assert.ok(rows.length > 200)
      assert.deepEqual(off, [])
    },
  )
})
