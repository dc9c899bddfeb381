import { useState } from 'react'
import { Failure } from '#web/pages/error.tsx'
import { usePlaces } from '#web/places.ts'
import { Button } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { Skeleton } from '#web/ui/skeleton.tsx'
import type { EventJson } from '../../contract/event.ts'
import { useTexts } from '../texts.ts'
import { changeText } from './change-text.ts'
import { useHistory } from './parts.ts'

function Steps({ event }: { event: EventJson }) {
  const formatter = useTexts()
  const { text, instant } = formatter
  const { roles, channels } = usePlaces(event.guilds[0]?.guild_id ?? '')
  const nameOf = (id: string) => [...roles, ...channels].find((one) => one.id === id)?.name ?? id
  const words = { ...formatter, nameOf }
  const { data, error, isPending, refetch } = useHistory(event.id, true)
  if (isPending) return <Skeleton className="h-24 w-full" />
  if (error) return <Failure error={error} onRetry={() => void refetch()} />
  if (data.length === 0) return <p className="text-muted">{text('web.events.history.none')}</p>
  return (
    <ol className="flex flex-col gap-2" data-testid="event-history">
      {data.map((step) => (
        <li key={step.position} className="text-sm">
          <p className="wrap-anywhere">
            {step.text}{' '}
            <time dateTime={step.at} className="text-muted">
              {instant(Date.parse(step.at))}
            </time>
          </p>
          {step.changes.length > 0 && (
            <ul className="pl-4 text-muted">
              {step.changes.map((change) => (
                <li key={change.field} className="wrap-anywhere">
                  {changeText(change, words)}
                </li>
              ))}
            </ul>
          )}
        </li>
      ))}
    </ol>
  )
}

/** What happened to an event, fetched when it is asked for. */
export function History({ event }: { event: EventJson }) {
  const { text } = useTexts()
  const [open, setOpen] = useState(false)
  return (
    <Card className="flex flex-col gap-3 p-4">
      <h2 className="text-lg font-semibold">{text('web.events.history.title')}</h2>
      {open ? (
        <Steps event={event} />
      ) : (
        <Button className="self-start" onClick={() => setOpen(true)}>
          {text('web.events.history.show')}
        </Button>
      )}
    </Card>
  )
}
