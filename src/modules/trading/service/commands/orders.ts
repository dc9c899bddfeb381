import { z } from 'zod'
import { toInstant } from '#core/contract.ts'
import { plainText } from '#core/money.ts'
import type { Outcome } from '../../clients/exchange.ts'
import type { Passed } from '../../rules/gate.ts'
import { isFinal } from '../../rules/order.ts'
import { refusals, type Refusal } from '../../rules/refusals.ts'
import { loadEvents, listOrders, type StoredOrder } from '../../store/orders.ts'
import { loadFills } from '../../store/books.ts'
import { confirmCard, orderCard, ordersCard } from '../../views/cards.ts'
import { coins, krw, priceText } from '../../views/numbers.ts'
import { baseOf, orderDetailJson, orderJson, orderMessage, quoteText } from '../../views/order.ts'
import { refusalText } from '../../views/refusal.ts'
import { t } from '../../views/texts.ts'
import { cancelOrder } from '../cancel.ts'
import { confirmOrder, rejectOrder, type Confirmed, type Confirming } from '../confirm.ts'
import { currentAccount, presentOrder } from '../engine.ts'
import { placeOrder, unavailable } from '../place.ts'
import { texts } from '../language.ts'
import { badParameters, command, type CommandResult, type CommandRun } from './command.ts'

/** Amounts come as texts or as numbers. */
const written = z.union([z.string().max(64), z.number()]).transform(String)
const optional = written.optional().transform((value) => (value === '' ? undefined : value))

async function detail(run: Pick<CommandRun, 'context'>, order: StoredOrder) {
  const { database, locale } = run.context
  const [events, fills] = await Promise.all([
    loadEvents(database, order.id),
    loadFills(database, order.id),
  ])
  return orderDetailJson(order, { events, fills }, locale)
}

/** A refusal as the answer of a command. */
export function refused(
  run: Pick<CommandRun, 'context'>,
  refusal: Refusal,
  order?: StoredOrder | null,
): CommandResult {
  const { locale } = run.context
  const data = order ? { order: orderJson(order, locale) } : {}
  return {
    type: refusals[refusal.code],
    code: refusal.code,
    message: refusalText(refusal, locale),
    data,
  }
}

/** The same where the exchange had no answer to what was only looked at. */
export function unanswered(
  run: Pick<CommandRun, 'context'>,
  outcome: Exclude<Outcome<unknown>, { kind: 'ok' }>,
): CommandResult {
  const refusal = unavailable(outcome)
  const result = refused(run, refusal)
  if (refusal.code !== 'exchange_unavailable') return result
  const said = t(run.context.locale, 'error.exchange_unavailable')
  return { ...result, message: `${said} (${refusal.params['reason'] ?? ''})` }
}

async function asked(
  run: CommandRun,
  { order, est, notes }: Extract<Confirmed, { kind: 'asked' }>,
): Promise<CommandResult> {
  const { locale } = run.context
  const values = {
    volume: coins(est.volume, baseOf(order.market), locale),
    krw: krw(est.krw, locale),
    fee: krw(est.fee, locale),
    price: priceText(est.price, locale),
    mode: t(locale, `mode.${order.mode}`),
  }
  return {
    type: 'confirm',
    message: `${quoteText(order, { est, notes }, locale)} ${t(locale, 'answer.confirm')}`,
    data: {
      confirmation_id: order.id,
      expires_at: toInstant(order.expires_at),
      quote: {
        price: plainText(est.price),
        est_volume: plainText(est.volume),
        est_fee: plainText(est.fee),
        est_krw: plainText(est.krw),
      },
      order: await detail(run, order),
    },
    card: confirmCard(order, values, locale),
    ask: { order_id: order.id, kind: 'confirm' },
  }
}

async function done(
  run: CommandRun,
  order: StoredOrder,
  notes: Passed['notes'],
): Promise<CommandResult> {
  const { locale } = run.context
  const what = orderMessage(order, locale)
  const money = t(locale, 'answer.order', { text: what, mode: t(locale, `mode.${order.mode}`) })
  const said = [money, ...notes.map((note) => t(locale, `note.${note}`))]
  const isOver = order.state === 'filled' || order.state === 'open' || order.state === 'partial'
  return {
    type: isOver ? 'success' : order.state === 'unknown' ? 'warning' : 'info',
    message: said.join(' '),
    data: { order: await detail(run, order) },
    card: orderCard(order, locale),
  }
}

/**
 * An order that was placed counts as a success for whoever placed it, however far it has come, unless it
 * is over and has got nothing.
 */
async function placed(
  run: CommandRun,
  order: StoredOrder,
  notes: Passed['notes'],
): Promise<CommandResult> {
  const result = await done(run, order, notes)
  const isInVain = isFinal(order.state) && order.filled_volume.isZero()
  return result.type === 'info' ? { ...result, type: isInVain ? 'warning' : 'success' } : result
}

async function answer(run: CommandRun, result: Confirmed): Promise<CommandResult> {
  const { locale } = run.context
  switch (result.kind) {
    case 'refused':
      return refused(run, result.refusal, result.order)
    case 'asked':
      return asked(run, result)
    case 'placed':
      return placed(run, result.order, result.notes)
    case 'waits':
      return {
        type: 'info',
        message: t(locale, 'answer.approval'),
        data: { confirmation_id: result.order.id, order: await detail(run, result.order) },
        card: orderCard(result.order, locale),
        ask: { order_id: result.order.id, kind: 'approve' },
      }
  }
}

