import assert from 'node:assert/strict'
import { test } from 'node:test'
import { moved, moveOf } from '../chart/keys.ts'
import { isComplete, parametersOf } from '../ticket/values.ts'
import { drawdowns, monthly, type Day } from './course.ts'

const day = (date: string, equity: string, return_pct: string): Day => ({
  day: date,
  equity,
  return_pct,
})

const days = [
  day('2026-10-30', '1000', '0'),
  day('2026-10-31', '1200', '20'),
  // 600 were paid in: no gain.
  day('2026-11-01', '1800', '0'),
  day('2026-11-02', '900', '-50'),
  // And 300 taken out: no further drop.
  day('2026-11-03', '600', '0'),
]

test('drops are counted from the highest value before, months from the returns of their days', () => {
  assert.deepEqual(
    drawdowns(days).map(({ percent }) => percent),
    [0, 0, 0, -50, -50],
  )
  assert.deepEqual(monthly(days), [
    { month: '2026-11', percent: '-50.0000', equity: '600' },
    { month: '2026-10', percent: '20.0000', equity: '1200' },
  ])
})

test('a ticket becomes what the command is told: KRW, coins or a share, with a price or without', () => {
  const ticket = { side: 'buy', amount: '100000', in_coins: false, price: null, tif: '' } as const
  assert.deepEqual(parametersOf('KRW-BTC', ticket), { ticker: 'BTC', amount: '100000' })
  assert.deepEqual(
    parametersOf('KRW-BTC', { ...ticket, in_coins: true, amount: '0.1', price: '5', tif: 'ioc' }),
    { ticker: 'BTC', volume: '0.1', price: '5', tif: 'ioc' },
  )
  assert.deepEqual(parametersOf('KRW-BTC', { ...ticket, side: 'sell', amount: '50%' }), {
    ticker: 'BTC',
    amount: '50%',
  })
  assert.equal(isComplete({ ...ticket, price: '' }), false)
})

test('keys move the chart and never zoom in beyond a few candles', () => {
  assert.equal(moveOf('a'), undefined)
  let stretch = { from: 100, to: 200 }
  for (let times = 0; times < 40; times += 1) stretch = moved(stretch, 'in', 200)
  assert.ok(stretch.to - stretch.from >= 10)
  assert.deepEqual(moved({ from: 0, to: 50 }, 'last', 200), { from: 150, to: 200 })
})
