import { useParams } from '@tanstack/react-router'
import { z } from 'zod'
import { Failure } from '#web/pages/error.tsx'
import type { OrderDetailJson } from '../contract/values.ts'
import { coinOf } from './data/amounts.ts'
import { useNumbers } from './data/numbers.ts'
import { useOrder } from './data/queries.ts'
import { useReason } from './data/reasons.ts'
import { Moment } from './moment.tsx'
import { OrderStateBadge } from './order-state.tsx'
import { OrderActions, useOrderText } from './orders-table.tsx'
import { Figures } from '#web/ui/figures.tsx'
import { DataTable, Section } from './parts.tsx'
import { useStrategyName } from './strategies/names.ts'
import { useTexts, type TextKey } from './texts.ts'
import { TradingPage, Waiting } from './trading-page.tsx'

const parameters = z.object({ id: z.string().max(40).catch('') })

function Steps({ order }: { order: OrderDetailJson }) {
  const { text } = useTexts()
  const reasonText = useReason()
  return (
    <DataTable
      caption={text('web.trading.steps')}
      head={[text('web.trading.time'), text('web.trading.state'), text('web.trading.reason')]}
      rows={order.events.map(({ at, to, reason }, index) => ({
        key: String(index),
        cells: [
          <Moment key="at" at={at} exact />,
          <OrderStateBadge key="to" state={to} />,
          reasonText(reason),
        ],
      }))}
    />
  )
}

function Fills({ order }: { order: OrderDetailJson }) {
  const { text } = useTexts()
  const numbers = useNumbers()
  return (
    <DataTable
      caption={text('web.trading.fills')}
      empty={text('web.trading.fills.none')}
      numeric={[1, 2, 3, 4]}
      head={[
        text('web.trading.time'),
        text('web.trading.price'),
        text('web.trading.volume'),
        text('web.trading.filled'),
        text('web.trading.fee'),
      ]}
      rows={order.fills.map((fill) => ({
        key: fill.trade_uuid,
        cells: [
          <Moment key="at" at={fill.at} exact />,
          numbers.price(fill.price),
          numbers.coins(fill.volume),
          numbers.krw(fill.funds),
          numbers.fee(fill.fee),
        ],
      }))}
    />
  )
}

function Order({ order, mayTrade }: { order: OrderDetailJson; mayTrade: boolean }) {
  const { text } = useTexts()
  const numbers = useNumbers()
  const orderText = useOrderText()
  const strategyName = useStrategyName()
  const { source } = order
  const by = text(`web.trading.source.${source.kind}` satisfies TextKey)
  return (
    <>
      <Section
        id="order-what"
        title={orderText(order)}
        action={<OrderActions order={order} mayTrade={mayTrade} />}
      >
        <p className="flex flex-wrap items-center gap-2">
          <OrderStateBadge state={order.state} />
          {order.message}
        </p>
        <Figures
          items={[
            { name: text('web.trading.filled'), value: numbers.krw(order.filled_krw) },
            {
              name: text('web.trading.volume'),
              value: `${numbers.coins(order.filled_volume)} ${coinOf(order.market)}`,
            },
            { name: text('web.trading.avg_price'), value: numbers.average(order.avg_price) },
            { name: text('web.trading.fee'), value: numbers.fee(order.fee_krw) },
            {
              name: text('web.trading.source'),
              value: source.strategy === null ? by : strategyName(source.strategy),
            },
            { name: text('web.trading.time'), value: <Moment at={order.created_at} exact /> },
          ]}
        />
        <p className="text-sm text-muted">
          {text('web.trading.reference', { id: order.id, client: order.client_id ?? '–' })}
        </p>
      </Section>
      <Section id="order-fills" title={text('web.trading.fills')}>
        <Fills order={order} />
      </Section>
      <Section id="order-steps" title={text('web.trading.steps')}>
        <Steps order={order} />
      </Section>
    </>
  )
}

function Content({ id, mayTrade }: { id: string; mayTrade: boolean }) {
  const { data, error, refetch } = useOrder(id)
  if (error && !data) return <Failure error={error} onRetry={() => void refetch()} />
  return data ? <Order order={data} mayTrade={mayTrade} /> : <Waiting />
}

/** `/trading/orders/:id`: one order with every step and every fill. */
export function OrderPage() {
  const { text } = useTexts()
  const { id } = parameters.parse(useParams({ strict: false }))
  return (
    <TradingPage title={text('web.trading.order.title')}>
      {({ permissions }) => <Content id={id} mayTrade={permissions.trade} />}
    </TradingPage>
  )
}
