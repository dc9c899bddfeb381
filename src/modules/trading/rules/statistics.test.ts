import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decimal, zero, type Decimal } from '#core/money.ts'
import { dayMs } from './days.ts'
import {
  cagr,
  holdingOf,
  maxDrawdown,
  percentText,
  ratioText,
  sharpe,
  totalReturn,
  tradesOf,
} from './statistics.ts'

/** +10 %, then 500 paid in and nothing earned, then −10 % and +5 %. */
const points = [
  ['1000', '0', '50'],
  ['1100', '0', '55'],
  ['1600', '500', '55'],
  ['1440', '0', '44'],
  ['1512', '0', '66'],
].map(([equity = '', flow = '', benchmark = ''], nth) => ({
  at: nth * dayMs,
  equity: decimal(equity),
  flow: decimal(flow),
  benchmark: decimal(benchmark),
}))

test('a payment is neither gain nor loss, and falls count from the best before', () => {
  assert.equal(percentText(totalReturn(points)), '3.95')
  assert.equal(percentText(maxDrawdown(points)), '10')
  // By hand: mean 0.0125 over a spread of 0.08539126, for 365 days.
  assert.equal(ratioText(sharpe(points, 365)), '2.7967')
  assert.equal(ratioText(cagr(points)), '33.2953')
  assert.equal(sharpe(points.slice(0, 2), 365), null)
})

test('the benchmark is bought with the same payments', () => {
  const text = (list: (Decimal | null)[]) => list.map((value) => value?.toFixed(0))
  assert.deepEqual(text(holdingOf(points)), ['1000', '1100', '1600', '1280', '1920'])
  const late = points.map((point, nth) => (nth < 2 ? { ...point, benchmark: null } : point))
  assert.deepEqual(text(holdingOf(late)), [undefined, undefined, '1500', '1200', '1800'])
})

test('sales that come to nothing count as sales and not as won', () => {
  const { winRate, profitFactor } = tradesOf([decimal('30'), decimal('-10'), zero, decimal('20')])
  assert.deepEqual([percentText(winRate), ratioText(profitFactor)], ['50', '5'])
})
