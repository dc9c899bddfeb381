import { useEffect, useRef } from 'react'
import { Button } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { useTexts, type TextKey } from '../texts.ts'

/** The step before an order: its exact words, whose money it is, and two answers. */
export function Review(props: {
  text: string
  side: 'buy' | 'sell'
  isLive: boolean
  busy: boolean
  onBack: () => void
  onPlace: () => void
}) {
  const { text } = useTexts()
  const words = useRef<HTMLElement>(null)
  useEffect(() => words.current?.focus(), [])
  return (
    <Card className="flex flex-col gap-3 p-4">
      <section
        ref={words}
        tabIndex={-1}
        aria-label={text('web.trading.review')}
        className="flex flex-col gap-1 outline-none"
      >
        <h3 className="font-semibold">{text('web.trading.review')}</h3>
        <p className="text-lg">{props.text}</p>
        <p className={props.isLive ? 'font-semibold text-bad' : 'text-sm text-muted'}>
          {text(props.isLive ? 'web.trading.live.text' : 'web.trading.paper.text')}
        </p>
      </section>
      <div className="flex flex-wrap gap-2">
        <Button kind="primary" busy={props.busy} onClick={props.onPlace}>
          {text(`web.trading.place.${props.side}` satisfies TextKey)}
        </Button>
        <Button disabled={props.busy} onClick={props.onBack}>
          {text('web.trading.back')}
        </Button>
      </div>
    </Card>
  )
}
