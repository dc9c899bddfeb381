import { Link } from '@tanstack/react-router'
import { ShieldQuestion } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useNow } from '#web/clock.tsx'
import { keepGuild } from '#web/shell/nav.tsx'
import { Button } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { useCommand, type Outcome } from '../data/commands.ts'
import { useOrder } from '../data/queries.ts'
import { OrderStateBadge } from '../order-state.tsx'
import { useTexts } from '../texts.ts'
import { askedOf, orderOf, type Asked } from './asked.ts'

/** Where an order stands by now: at first in the words of the answer, then in those of every change. */
function Followed(props: { order: { id: string; version: number }; message: string }) {
  const { order, message } = props
  const { data } = useOrder(order.id)
  return (
    <output className="flex flex-wrap items-center gap-2">
      {data && <OrderStateBadge state={data.state} />}
      {data && data.version > order.version ? data.message : message}
    </output>
  )
}

/** What came of an order, with the way to it. */
export function OrderResult({ outcome, onDone }: { outcome: Outcome; onDone: () => void }) {
  const { text } = useTexts()
  const order = orderOf(outcome)
  return (
    <Card className="flex flex-col gap-2 p-4">
      {order ? (
        <Followed order={order} message={outcome.message} />
      ) : (
        <output>{outcome.message}</output>
      )}
      <div className="flex flex-wrap items-center gap-3">
        {order && (
          <Link
            to="/trading/orders/$id"
            params={{ id: order.id }}
            search={keepGuild}
            className="text-accent underline-offset-2 hover:underline"
          >
            {text('web.trading.ticket.reference', { id: order.id })}
          </Link>
        )}
        <Button onClick={onDone}>{text('web.trading.ticket.again')}</Button>
      </div>
    </Card>
  )
}

/**
 * The question that stands before a large order: its exact words, how long it stands, and two answers. When the price
 * has moved the server asks anew.
 */
export function FollowUp(props: { asked: Asked; onDone: () => void }) {
  const { text } = useTexts()
  const [asked, setAsked] = useState(props.asked)
  const [outcome, setOutcome] = useState<Outcome | null>(null)
  const now = useNow(1000)
  const question = useRef<HTMLElement>(null)
  useEffect(() => question.current?.focus(), [asked])
  const { run, running } = useCommand({
    quiet: true,
    onDone(next) {
      const again = askedOf(next)
      if (again) setAsked(again)
      else setOutcome(next)
    },
  })
  if (outcome) return <OrderResult outcome={outcome} onDone={props.onDone} />
  const left =
    asked.expires_at === null ? null : Math.ceil((Date.parse(asked.expires_at) - now) / 1000)
  const isOver = left !== null && left <= 0
  // A question that was asked anew wants an answer of its own.
  const answer = (command: 'confirm' | 'reject') =>
    run({
      command,
      parameters: { id: asked.id },
      key: `${command}-${asked.id}-${asked.expires_at ?? ''}`,
    })
  return (
    <Card className="flex flex-col gap-3 border-warn p-4">
      <section
        ref={question}
        tabIndex={-1}
        className="flex gap-2 outline-none"
        aria-label={text('web.trading.ask.title')}
      >
        <ShieldQuestion size={20} aria-hidden className="shrink-0 text-warn" />
        <div>
          <p className="font-semibold">{text('web.trading.ask.title')}</p>
          <p>{asked.text}</p>
          {left !== null && (
            <p className="text-sm text-muted">
              {isOver
                ? text('web.trading.ask.over')
                : text('web.trading.ask.left', { seconds: left })}
            </p>
          )}
        </div>
      </section>
      <div className="flex flex-wrap gap-2">
        <Button
          kind="primary"
          busy={running === 'confirm'}
          disabled={isOver}
          onClick={() => answer('confirm')}
        >
          {text('web.trading.confirm')}
        </Button>
        {isOver ? (
          <Button onClick={props.onDone}>{text('web.trading.ticket.again')}</Button>
        ) : (
          <Button busy={running === 'reject'} onClick={() => answer('reject')}>
            {text('web.trading.reject')}
          </Button>
        )}
      </div>
    </Card>
  )
}
