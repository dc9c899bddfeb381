import { statement, type Transaction } from '#core/db/database.ts'
import { decimal, plainText, sum, zero, type Decimal } from '#core/money.ts'
import {
  applyFill,
  ledgerLine,
  noPosition,
  type Fill,
  type KnownFills,
  type LedgerLine,
  type Position,
} from '../rules/books.ts'
import { lockAccount } from './accounts.ts'
import type { Reader } from './orders.ts'

/** A fill with the account and order that it belongs to. */
export type StoredFill = Fill & { account_id: string; order_id: string | null }

type FillRow = Omit<StoredFill, 'price' | 'volume' | 'funds' | 'fee' | 'fee_estimated'> & {
  price: string
  volume: string
  funds: string
  fee: string
  fee_estimated: number
}

/** A position with the market that it is of, and the price below which it is sold. */
export type StoredPosition = Position & { market: string; stop_price: Decimal | null }

type PositionRow = {
  market: string
  volume: string
  cost: string
  realised: string
  fees: string
  opened_at: number | null
  strategy: string | null
  stop_price: string | null
}

const fillColumns =
  'trade_uuid, account_id, order_id, kind, market, side, price, volume, funds, fee, fee_estimated, strategy, at'
const insertFill = statement<{ trade_uuid: string }>(
  `insert into trading_fills (${fillColumns})
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
   on conflict (trade_uuid) do nothing returning trade_uuid`,
)
const insertLedger = statement<never>(
  `insert into trading_ledger (account_id, fill_uuid, kind, market, cash, asset, fee, realised, at)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
)
const positionColumns = 'market, volume, cost, realised, fees, opened_at, strategy, stop_price'
const findPosition = statement<PositionRow>(
  `select ${positionColumns} from trading_positions where account_id = $1 and market = $2`,
)
const allPositions = statement<PositionRow>(
  `select ${positionColumns} from trading_positions where account_id = $1 order by market`,
)
const putPosition = statement<never>(
  `insert into trading_positions (account_id, market, volume, cost, realised, fees, opened_at, strategy, stop_price, version)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1)
   on conflict (account_id, market) do update set volume = excluded.volume, cost = excluded.cost,
     realised = excluded.realised, fees = excluded.fees, opened_at = excluded.opened_at,
     strategy = excluded.strategy, stop_price = excluded.stop_price,
     version = trading_positions.version + 1`,
)
const setFinal = statement<never>(
  'update trading_fills set fee_estimated = 0 where order_id = $1 and fee_estimated <> 0',
)
const dropPositions = statement<never>('delete from trading_positions where account_id = $1')
const fillsOfOrder = statement<FillRow>(
  `select ${fillColumns} from trading_fills where order_id = $1 order by id`,
)
const allFills = statement<FillRow>(
  `select ${fillColumns} from trading_fills where account_id = $1 order by id`,
)
const fillsOfMarket = statement<FillRow>(
  `select ${fillColumns} from trading_fills where account_id = $1 and market = $2 and kind = 'trade'
     and at >= $3 and at < $4 order by id`,
)
type LedgerRow = {
  kind: string
  market: string
  cash: string
  asset: string
  fee: string
  realised: string
  at: number
  fill_uuid: string
}
const ledgerSince = statement<LedgerRow>(
  `select fill_uuid, kind, market, cash, asset, fee, realised, at from trading_ledger
   where account_id = $1 and at >= $2 order by id`,
)
const flowsAfter = statement<{ side: FillRow['side']; funds: string }>(
  `select side, funds from trading_fills where account_id = $1 and kind = 'flow' and at > $2`,
)
const any = statement<{ id: number }>('select id from trading_fills where account_id = $1 limit 1')

function fillOf(row: FillRow): StoredFill {
  return {
    ...row,
    price: decimal(row.price),
    volume: decimal(row.volume),
    funds: decimal(row.funds),
    fee: decimal(row.fee),
    fee_estimated: row.fee_estimated !== 0,
  }
}

function positionFrom(row: PositionRow): StoredPosition {
  return {
    ...row,
    volume: decimal(row.volume),
    cost: decimal(row.cost),
    realised: decimal(row.realised),
    fees: decimal(row.fees),
    stop_price: row.stop_price === null ? null : decimal(row.stop_price),
  }
}

/** What is held of a market; nothing when there never was anything. */
export async function loadPosition(
  db: Reader,
  accountId: string,
  market: string,
): Promise<StoredPosition> {
  const [row] = await findPosition(db, accountId, market)
  return row ? positionFrom(row) : { ...noPosition, market, stop_price: null }
}

/** All positions that ever were, by market; `KRW` is money that came in from outside. */
export async function loadPositions(db: Reader, accountId: string): Promise<StoredPosition[]> {
  return (await allPositions(db, accountId)).map(positionFrom)
}

/** Stores a position. */
export async function savePosition(
  tx: Transaction,
  accountId: string,
  position: StoredPosition,
): Promise<void> {
  const { market, volume, cost, realised, fees, opened_at, strategy, stop_price } = position
  const texts = [volume, cost, realised, fees].map(plainText)
  const stop = stop_price === null ? null : plainText(stop_price)
  await putPosition(tx, accountId, market, ...texts, opened_at, strategy, stop)
}

async function insertOne(tx: Transaction, fill: StoredFill): Promise<boolean> {
  const texts = [fill.price, fill.volume, fill.funds, fill.fee].map(plainText)
  const { trade_uuid, account_id, order_id, kind, market, side, strategy, at } = fill
  const estimated = fill.fee_estimated ? 1 : 0
  const ids = [trade_uuid, account_id, order_id, kind, market, side]
  return (await insertFill(tx, ...ids, ...texts, estimated, strategy, at)).length > 0
}

async function insertLine(tx: Transaction, fill: StoredFill, line: LedgerLine): Promise<void> {
  const texts = [line.cash, line.asset, line.fee, line.realised].map(plainText)
  await insertLedger(
    tx,
    fill.account_id,
    fill.trade_uuid,
    fill.kind,
    fill.market,
    ...texts,
    fill.at,
  )
}

/**
 * Enters fills into the books: each once, whoever brings it; the ledger and the position follow in
 * the same transaction. Returns those that were new.
 */
export async function enterFills(
  tx: Transaction,
  fills: readonly StoredFill[],
  stopOf: (fill: StoredFill, position: Position) => Decimal | null,
): Promise<StoredFill[]> {
  const fresh: StoredFill[] = []
  // A position follows from the one before: whoever else enters fills of the account waits.
  for (const id of new Set(fills.map(({ account_id }) => account_id))) await lockAccount(tx, id)
  for (const fill of fills) {
    if (!(await insertOne(tx, fill))) continue
    fresh.push(fill)
    const before = await loadPosition(tx, fill.account_id, fill.market)
    const after = applyFill(before, fill)
    await insertLine(tx, fill, ledgerLine(fill, before, after))
    const stop = after.volume.lte(zero) ? null : (stopOf(fill, after) ?? before.stop_price)
    await savePosition(tx, fill.account_id, { ...after, market: fill.market, stop_price: stop })
  }
  return fresh
}

/** The order is over: its fees are what they are. */
export async function closeFees(tx: Transaction, orderId: string): Promise<void> {
  await setFinal(tx, orderId)
}

/** Forgets all positions of an account, to be made again from its fills. */
export async function clearPositions(tx: Transaction, accountId: string): Promise<void> {
  await dropPositions(tx, accountId)
}

/** The fills of an order, oldest first. */
export async function loadFills(db: Reader, orderId: string): Promise<StoredFill[]> {
  return (await fillsOfOrder(db, orderId)).map(fillOf)
}

/** What of an order is in the books. */
export async function knownFills(db: Reader, orderId: string): Promise<KnownFills> {
  const fills = await loadFills(db, orderId)
  return {
    trade_uuids: new Set(fills.map(({ trade_uuid }) => trade_uuid)),
    fees: fills.reduce((total, { fee }) => total.plus(fee), decimal('0')),
  }
}

/** All fills of an account in their order. */
export async function loadAllFills(db: Reader, accountId: string): Promise<StoredFill[]> {
  return (await allFills(db, accountId)).map(fillOf)
}

/** Trades in a market between two instants. */
export async function loadTrades(
  db: Reader,
  accountId: string,
  market: string,
  range: { from: number; to: number },
): Promise<StoredFill[]> {
  return (await fillsOfMarket(db, accountId, market, range.from, range.to)).map(fillOf)
}

/** A line of the ledger with what it belongs to. */
export type StoredLine = LedgerLine & {
  fill_uuid: string
  kind: string
  market: string
  at: number
}

/** Lines of the ledger since an instant, oldest first. */
export async function loadLedger(
  db: Reader,
  accountId: string,
  since: number,
): Promise<StoredLine[]> {
  return (await ledgerSince(db, accountId, since)).map((row) => ({
    ...row,
    cash: decimal(row.cash),
    asset: decimal(row.asset),
    fee: decimal(row.fee),
    realised: decimal(row.realised),
  }))
}

/** What came in from outside after an instant, less what went out, in KRW at the prices of then. */
export async function flowSince(db: Reader, accountId: string, after: number): Promise<Decimal> {
  const rows = await flowsAfter(db, accountId, after)
  return sum(
    rows.map(({ side, funds }) => (side === 'buy' ? decimal(funds) : decimal(funds).negated())),
  )
}

/** Whether the books of an account were opened. */
export async function hasBooks(db: Reader, accountId: string): Promise<boolean> {
  return (await any(db, accountId)).length > 0
}
