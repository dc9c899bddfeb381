import { Link } from '@tanstack/react-router'
import { useState, type ReactNode } from 'react'
import { keepGuild } from '#web/shell/nav.tsx'
import { Button } from '#web/ui/button.tsx'
import { ConfirmDialog } from '#web/ui/dialog.tsx'
import { finalStates, type OrderJson } from '../contract/values.ts'
import { coinOf } from './data/amounts.ts'
import { useCommand } from './data/commands.ts'
import { useNumbers } from './data/numbers.ts'
import { Moment } from './moment.tsx'
import { OrderStateBadge } from './order-state.tsx'
import { DataTable } from './parts.tsx'
import { useTexts, type TextKey } from './texts.ts'

/** An order in one sentence: `Buy KRW-BTC for ₩100,000`. */
export function useOrderText(): (order: OrderJson) => string {
  const { text } = useTexts()
  const numbers = useNumbers()
  return ({ side, market, requested, type }) => {
    const { krw, volume, price } = requested
    const isVolume = volume !== null
    const amount = isVolume ? `${numbers.coins(volume)} ${coinOf(market)}` : numbers.krw(krw)
    const key = side === 'buy' && isVolume ? 'buy_volume' : side
    const what = text(`web.trading.order.${key}` satisfies TextKey, { market, amount })
    if (type !== 'limit' || price === null) return what
    return `${what} ${text('web.trading.order.at', { price: numbers.price(price) })}`
  }
}

function Asking(props: {
  order: OrderJson
  command: 'cancel' | 'confirm' | 'reject'
  kind?: 'primary' | 'danger'
}) {
  const { order, command } = props
  const { text } = useTexts()
  const orderText = useOrderText()
  const { run, running } = useCommand()
  const [asks, setAsks] = useState(false)
  const label = text(`web.trading.${command}` satisfies TextKey)
  return (
    <>
      <Button
        {...(props.kind && { kind: props.kind })}
        busy={running !== null}
        aria-label={`${label}: ${orderText(order)}`}
        onClick={() => setAsks(true)}
      >
        {label}
      </Button>
      <ConfirmDialog
        open={asks}
        title={text(`web.trading.${command}.title` satisfies TextKey)}
        text={orderText(order)}
        confirm={label}
        cancel={text('web.trading.back')}
        onAnswer={(confirmed) => {
          setAsks(false)
          if (confirmed) run({ command, parameters: { id: order.id } })
        }}
      />
    </>
  )
}

/** What the reader may do with an order now: confirm, approve, withdraw, cancel. */
export function OrderActions({
  order,
  mayTrade,
}: {
  order: OrderJson
  mayTrade: boolean
}): ReactNode {
  if (!mayTrade || finalStates.has(order.state)) return null
  if (order.state === 'pending_confirm' || order.state === 'pending_approval')
    return (
      <span className="flex flex-wrap gap-2">
        <Asking order={order} command="confirm" kind="primary" />
        <Asking order={order} command="reject" />
      </span>
    )
  if (order.state === 'open' || order.state === 'partial')
    return <Asking order={order} command="cancel" kind="danger" />
  return null
}

/** Orders with where they stand and what can be done. */
export function OrdersTable(props: {
  orders: readonly OrderJson[]
  caption: string
  empty: string
  mayTrade: boolean
}) {
  const { text } = useTexts()
  const numbers = useNumbers()
  const orderText = useOrderText()
  return (
    <DataTable
      caption={props.caption}
      empty={props.empty}
      numeric={[3, 4]}
      head={[
        text('web.trading.order'),
        text('web.trading.state'),
        text('web.trading.time'),
        text('web.trading.filled'),
        text('web.trading.fee'),
        text('web.trading.actions'),
      ]}
      rows={props.orders.map((order) => ({
        key: order.id,
        cells: [
          <Link
            key="order"
            to="/trading/orders/$id"
            params={{ id: order.id }}
            search={keepGuild}
            className="text-accent underline-offset-2 hover:underline"
          >
            {orderText(order)}
          </Link>,
          <OrderStateBadge key="state" state={order.state} />,
          <Moment key="at" at={order.created_at} />,
          numbers.krw(order.filled_krw),
          numbers.fee(order.fee_krw),
          <OrderActions key="actions" order={order} mayTrade={props.mayTrade} />,
        ],
      }))}
    />
  )
}
