import { useCallback, useEffect, useState } from 'react'
import { useLanguage, useTexts } from '../../locales/context.tsx'
import {
  movePrice,
  readExchange,
  setMarketState,
  setPace,
  type PriceMove,
} from '../../state/exchange.ts'
import { Button } from '../../ui/Button.tsx'
import { Field, inputShape, Problem } from '../../ui/fields.tsx'
import type { ExchangeInfo } from '../../wire/exchange.ts'

const everyMs = 1000
const steps: readonly number[] = [-10, -1, 1, 10]
const paces = { usual: [20, 300], late: [5000, 10_000] } as const

function useNumbers(): (value: number | string) => string {
  const language = useLanguage()
  const format = new Intl.NumberFormat(language, { maximumFractionDigits: 8 })
  return (value) => format.format(Number(value))
}

/** The last hour as a line. */
function Line({ candles, label }: { candles: ExchangeInfo['candles']; label: string }) {
  const prices = candles.map(({ trade_price }) => trade_price).toReversed()
  const [low, high] = [Math.min(...prices), Math.max(...prices)]
  const points = prices.map((price, index) => {
    const x = (index / Math.max(prices.length - 1, 1)) * 280
    const y = high === low ? 30 : 56 - ((price - low) / (high - low)) * 52
    return `${x.toFixed(1)},${y.toFixed(1)}`
  })
  return (
    <figure aria-label={label}>
      <svg viewBox="0 0 280 60" aria-hidden="true" className="h-16 w-full text-accent">
        <polyline points={points.join(' ')} fill="none" stroke="currentColor" strokeWidth="1.5" />
      </svg>
    </figure>
  )
}

function Book({ book }: { book: ExchangeInfo['book'] }) {
  const t = useTexts()
  const number = useNumbers()
  const row = (side: 'ask' | 'bid', price: number, size: number) => (
    <tr key={`${side}${price}`} className={side === 'ask' ? 'text-bad' : 'text-good'}>
      <th scope="row" className="text-left font-normal">
        {side === 'ask' ? t.exchange.ask : t.exchange.bid}
      </th>
      <td>{number(price)}</td>
      <td>{number(size)}</td>
    </tr>
  )
  const units = book.orderbook_units.slice(0, 5)
  return (
    <table className="w-full text-right text-xs tabular-nums">
      <caption className="text-left text-sm font-semibold">{t.exchange.book}</caption>
      <thead className="sr-only">
        <tr>
          <th scope="col">{t.exchange.side}</th>
          <th scope="col">{t.exchange.price}</th>
          <th scope="col">{t.exchange.amount}</th>
        </tr>
      </thead>
      <tbody>
        {units.toReversed().map((unit) => row('ask', unit.ask_price, unit.ask_size))}
        {units.map((unit) => row('bid', unit.bid_price, unit.bid_size))}
      </tbody>
    </table>
  )
}

function Account({ info }: { info: ExchangeInfo }) {
  const t = useTexts()
  const number = useNumbers()
  return (
    <>
      <section className="flex flex-col gap-1">
        <h3 className="font-semibold">{t.exchange.account}</h3>
        <dl className="grid grid-cols-[auto_1fr] gap-x-3 text-sm tabular-nums">
          {info.accounts.map(({ currency, balance, locked }) => (
            <div key={currency} className="col-span-2 grid grid-cols-subgrid">
              <dt>{currency}</dt>
              <dd className="text-right">
                {number(balance)}
                {locked !== '0' && (
                  <span className="text-muted"> {t.exchange.locked(number(locked))}</span>
                )}
              </dd>
            </div>
          ))}
        </dl>
      </section>
      <section className="flex flex-col gap-1">
        <h3 className="font-semibold">{t.exchange.orders}</h3>
        {info.orders.length === 0 && <p className="text-sm text-muted">{t.exchange.noOrders}</p>}
        <ul className="flex flex-col gap-1 text-sm">
          {info.orders.map((order) => (
            <li key={order.uuid} className="rounded-lg border border-line px-2 py-1 tabular-nums">
              {order.side === 'bid' ? t.exchange.buy : t.exchange.sell} {order.market}{' '}
              {order.price !== undefined && number(order.price)}
              <span className="block text-xs text-muted">
                {t.exchange.states[order.state]} · {number(order.executed_volume)}
                {order.volume !== undefined && ` / ${number(order.volume)}`}
              </span>
            </li>
          ))}
        </ul>
      </section>
    </>
  )
}

