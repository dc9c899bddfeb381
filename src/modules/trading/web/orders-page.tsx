import { Download } from 'lucide-react'
import { z } from 'zod'
import { Failure } from '#web/pages/error.tsx'
import { Button } from '#web/ui/button.tsx'
import { Segmented } from '#web/ui/segmented.tsx'
import { useUrlSearch } from '#web/url-search.ts'
import { finalStates, type OrderJson } from '../contract/values.ts'
import { saveCsv } from './data/csv.ts'
import { openStates, useOrders } from './data/queries.ts'
import { OrdersTable } from './orders-table.tsx'
import { useTexts } from './texts.ts'
import { TradingPage, Waiting } from './trading-page.tsx'

const shown = ['all', 'open', 'over'] as const
const search = z.object({
  show: z.enum(shown).catch('all'),
  before: z.string().optional().catch(undefined),
})
const states = {
  all: undefined,
  open: openStates,
  over: [...finalStates].join(','),
}

const columns = [
  'id',
  'created_at',
  'market',
  'side',
  'type',
  'state',
  'filled_volume',
  'filled_krw',
  'avg_price',
  'fee_krw',
  'mode',
] as const satisfies readonly (keyof OrderJson)[]

function save(orders: readonly OrderJson[]): void {
  saveCsv('orders.csv', [columns, ...orders.map((order) => columns.map((name) => order[name]))])
}

function List({ mayTrade }: { mayTrade: boolean }) {
  const { text } = useTexts()
  const [{ show, before }, change] = useUrlSearch(search)
  const { data, error, refetch } = useOrders({ state: states[show], before })
  if (error && !data) return <Failure error={error} onRetry={() => void refetch()} />
  if (!data) return <Waiting />
  const { orders, next } = data
  return (
    <>
      <OrdersTable
        orders={orders}
        caption={text('web.trading.nav.orders')}
        empty={text('web.trading.orders.none')}
        mayTrade={mayTrade}
      />
      <div className="flex flex-wrap gap-2">
        {before !== undefined && (
          <Button onClick={() => change({ before: undefined })}>
            {text('web.trading.newest')}
          </Button>
        )}
        {next !== null && (
          <Button onClick={() => change({ before: next })}>{text('web.trading.older')}</Button>
        )}
        {orders.length > 0 && (
          <Button icon={<Download size={16} aria-hidden />} onClick={() => save(orders)}>
            {text('web.trading.csv')}
          </Button>
        )}
      </div>
    </>
  )
}

/** `/trading/orders`: every order, wherever it came from. */
export function OrdersPage() {
  const { text } = useTexts()
  const [{ show }, change] = useUrlSearch(search)
  return (
    <TradingPage title={text('web.trading.nav.orders')}>
      {({ permissions }) => (
        <>
          <div className="max-w-md">
            <Segmented
              label={text('web.trading.show')}
              name="orders-show"
              value={show}
              options={[
                { value: 'all', label: text('web.trading.show.all') },
                { value: 'open', label: text('web.trading.show.open') },
                { value: 'over', label: text('web.trading.show.over') },
              ]}
              onChange={(next) => change({ show: next, before: undefined })}
            />
          </div>
          <List mayTrade={permissions.trade} />
        </>
      )}
    </TradingPage>
  )
}
