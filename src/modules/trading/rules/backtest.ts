import { decimal, zero, type Decimal } from '#core/money.ts'
import type { LimitsJson } from '../contract/data.ts'
import type { Interval, Side } from '../contract/values.ts'
import { applyFill, noPosition, type Fill, type Position } from './books.ts'
import { lengthOf, type Candle } from './candles.ts'
import { gate } from './gate.ts'
import { match, offersOf, type Taker } from './matching.ts'
import type { Seen, Strategy } from './strategies/strategy.ts'
import { tickAt } from './ticks.ts'

/** What a backtest is told. */
export type BacktestInput = {
  strategy: Strategy
  params: Record<string, unknown>
  market: string
  interval: Interval
  candles: readonly Candle[]
  cash: Decimal
  feeRate: Decimal
  orderKrw: Decimal
}

/** One fill of a backtest. */
export type SimulatedFill = {
  at: number
  side: Side
  price: Decimal
  volume: Decimal
  fee: Decimal
}

/** What came of it. `closed` are the results of sales against their cost, each sale one. */
export type BacktestResult = {
  fills: SimulatedFill[]
  equity: { at: number; equity: Decimal }[]
  closed: Decimal[]
  fees: Decimal
  endEquity: Decimal
  signals: { at: number; seen: Seen }[]
}

const noLimits: LimitsJson = {
  confirm_above_krw: '1000000000000',
  confirm_above_pct: '1000000',
  approve_above_krw: null,
  max_order_krw: null,
  daily_order_krw: null,
  person_max_order_krw: null,
  person_daily_order_krw: null,
  max_position_krw: null,
  max_exposure_krw: null,
  max_open_orders: null,
  orders_per_minute: null,
  daily_loss_krw: null,
}

type Simulation = {
  cash: Decimal
  position: Position
  fills: SimulatedFill[]
  closed: Decimal[]
  fees: Decimal
  /** What the sale under way has realised; null while there is none. */
  sale: Decimal | null
  /** What is still to be executed, at the next opening. */
  pending: Taker | null
}

/** Passes a signal through the gate that live orders pass too. */
function decide(sim: Simulation, seen: Seen, candle: Candle, input: BacktestInput): Taker | null {
  const { market, feeRate, orderKrw } = input
  const amount = orderKrw.times(decimal(String(seen.times ?? 1)))
  const passed = gate({
    now: candle.at,
    typed:
      seen.side === 'buy'
        ? { side: 'buy', amount: amount.toFixed() }
        : { side: 'sell', amount: 'all' },
    by: 'strategy',
    halt: null,
    modeProblem: null,
    degraded: false,
    mayTrade: true,
    market: {
      market,
      base: market.slice(4),
      active: true,
      warning: false,
      min_total: decimal('5000'),
      max_total: decimal('1000000000'),
      bid_fee: feeRate,
      ask_fee: feeRate,
      tick: null,
    },
    allowWarning: true,
    price: { value: candle.close, at: candle.at },
    bookPrice: null,
    free: { krw: sim.cash, coin: sim.position.volume, lockedCoin: zero },
    equity: sim.cash.plus(sim.position.volume.times(candle.close)),
    limits: noLimits,
    used: {
      today: zero,
      todayByPerson: zero,
      position: zero,
      exposure: zero,
      openOrders: 0,
      lastMinute: 0,
      result: zero,
    },
    duplicate: false,
    confirmed: true,
  })
  if (!passed.ok) return null
  const { side, krw, volume, price } = passed.wish
  return { side, krw, volume, limit: price }
}

function endSale(sim: Simulation): void {
  if (sim.sale) sim.closed.push(sim.sale)
  sim.sale = null
}

/** Executes what is pending at a candle's opening; what does not fit waits for the next one. */
function execute(sim: Simulation, candle: Candle, input: BacktestInput): void {
  const { pending } = sim
  if (!pending || candle.filled) return
  const offers = offersOf(candle, tickAt(candle.open), pending.side)
  const { fills, rest, isDone } = match(offers, pending, input.feeRate)
  for (const [index, { price, volume, funds, fee }] of fills.entries()) {
    const fill: Fill = {
      trade_uuid: `${candle.at}:${index}`,
      kind: 'trade',
      market: input.market,
      side: pending.side,
      price,
      volume,
      funds,
      fee,
      fee_estimated: false,
      strategy: null,
      at: candle.at,
    }
    const after = applyFill(sim.position, fill)
    if (pending.side === 'sell')
      sim.sale = (sim.sale ?? zero).plus(after.realised.minus(sim.position.realised))
    sim.position = after
    sim.cash =
      pending.side === 'buy' ? sim.cash.minus(funds).minus(fee) : sim.cash.plus(funds).minus(fee)
    sim.fees = sim.fees.plus(fee)
    sim.fills.push({ at: candle.at, side: pending.side, price, volume, fee })
  }
  const isOver = isDone || rest.isZero()
  if (isOver) endSale(sim)
  sim.pending = isOver ? null : { ...pending, ...(pending.krw ? { krw: rest } : { volume: rest }) }
}

/**
 * Runs a strategy over candles: signals come at a close, through the gate, and are executed at the
 * next opening, never at the close that caused them. Nothing of a later candle is ever looked at.
 */
export function backtest(input: BacktestInput): BacktestResult {
  const { strategy, params, interval, candles } = input
  const watch = strategy.begin(params, interval)
  const warmUp = strategy.warmUp(params)
  const sim: Simulation = {
    cash: input.cash,
    position: noPosition,
    fills: [],
    closed: [],
    fees: zero,
    sale: null,
    pending: null,
  }
  const equity: BacktestResult['equity'] = []
  const signals: BacktestResult['signals'] = []
  for (const [index, candle] of candles.entries()) {
    execute(sim, candle, input)
    const seen = watch(candle)
    // Where nobody traded nothing is seen, as in the live program.
    if (seen && !candle.filled && index + 1 >= warmUp) {
      signals.push({ at: candle.at, seen })
      const taker = decide(sim, seen, candle, input)
      if (taker) {
        endSale(sim)
        sim.pending = taker
      }
    }
    const worth = sim.cash.plus(sim.position.volume.times(candle.close))
    equity.push({ at: candle.at + lengthOf(interval), equity: worth })
  }
  endSale(sim)
  const { fills, closed, fees } = sim
  return { fills, equity, closed, fees, signals, endEquity: equity.at(-1)?.equity ?? input.cash }
}
