import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { keepGuild } from '#web/shell/nav.tsx'
import { Button } from '#web/ui/button.tsx'
import { ConfirmDialog } from '#web/ui/dialog.tsx'
import type { Overview } from '../../contract/rest.ts'
import { useCommand } from '../data/commands.ts'
import { coinOf, signOf } from '../data/amounts.ts'
import { useTicks } from '../data/live.ts'
import { useNumbers } from '../data/numbers.ts'
import { DataTable, Result } from '../parts.tsx'
import { useTexts } from '../texts.ts'
import { FollowUp } from '../ticket/follow-up.tsx'
import { askedOf, type Asked } from '../ticket/asked.ts'

type Position = Overview['positions']['positions'][number]

function Close({ position, onAsked }: { position: Position; onAsked: (asked: Asked) => void }) {
  const { text } = useTexts()
  const numbers = useNumbers()
  const coin = coinOf(position.market)
  const { run, running } = useCommand({
    onDone(outcome) {
      const asked = askedOf(outcome)
      if (asked) onAsked(asked)
    },
  })
  const [asks, setAsks] = useState(false)
  return (
    <>
      <Button
        kind="danger"
        busy={running !== null}
        aria-label={text('web.trading.close_position.of', { coin })}
        onClick={() => setAsks(true)}
      >
        {text('web.trading.close_position')}
      </Button>
      <ConfirmDialog
        open={asks}
        title={text('web.trading.close_position.of', { coin })}
        text={text('web.trading.close_position.text', {
          volume: numbers.coins(position.volume),
          coin,
          value: numbers.krw(position.value_krw),
        })}
        confirm={text('web.trading.close_position')}
        cancel={text('web.trading.back')}
        onAnswer={(confirmed) => {
          setAsks(false)
          if (confirmed) run({ command: 'sell', parameters: { ticker: coin, amount: 'all' } })
        }}
      />
    </>
  )
}

/** The price of the row's moment; how old it is where none comes by itself. */
function Price({ position, isLive }: { position: Position; isLive: boolean }) {
  const { text } = useTexts()
  const numbers = useNumbers()
  const { price, price_age_ms } = position
  if (isLive || price_age_ms === null) return numbers.price(price)
  const seconds = Math.round(price_age_ms / 1_000)
  return (
    <>
      {numbers.price(price)}{' '}
      <span className="text-sm text-muted">{text('web.trading.price_age', { seconds })}</span>
    </>
  )
}

/** What is held, what it cost and what it is worth now. */
export function Positions({ overview }: { overview: Overview }) {
  const { text } = useTexts()
  const numbers = useNumbers()
  const ticks = useTicks()
  const [asked, setAsked] = useState<Asked | null>(null)
  // What was sold altogether stays in the books with its result.
  const positions = overview.positions.positions.filter(({ volume }) => signOf(volume) !== 0)
  return (
    <>
      {asked && <FollowUp asked={asked} onDone={() => setAsked(null)} />}
      <DataTable
        caption={text('web.trading.positions')}
        empty={text('web.trading.positions.none')}
        numeric={[1, 2, 3, 4, 5]}
        head={[
          text('web.trading.market'),
          text('web.trading.volume'),
          text('web.trading.entry'),
          text('web.trading.mark'),
          text('web.trading.value'),
          text('web.trading.result'),
          text('web.trading.stop'),
          text('web.trading.actions'),
        ]}
        rows={positions.map((position) => ({
          key: position.market,
          cells: [
            <Link
              key="market"
              to="/trading/markets/$market"
              params={{ market: position.market }}
              search={keepGuild}
              className="whitespace-nowrap text-accent underline-offset-2 hover:underline"
            >
              {position.market}
            </Link>,
            numbers.coins(position.volume),
            numbers.average(position.avg_cost),
            <Price key="price" position={position} isLive={position.market in ticks} />,
            numbers.krw(position.value_krw),
            <Result key="result" krw={position.unrealized_krw} percent={position.unrealized_pct} />,
            numbers.price(position.stop_price),
            overview.permissions.trade && (
              <Close key="close" position={position} onAsked={setAsked} />
            ),
          ],
        }))}
      />
    </>
  )
}
