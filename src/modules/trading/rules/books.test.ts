import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it, test } from 'node:test'
import fc from 'fast-check'
import { z } from 'zod'
import { decimal, plainText, sum, zero, type Decimal } from '#core/money.ts'
import { referenceData } from '../../../../test/support/reference-data.ts'
import { orderAnswer } from '../clients/upbit/shapes.ts'
import {
  applyFill,
  ledgerLine,
  newFills,
  noPosition,
  positionOf,
  type Fill,
  type Position,
} from './books.ts'
import { match } from './matching.ts'
import type { RemoteOrder } from './order.ts'

const rate = decimal('0.0005')

/** Any exact amount with so many digits after the point. */
const amounts = (most: number, places: number) =>
  fc
    .integer({ min: 1, max: most })
    .map((units) => decimal(String(units)).div(decimal('10').pow(places)))

function trade(side: 'buy' | 'sell', price: Decimal, volume: Decimal, index: number): Fill {
  const funds = price.times(volume)
  return {
    trade_uuid: `t${index}`,
    kind: 'trade',
    market: 'KRW-BTC',
    side,
    price,
    volume,
    funds,
    fee: funds.times(rate),
    fee_estimated: false,
    strategy: null,
    at: index,
  }
}

/** Purchases and sales of what is there, the last one of all that is left. */
const flatHistories = fc
  .array(
    fc.tuple(fc.boolean(), amounts(2e8, 0), amounts(1e8, 8), fc.integer({ min: 1, max: 100 })),
    { minLength: 1, maxLength: 25 },
  )
  .map((steps) => {
    const fills: Fill[] = []
    let held = zero
    for (const [buys, price, volume, part] of steps) {
      const size = buys ? volume : held.times(part).div(100).toDecimalPlaces(8, 1)
      if (size.isZero()) continue
      held = buys ? held.plus(size) : held.minus(size)
      fills.push(trade(buys ? 'buy' : 'sell', price, size, fills.length))
    }
    if (!held.isZero()) fills.push(trade('sell', decimal('101'), held, fills.length))
    return fills
  })

describe('books', () => {
  it('realise exactly what flowed when nothing is held any more', () => {
    fc.assert(
      fc.property(flatHistories, (fills) => {
        let position: Position = noPosition
        let cash = zero
        for (const fill of fills) {
          const after = applyFill(position, fill)
          cash = cash.plus(ledgerLine(fill, position, after).cash)
          position = after
        }
        assert.ok(position.volume.isZero() && position.cost.isZero())
        assert.equal(plainText(position.realised), plainText(cash))
        assert.equal(plainText(positionOf(fills).realised), plainText(cash))
      }),
    )
  })

  it('come to the same in whatever order fills become known', () => {
    const shuffled = flatHistories.chain((fills) =>
      fc.tuple(fc.constant(fills), fc.shuffledSubarray(fills, { minLength: fills.length })),
    )
    fc.assert(
      fc.property(shuffled, ([fills, others]) => {
        const [end, other] = [positionOf(fills), positionOf(others)]
        for (const name of ['volume', 'cost', 'realised', 'fees'] as const)
          assert.equal(plainText(other[name]), plainText(end[name]), name)
      }),
    )
  })

  it('split the fee of an order over its trades to the last digit, however it becomes known', () => {
    const pictures = fc.array(fc.tuple(amounts(1e9, 6), amounts(1e6, 8)), {
      minLength: 1,
      maxLength: 8,
    })
    fc.assert(
      fc.property(pictures, fc.integer({ min: 0, max: 8 }), fc.boolean(), (trades, cut, late) => {
        const all = trades.map(([price, volume], index) => ({
          uuid: `t${index}`,
          price,
          volume,
          funds: price.times(volume),
          at: index,
        }))
        const whole = sum(all.map(({ funds }) => funds)).times(rate)
        const picture = (shown: typeof all, paid_fee: Decimal): RemoteOrder => ({
          uuid: 'order',
          state: 'wait',
          executed_volume: sum(shown.map(({ volume }) => volume)),
          paid_fee,
          remaining_volume: null,
          locked: zero,
          trades: shown,
        })
        const of = { market: 'KRW-BTC', side: 'buy', strategy: null } as const
        const known: Fill[] = []
        const look = (remote: RemoteOrder, isOver: boolean) => {
          const uuids = new Set(known.map(({ trade_uuid }) => trade_uuid))
          const fees = sum(known.map(({ fee }) => fee))
          known.push(...newFills(of, remote, { trade_uuids: uuids, fees }, { isOver, at: 9 }))
        }
        const part = all.slice(0, Math.min(cut, all.length))
        // The exchange may be behind with the fee of what it shows.
        if (part.length > 0)
          look(picture(part, late ? zero : sum(part.map(({ funds }) => funds)).times(rate)), false)
        look(picture(all, whole), true)
        look(picture(all, whole), true)
        assert.equal(plainText(sum(known.map(({ fee }) => fee))), plainText(whole))
        assert.equal(known.filter(({ kind }) => kind === 'trade').length, all.length)
      }),
    )
  })
})

const recording = referenceData('upbit_recorded.json')

test(
  'the recorded purchase and sale come out digit for digit',
  { skip: recording ? false : 'the reference data is not here' },
  () => {
    const shape = z.object({
      interactions: z.array(
        z.object({
          source: z.string(),
          step: z.int(),
          response: z.object({ body: z.unknown() }),
        }),
      ),
    })
    const steps = shape
      .parse(JSON.parse(readFileSync(recording ?? '', 'utf8')))
      .interactions.filter(({ source }) => source.includes('market_buy_sell'))
    const answerOf = (step: number) =>
      orderAnswer.parse(steps.find((one) => one.step === step)?.response.body)
    const [bought, sold] = [answerOf(1), answerOf(3)]

    const offers = [{ price: decimal('102945000'), size: decimal('1') }]
    const purchase = match(
      offers,
      { side: 'buy', krw: decimal('10000'), volume: null, limit: null },
      rate,
    )
    assert.equal(plainText(purchase.executed), plainText(bought.executed_volume))
    assert.equal(plainText(purchase.fee), plainText(bought.paid_fee))
    assert.equal(plainText(purchase.funds), '9999.04785')
    const reserved = decimal('10000').times(rate.plus(1))
    assert.equal(
      plainText(reserved.minus(purchase.funds).minus(purchase.fee)),
      plainText(bought.locked),
    )
    assert.equal(purchase.isDone, true)

    const bids = [{ price: decimal('102902000'), size: decimal('1') }]
    const sale = match(
      bids,
      { side: 'sell', krw: null, volume: decimal('0.00009713'), limit: null },
      rate,
    )
    assert.equal(plainText(sale.fee), plainText(sold.paid_fee))
    assert.equal(plainText(sale.funds), '9994.87126')

    const remote = ({ trades = [], ...wire }: typeof bought): RemoteOrder => ({
      ...wire,
      remaining_volume: null,
      trades: trades.map(({ created_at, ...one }) => ({ ...one, at: created_at })),
    })
    const none = { trade_uuids: new Set<string>(), fees: zero }
    const over = { isOver: true, at: 0 }
    const of = { market: 'KRW-BTC', strategy: null }
    const fills = [
      ...newFills({ ...of, side: 'buy' }, remote(bought), none, over),
      ...newFills({ ...of, side: 'sell' }, remote(sold), none, over),
    ]
    const end = positionOf(fills)
    // 9,994.87126 − 4.99743563 − (9,999.04785 + 4.999523925)
    assert.equal(plainText(end.realised), '-14.173549555')
    assert.ok(end.cost.isZero() && end.volume.isZero())
  },
)
