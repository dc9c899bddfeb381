import type { Unit } from '#core/context.ts'
import type { StoredOrder } from '../store/orders.ts'

/** Has what became of an order told in the channel that is set for it; the job finds the words. */
export async function announceOrder(unit: Unit, order: StoredOrder): Promise<void> {
  await unit.job({
    kind: 'trading.announce',
    payload: { type: 'order', id: order.id, state: order.state },
    key: `trading.announce:${order.id}:${order.state}`,
    onConflict: 'keep',
  })
}

/** Has a happening told; `once` keeps it from being told twice. */
export async function announce(
  unit: Unit,
  happening: { type: string; id: string; once: string; values?: Record<string, string> },
): Promise<void> {
  const { type, id, once, values = {} } = happening
  await unit.job({
    kind: 'trading.announce',
    payload: { type, id, state: once, values },
    key: `trading.announce:${type}:${id}:${once}`,
    onConflict: 'keep',
  })
}
