import type { UseQueryResult } from '@tanstack/react-query'
import { coinOf } from '../data/amounts.ts'
import { useNumbers } from '../data/numbers.ts'
import { useTexts } from '../texts.ts'
import type { Quote } from './use-quote.ts'

/** What the order would come to, or why it would be refused. */
export function QuoteLines({ quote, market }: { quote: UseQueryResult<Quote>; market: string }) {
  const { text } = useTexts()
  const numbers = useNumbers()
  const { data, error } = quote
  const refusal = data?.refusal?.message ?? error?.message
  if (!data && refusal === undefined)
    return <p className="text-sm text-muted">{text('web.trading.quote.none')}</p>
  const notes = [
    data?.needs_confirm && text('web.trading.quote.confirm'),
    data?.needs_approval && text('web.trading.quote.approval'),
  ].filter(Boolean)
  return (
    <div aria-live="polite" className="flex flex-col gap-2 text-sm">
      {data && (
        <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1">
          <dt className="text-muted">{text('web.trading.quote.price')}</dt>
          <dd className="text-right">{numbers.average(data.price)}</dd>
          <dt className="text-muted">{text('web.trading.quote.volume')}</dt>
          <dd className="text-right">
            {numbers.coins(data.est_volume)} {coinOf(market)}
          </dd>
          <dt className="text-muted">{text('web.trading.quote.krw')}</dt>
          <dd className="text-right">{numbers.krw(data.est_krw)}</dd>
          <dt className="text-muted">{text('web.trading.fee')}</dt>
          <dd className="text-right">{numbers.krw(data.est_fee)}</dd>
        </dl>
      )}
      {notes.map((note) => (
        <p key={String(note)} className="text-warn">
          {note}
        </p>
      ))}
      {refusal !== undefined && <p className="font-medium text-bad">{refusal}</p>}
    </div>
  )
}
