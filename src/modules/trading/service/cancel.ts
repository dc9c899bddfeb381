import type { Context } from '#core/context.ts'
import type { StoredOrder } from '../store/orders.ts'
import { engineOf } from './engine.ts'
import { keepWatch } from './send.ts'
import { change, quietContext, step } from './transition.ts'
import { followBriefly, lookAt } from './watch.ts'

/**
 * Cancels an order. The exchange only acknowledges the wish: what became of the order, perhaps with
 * fills that were faster, is looked at afterwards. Null when it cannot be cancelled any more.
 */
export async function cancelOrder(
  context: Context,
  order: StoredOrder,
): Promise<StoredOrder | null> {
  const own = quietContext(context, context)
  const asked = await change(own, order.id, async (unit, fresh, now) => {
    const stored = await step({ unit, now }, fresh, {
      kind: fresh.state === 'intent' ? 'withdrawn' : 'cancel_asked',
    })
    if (stored?.state === 'cancel_requested') await keepWatch(unit, stored, now + 1_000)
    return stored
  })
  if (!asked || asked.state !== 'cancel_requested' || asked.client_id === null) return asked
  const { exchange } = engineOf(context)
  const by =
    asked.exchange_uuid === null ? { identifier: asked.client_id } : { uuid: asked.exchange_uuid }
  await exchange.cancel(by)
  return followBriefly(own, (await lookAt(own, asked.id)) ?? asked)
}
