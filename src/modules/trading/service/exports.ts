import type { Context } from '#core/context.ts'
import { toInstant } from '#core/contract.ts'
import { writeCsv, type CsvCell } from '#core/csv.ts'
import { plainText } from '#core/money.ts'
import { loadAllFills, loadLedger } from '../store/books.ts'
import { listOrders } from '../store/orders.ts'
import { currentAccount } from './engine.ts'

/** What can be exported. */
export const exportNames = ['orders', 'fills', 'ledger'] as const
/** What can be exported. */
export type ExportName = (typeof exportNames)[number]

/** Orders of one export at most. */
const mostOrders = 50_000

const heads: Record<ExportName, readonly string[]> = {
  orders: [
    'id',
    'created_at',
    'mode',
    'market',
    'side',
    'type',
    'state',
    'krw',
    'volume',
    'price',
    'filled_volume',
    'filled_krw',
    'fee_krw',
    'source',
    'user_id',
    'exchange_uuid',
  ],
  fills: [
    'at',
    'kind',
    'market',
    'side',
    'price',
    'volume',
    'funds',
    'fee',
    'order_id',
    'trade_uuid',
    'strategy',
  ],
  ledger: ['at', 'kind', 'market', 'cash_krw', 'asset', 'fee_krw', 'realised_krw', 'fill'],
}

async function rowsOf(context: Context, name: ExportName): Promise<CsvCell[][]> {
  const { database } = context
  const { id } = await currentAccount(context)
  if (name === 'orders') {
    const orders = await listOrders(database, id, { limit: mostOrders })
    return orders.map((one) => [
      one.id,
      toInstant(one.created_at),
      one.mode,
      one.market,
      one.side,
      one.type,
      one.state,
      one.krw && plainText(one.krw),
      one.volume && plainText(one.volume),
      one.price && plainText(one.price),
      ...[one.filled_volume, one.filled_krw, one.fee_krw].map(plainText),
      one.source_kind,
      one.user_id,
      one.exchange_uuid,
    ])
  }
  if (name === 'fills') {
    const fills = await loadAllFills(database, id)
    return fills.map(
      ({ at, kind, market, side, price, volume, funds, fee, order_id, trade_uuid, strategy }) => [
        toInstant(at),
        kind,
        market,
        side,
        ...[price, volume, funds, fee].map(plainText),
        order_id,
        trade_uuid,
        strategy,
      ],
    )
  }
  const lines = await loadLedger(database, id, 0)
  return lines.map(({ at, kind, market, cash, asset, fee, realised, fill_uuid }) => [
    toInstant(at),
    kind,
    market,
    ...[cash, asset, fee, realised].map(plainText),
    fill_uuid,
  ])
}

/** Everything of one kind as a table for spreadsheets and tax papers; no cell is a formula. */
export async function exportCsv(context: Context, name: ExportName): Promise<string> {
  return writeCsv([heads[name], ...(await rowsOf(context, name))])
}