const ticker = { name: 'ticker', type: 'string', required: true } as const
const placeShape = z.object({
  ticker: z.string().min(1).max(40),
  amount: optional,
  volume: optional,
  price: optional,
  tif: z.string().max(20).optional(),
})

function place(side: 'buy' | 'sell') {
  return async (run: CommandRun<z.infer<typeof placeShape>>): Promise<CommandResult> => {
    const { ticker: name, ...typed } = run.parameters
    if (side === 'buy' && typed.amount === undefined && typed.volume === undefined) {
      const message = texts.translate(run.context.locale, 'issue.required')
      throw badParameters([{ path: ['amount'], message }])
    }
    const result = await placeOrder(run.context, {
      ticker: name,
      typed: { side, ...typed },
      source: {
        source_kind: run.source_kind,
        user_id: run.user_id,
        strategy_id: null,
        strategy: null,
        channel_id: run.channel_id,
        guild_id: run.guild_id,
      },
      by: 'person',
      mayTrade: run.rights.trade,
      checksDuplicates: run.checksDuplicates,
      idempotencyKey: run.idempotencyKey,
    })
    return answer(run, result)
  }
}

const more = [
  { name: 'price', type: 'string' },
  { name: 'tif', type: 'string', choices: ['ioc', 'fok', 'post_only'] },
] as const

const buy = command({
  name: 'buy',
  right: 'trade',
  limit: 'trade',
  changes: true,
  list: [
    ticker,
    { name: 'amount', type: 'string', required: true },
    ...more,
    { name: 'volume', type: 'string', ofRequests: true },
  ],
  examples: ['!buy BTC 100000', '!buy ETH 10%', '!매수 비트코인 100,000'],
  shape: placeShape,
  run: place('buy'),
})

const sell = command({
  name: 'sell',
  right: 'trade',
  limit: 'trade',
  changes: true,
  list: [ticker, { name: 'amount', type: 'string' }, ...more],
  examples: ['!sell BTC', '!sell BTC 0.01', '!매도 BTC 50%'],
  shape: placeShape,
  run: place('sell'),
})

const idShape = z.object({ id: z.string().min(1).max(40) })
const id = { name: 'id', type: 'string', required: true } as const

function orderOf(run: CommandRun<z.infer<typeof idShape>>): Promise<StoredOrder> {
  return presentOrder(run.context, run.parameters.id)
}

const list = command({
  name: 'orders',
  right: 'view',
  limit: 'view',
  list: [{ name: 'limit', type: 'integer' }],
  examples: ['!orders'],
  shape: z.object({ limit: z.coerce.number().int().min(1).max(50).default(10) }),
  async run(run) {
    const { context, parameters } = run
    const { locale } = context
    const account = await currentAccount(context)
    const orders = await listOrders(context.database, account.id, parameters)
    const message =
      orders.length === 0
        ? t(locale, 'answer.no_orders')
        : t(locale, 'answer.orders', { count: orders.length })
    return {
      type: 'info',
      message,
      data: {
        orders: orders.map((order) => orderJson(order, locale)),
        next: orders.length === parameters.limit ? (orders.at(-1)?.id ?? null) : null,
      },
      card: ordersCard(orders, locale),
    }
  },
})

const show = command({
  name: 'order',
  right: 'view',
  limit: 'view',
  list: [id],
  examples: ['!order 01J…'],
  shape: idShape,
  async run(run) {
    const order = await orderOf(run)
    const result = await done(run, order, [])
    return { ...result, type: 'info' }
  },
})

const cancel = command({
  name: 'cancel',
  right: 'trade',
  limit: 'trade',
  changes: true,
  list: [id],
  examples: ['!cancel 01J…'],
  shape: idShape,
  async run(run) {
    const order = await orderOf(run)
    const who = confirming(run)
    if (order.state.startsWith('pending')) return rejected(run, order.id, who)
    const after = await cancelOrder(run.context, order)
    if (!after) return refused(run, { code: 'cannot_cancel', params: {} }, order)
    const result = await done(run, after, [])
    return { ...result, type: after.state === 'cancelled' ? 'success' : result.type }
  },
})

function confirming(run: CommandRun): Confirming {
  return { user_id: run.user_id, mayTrade: run.rights.trade, isAdmin: run.rights.admin }
}

async function rejected(run: CommandRun, orderId: string, who: Confirming): Promise<CommandResult> {
  const result = await rejectOrder(run.context, orderId, who)
  return 'code' in result
    ? refused(run, result)
    : { ...(await done(run, result, [])), type: 'success' }
}

const confirm = command({
  name: 'confirm',
  right: 'trade',
  limit: 'trade',
  changes: true,
  list: [id],
  examples: ['!confirm 01J…'],
  shape: idShape,
  async run(run) {
    const order = await orderOf(run)
    const confirmed = await answer(run, await confirmOrder(run.context, order.id, confirming(run)))
    if (confirmed.type !== 'confirm') return confirmed
    // It is asked once more: without the reason that would look like a press that was lost.
    const moved = t(run.context.locale, 'refusal.price_moved')
    return { ...confirmed, message: `${moved} ${confirmed.message}` }
  },
})

const reject = command({
  name: 'reject',
  right: 'trade',
  limit: 'trade',
  changes: true,
  list: [id],
  examples: ['!reject 01J…'],
  shape: idShape,
  run: async (run) => rejected(run, (await orderOf(run)).id, confirming(run)),
})

/** Commands that place orders and change them. */
export const orderCommands = { buy, sell, list, show, cancel, confirm, reject }