function PriceControl({
  info,
  market,
  run,
}: {
  info: ExchangeInfo
  market: string
  run: (action: () => Promise<void>) => void
}) {
  const t = useTexts()
  const [price, setPrice] = useState('')
  const [pace, choosePace] = useState<keyof typeof paces>('usual')
  const move = (by: PriceMove) => run(() => movePrice(market, by))
  const state = info.markets.find((one) => one.market === market)?.state
  const next = pace === 'usual' ? 'late' : 'usual'
  return (
    <>
      <div className="flex flex-wrap gap-2">
        {steps.map((step) => (
          <Button key={step} onClick={() => move({ change_pct: step })}>
            {step > 0 ? `+${step} %` : `−${-step} %`}
          </Button>
        ))}
      </div>
      <form
        className="flex items-end gap-2"
        onSubmit={(event) => {
          event.preventDefault()
          if (/^\d+(\.\d+)?$/.test(price)) move({ price })
        }}
      >
        <Field label={t.exchange.setPrice}>
          {(ids) => (
            <input
              {...ids}
              inputMode="decimal"
              className={inputShape}
              value={price}
              onChange={({ target }) => setPrice(target.value)}
            />
          )}
        </Field>
        <Button type="submit">{t.move}</Button>
      </form>
      <div className="flex flex-wrap gap-2">
        <Button
          aria-pressed={info.held}
          onClick={() => move(info.held ? { release: true } : { hold: true })}
        >
          {info.held ? t.exchange.release : t.exchange.hold}
        </Button>
        <Button
          onClick={() =>
            run(() => setMarketState(market, state === 'halted' ? 'active' : 'halted'))
          }
        >
          {state === 'halted' ? t.exchange.resume : t.exchange.halt}
        </Button>
        <Button
          aria-pressed={pace === 'late'}
          onClick={() =>
            run(async () => {
              await setPace(paces[next])
              choosePace(next)
            })
          }
        >
          {t.exchange.late}
        </Button>
      </div>
    </>
  )
}

/** The emulated exchange: prices and who moves them, the book, the account and its orders. */
export function Exchange() {
  const t = useTexts()
  const language = useLanguage()
  const number = useNumbers()
  const [market, setMarket] = useState('KRW-BTC')
  const [info, setInfo] = useState<ExchangeInfo>()
  const [problem, setProblem] = useState<string>()
  const read = useCallback(async (): Promise<void> => {
    setInfo(await readExchange(market))
  }, [market])
  const run = useCallback(
    (action: () => Promise<void>): void => {
      action()
        .then(read)
        .then(
          () => setProblem(undefined),
          (error: unknown) =>
            setProblem(error instanceof Error ? error.message : t.somethingFailed),
        )
    },
    [read, t.somethingFailed],
  )
  useEffect(() => {
    run(read)
    const poll = setInterval(() => run(read), everyMs)
    return () => clearInterval(poll)
  }, [run, read])
  if (!info) return problem === undefined ? <p>{t.loading}</p> : <Problem>{problem}</Problem>
  const shown = info.markets.find((one) => one.market === market)
  const percent = new Intl.NumberFormat(language, {
    style: 'percent',
    maximumFractionDigits: 2,
    signDisplay: 'exceptZero',
  })
  return (
    <>
      <p className="text-sm text-muted">{t.exchange.intro}</p>
      {problem !== undefined && <Problem>{problem}</Problem>}
      <Field label={t.exchange.market}>
        {(ids) => (
          <select
            {...ids}
            className={inputShape}
            value={market}
            onChange={({ target }) => setMarket(target.value)}
          >
            {info.markets.map((one) => (
              <option key={one.market} value={one.market}>
                {language === 'ko' ? one.korean_name : one.english_name} ({one.market})
              </option>
            ))}
          </select>
        )}
      </Field>
      <p className="text-lg font-semibold tabular-nums">
        {number(shown?.trade_price ?? 0)} KRW{' '}
        <span className="text-sm">{percent.format(shown?.signed_change_rate ?? 0)}</span>
      </p>
      <Line candles={info.candles} label={t.exchange.lastHour(market)} />
      <PriceControl key={market} info={info} market={market} run={run} />
      <Book book={info.book} />
      <Account info={info} />
    </>
  )
}
