import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { decimal } from '#core/money.ts'
import { orderState, type OrderState } from '../contract/values.ts'
import { advance, isFinal, type OrderEvent, type OrderFacts, type RemoteOrder } from './order.ts'

const amount = (text: string) => decimal(text)

function remote(
  state: RemoteOrder['state'],
  executed: string,
  trades: [price: string, volume: string][] = [],
): RemoteOrder {
  return {
    uuid: 'u',
    state,
    executed_volume: amount(executed),
    paid_fee: amount('0'),
    remaining_volume: null,
    locked: amount('0'),
    trades: trades.map(([price, volume], index) => ({
      uuid: `t${index}`,
      price: amount(price),
      volume: amount(volume),
      funds: amount(price).times(amount(volume)),
      at: 0,
    })),
  }
}

function order(
  state: OrderState,
  wish: { krw?: string; volume?: string } = { volume: '1' },
): OrderFacts {
  return {
    state,
    side: 'buy',
    type: wish.krw ? 'market' : 'limit',
    krw: wish.krw ? amount(wish.krw) : null,
    volume: wish.volume ? amount(wish.volume) : null,
    exchange_uuid: null,
    not_found: 0,
    first_lookup_at: null,
  }
}

const after = (state: OrderState, event: OrderEvent, wish?: { krw?: string; volume?: string }) =>
  advance(order(state, wish), event)?.state ?? null

const events: fc.Arbitrary<OrderEvent> = fc.oneof(
  fc.constantFrom<OrderEvent>(
    { kind: 'confirmed', needsApproval: false },
    { kind: 'confirmed', needsApproval: true },
    { kind: 'approved' },
    { kind: 'withdrawn' },
    { kind: 'expired' },
    { kind: 'refused', code: 'x' },
    { kind: 'send_started' },
    { kind: 'not_sent', reason: 'x' },
    { kind: 'remote_refused', code: 'x' },
    { kind: 'outcome_unknown', reason: 'x' },
    { kind: 'cancel_asked' },
  ),
  fc.record({
    kind: fc.constant('not_found' as const),
    at: fc.integer({ min: 0, max: 1e6 }),
    absent: fc.boolean(),
  }),
  fc
    .tuple(
      fc.constantFrom('wait' as const, 'done' as const, 'cancel' as const),
      fc.constantFrom('0', '0.4', '1'),
    )
    .map(([state, executed]): OrderEvent => ({
      kind: 'seen',
      remote: remote(state, executed, executed === '0' ? [] : [['100', executed]]),
    })),
)

describe('the life of an order', () => {
  it('takes the steps of the drawing', () => {
    const steps: [OrderState, OrderEvent, OrderState | null][] = [
      ['pending_confirm', { kind: 'confirmed', needsApproval: false }, 'intent'],
      ['pending_confirm', { kind: 'confirmed', needsApproval: true }, 'pending_approval'],
      ['pending_confirm', { kind: 'approved' }, null],
      ['pending_confirm', { kind: 'expired' }, 'expired'],
      ['pending_approval', { kind: 'approved' }, 'intent'],
      ['pending_approval', { kind: 'withdrawn' }, 'withdrawn'],
      ['intent', { kind: 'send_started' }, 'sending'],
      ['intent', { kind: 'refused', code: 'halted' }, 'rejected_local'],
      ['intent', { kind: 'confirmed', needsApproval: false }, null],
      ['sending', { kind: 'not_sent', reason: 'throttled' }, 'intent'],
      ['sending', { kind: 'remote_refused', code: 'under_min_total_bid' }, 'rejected'],
      ['sending', { kind: 'outcome_unknown', reason: 'timeout' }, 'unknown'],
      ['sending', { kind: 'seen', remote: remote('wait', '0') }, 'open'],
      ['unknown', { kind: 'remote_refused', code: 'late' }, null],
      ['unknown', { kind: 'not_sent', reason: 'late' }, null],
      ['unknown', { kind: 'send_started' }, null],
      ['unknown', { kind: 'seen', remote: remote('wait', '0.4', [['100', '0.4']]) }, 'partial'],
      ['open', { kind: 'cancel_asked' }, 'cancel_requested'],
      ['cancel_requested', { kind: 'seen', remote: remote('wait', '0') }, 'cancel_requested'],
      [
        'cancel_requested',
        { kind: 'seen', remote: remote('cancel', '0.4', [['100', '0.4']]) },
        'cancelled',
      ],
      ['cancel_requested', { kind: 'seen', remote: remote('done', '1', [['100', '1']]) }, 'filled'],
      ['filled', { kind: 'cancel_asked' }, null],
    ]
    for (const [state, event, wanted] of steps)
      assert.equal(after(state, event), wanted, `${state} ${event.kind}`)
  })

  it('reads the end from the volumes and not from the word', () => {
    const spent = remote('cancel', '0.00009713', [['102945000', '0.00009713']])
    assert.equal(after('open', { kind: 'seen', remote: spent }, { krw: '10000' }), 'filled')
    const part = remote('cancel', '0.00005', [['102945000', '0.00005']])
    assert.equal(after('open', { kind: 'seen', remote: part }, { krw: '10000' }), 'cancelled')
    assert.equal(after('open', { kind: 'seen', remote: remote('cancel', '1') }), 'filled')
    assert.equal(after('open', { kind: 'seen', remote: remote('cancel', '0') }), 'cancelled')
  })

  it('believes that nothing was placed after three looks in thirty seconds and both lists alone', () => {
    let facts = order('unknown')
    const look = (at: number, absent: boolean) => {
      const next = advance(facts, { kind: 'not_found', at, absent })
      assert.ok(next)
      facts = {
        ...facts,
        state: next.state,
        not_found: next.not_found ?? 0,
        first_lookup_at: next.first_lookup_at ?? null,
      }
      return next.state
    }
    assert.equal(look(0, true), 'unknown')
    assert.equal(look(10_000, true), 'unknown')
    assert.equal(look(29_999, true), 'unknown')
    assert.equal(look(30_000, false), 'unknown')
    assert.equal(look(30_001, true), 'not_placed')
    const known = { ...order('open'), exchange_uuid: 'u', not_found: 9, first_lookup_at: 0 }
    assert.equal(advance(known, { kind: 'not_found', at: 1e6, absent: true }), null)
  })

  it('leaves the unknown by looking alone, and an end never', () => {
    fc.assert(
      fc.property(fc.constantFrom(...orderState.options), events, (state, event) => {
        const next = advance(order(state), event)
        if (isFinal(state)) assert.equal(next, null)
        if (state === 'unknown' && next && next.state !== 'unknown') {
          assert.ok(event.kind === 'seen' || event.kind === 'not_found')
        }
        if (next?.state === 'sending') assert.equal(state, 'intent')
      }),
      { numRuns: 1_000 },
    )
  })
})
