import { Link } from '@tanstack/react-router'
import { keepGuild } from '#web/shell/nav.tsx'
import type { SignalJson } from '../contract/values.ts'
import { useColours } from './data/colours.ts'
import { useNumbers } from './data/numbers.ts'
import { Moment } from './moment.tsx'
import { DataTable } from './parts.tsx'
import { useStrategyName } from './strategies/names.ts'
import { useTexts, type TextKey } from './texts.ts'

function Acted({ signal }: { signal: SignalJson }) {
  const { text } = useTexts()
  if (signal.order_id !== null)
    return (
      <Link
        to="/trading/orders/$id"
        params={{ id: signal.order_id }}
        search={keepGuild}
        className="text-accent underline-offset-2 hover:underline"
      >
        {text('web.trading.signal.acted')}
      </Link>
    )
  if (signal.acted) return text('web.trading.signal.acted')
  return signal.skipped === null
    ? text('web.trading.signal.pending')
    : text('web.trading.signal.skipped', { reason: signal.skipped_text ?? signal.skipped })
}

/** What strategies saw, and what came of it. */
export function SignalsTable({
  signals,
  caption,
}: {
  signals: readonly SignalJson[]
  caption: string
}) {
  const { text } = useTexts()
  const numbers = useNumbers()
  const strategyName = useStrategyName()
  const { classOf } = useColours()
  return (
    <DataTable
      caption={caption}
      empty={text('web.trading.signals.none')}
      numeric={[4, 5]}
      head={[
        text('web.trading.time'),
        text('web.trading.market'),
        text('web.trading.side'),
        text('web.trading.strategy'),
        text('web.trading.strength'),
        text('web.trading.price'),
        text('web.trading.reason'),
        text('web.trading.outcome'),
      ]}
      rows={signals.map((signal) => ({
        key: signal.id,
        cells: [
          <Moment key="at" at={signal.at} />,
          <span key="market" className="whitespace-nowrap">
            {signal.market}
          </span>,
          <span key="side" className={classOf(signal.side === 'buy' ? 1 : -1)}>
            {text(`web.trading.side.${signal.side}` satisfies TextKey)}
          </span>,
          strategyName(signal.strategy),
          numbers.share(signal.strength),
          numbers.price(signal.price),
          signal.reason,
          <Acted key="acted" signal={signal} />,
        ],
      }))}
    />
  )
}
