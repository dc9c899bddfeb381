import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { decimal } from '#core/money.ts'
import { balanceCard, limitsCard, permissionsCard, positionsCard } from './cards.ts'
import { krw, percent, ratio, share, signedKrw } from './numbers.ts'

const noLimits = {
  confirm_above_krw: '500000',
  confirm_above_pct: '20',
  approve_above_krw: null,
  max_order_krw: null,
  daily_order_krw: '1000000',
  person_max_order_krw: null,
  person_daily_order_krw: null,
  max_position_krw: null,
  max_exposure_krw: null,
  max_open_orders: 50,
  orders_per_minute: 60,
  daily_loss_krw: null,
}

describe('cards', () => {
  it('write figures as the reader does, and no sign before what is nothing', () => {
    const french = percent(decimal('12'), 'fr').replace(/\s/u, ' ')
    const won = krw(decimal('1234.5'), 'fr').replaceAll(/\s/gu, ' ')
    assert.deepEqual([won, krw(decimal('1234.5'), 'ko')], ['1 234 ₩', '₩1,234'])
    assert.deepEqual([percent(decimal('-1.234'), 'ko'), french], ['−1.23%', '+12,00 %'])
    assert.deepEqual(
      [percent(decimal('0.001'), 'en'), signedKrw(decimal('0'), 'en')],
      ['0.00%', '₩0'],
    )
    assert.deepEqual(
      [share(decimal('15.3846'), 'ja'), ratio(decimal('-3.1722'), 'en')],
      ['15.38%', '−3.17'],
    )
  })

  it('show what is held first, and of what was sold its result alone', () => {
    const sold = {
      market: 'KRW-BTC',
      volume: '0',
      avg_cost: '0',
      cost_krw: '0',
      price: '100000000',
      price_age_ms: 0,
      value_krw: '0',
      unrealized_krw: null,
      unrealized_pct: null,
      realized_krw: '-86.65',
      opened_at: null,
      strategy: null,
      stop_price: null,
    }
    const held = {
      ...sold,
      market: 'KRW-ETH',
      volume: '2',
      avg_cost: '10',
      value_krw: '20',
      price_age_ms: 75_000,
    }
    const none = '0'
    const totals = { cost_krw: none, value_krw: none, unrealized_krw: none, realized_krw: none }
    const { fields } = positionsCard({ positions: [sold, held], totals }, 'ko')
    assert.deepEqual(
      fields.map(({ name, value }) => [name, value.includes('@')]),
      [
        ['KRW-ETH', true],
        ['KRW-BTC', false],
      ],
    )
    assert.match(fields[0]?.value ?? '', /^가격: ₩100,000,000 \(1분 15초 전\)$/m)
    assert.equal(fields[1]?.value, '실현 손익: −₩86.65')
  })

  it('count a coin that has no market as nothing, and say why', () => {
    const coin = {
      currency: 'DOGE',
      balance: '3',
      locked: '0',
      avg_buy_price: '100',
      price: null,
      value_krw: '0',
      unrealized_krw: null,
      unrealized_pct: null,
    }
    const data = {
      total_krw: '5',
      available_krw: '5',
      locked_krw: '0',
      crypto_holdings: {},
      holdings: [coin],
      as_of: '2026-11-28T00:00:00.000Z',
      mode: 'paper' as const,
      display: {},
    }
    assert.equal(balanceCard(data, 'en').fields.at(-1)?.value, '3 DOGE\n₩0 (no KRW market)')
  })

  it('name limits in words, with what of them is used', () => {
    const used = {
      ordered_today_krw: '250000',
      exposure_krw: '0',
      open_orders: 3,
      result_today_krw: '0',
    }
    const { fields } = limitsCard({ limits: noLimits, used }, 'ko')
    const valueOf = (text: string) => fields.find(({ value }) => value.includes(text))
    assert.deepEqual(valueOf('`daily_order_krw`'), {
      name: '하루 주문액 (KRW)',
      value: '₩250,000 / ₩1,000,000\n`daily_order_krw`',
      inline: true,
    })
    assert.equal(valueOf('`max_open_orders`')?.value, '3 / 50\n`max_open_orders`')
  })

  it('say who has which right, each once', () => {
    const source = 'env:TRADE_USERS'
    const users = [
      { user_id: '1', name: 'a', right: 'trade', source },
      { user_id: '1', name: 'a', right: 'trade', source },
      { user_id: '2', name: null, right: 'admin', source },
    ] as const
    const roles = [{ guild_id: '9', role_id: '3', right: 'trade' }] as const
    const { title, fields } = permissionsCard({ users: [...users], roles: [...roles] }, 'ko')
    assert.equal(title, '권한')
    assert.deepEqual(
      fields.map(({ name, value }) => [name, value]),
      [
        ['`trade`', '<@&3> <@1>'],
        ['`admin`', '<@2>'],
      ],
    )
  })
})
