import { coreError } from '#core/errors.ts'
import type { Context } from '#core/context.ts'
import type { LiveFrame, Topic } from '#core/live/topic.ts'
import { capOf, effectiveRights } from './service/rights.ts'
import { currentAccount } from './service/engine.ts'
import { knownTicks } from './service/ticks.ts'
import { listOrders, loadOrder } from './store/orders.ts'
import { listSignals, loadSignal } from './store/strategies.ts'
import { orderJson, signalJson } from './views/order.ts'

const snapshotSize = 50

async function mayView(context: Context): Promise<boolean> {
  const { user, key } = context.actor
  const cap = capOf(context)
  if (!user) return key !== null && cap.view
  return (await effectiveRights(context, cap, user.discord_id)).view
}

/** `/api/trading/stream`: orders, signals and what happens to the account. */
export const tradingTopic: Topic = {
  paths: ['/api/trading/stream'],
  facts: ['trading'],
  async authorize(context) {
    if (!context.actor.user && !context.actor.key) throw coreError('not_authenticated')
    if (!(await mayView(context))) throw coreError('permission_denied')
    return { audience: 'all' }
  },
  async snapshot(context) {
    const { id } = await currentAccount(context)
    const [orders, signals] = await Promise.all([
      listOrders(context.database, id, { limit: snapshotSize }),
      listSignals(context.database, { limit: snapshotSize }),
    ])
    const shown = orders.map((order) => orderJson(order, context.locale))
    return [
      {
        type: 'snapshot',
        orders: shown,
        signals: signals.map((one) => signalJson(one, context.locale)),
        ticks: knownTicks(context),
      },
    ]
  },
  async frame(context, fact): Promise<LiveFrame | null> {
    if (fact.type === 'order') {
      const order = await loadOrder(context.database, fact.object_id)
      return order && { type: 'order', order: orderJson(order, context.locale) }
    }
    if (fact.type === 'signal') {
      const signal = await loadSignal(context.database, fact.object_id)
      return signal && { type: 'signal', signal: signalJson(signal, context.locale) }
    }
    return { type: 'account', event: fact.type, data: fact.data }
  },
  matches(frame, filter) {
    const { market } = filter
    if (typeof market !== 'string') return true
    const about = frame['order'] ?? frame['signal']
    if (typeof about !== 'object' || about === null || !('market' in about)) return true
    return about.market === market
  },
}
