import { RotateCcw } from 'lucide-react'
import { useState } from 'react'
import { z } from 'zod'
import { Button } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { ChoiceField } from '../editor/fields.tsx'
import { useWrite } from '../data/use-write.ts'
import { useTexts } from '../texts.ts'
import { jobsKey, useDeliveries, useEndpoints } from './use-jobs.ts'

function List({ id }: { id: string }) {
  const { text, instant } = useTexts()
  const { data = [] } = useDeliveries(id)
  const { send, running } = useWrite({
    schema: z.unknown(),
    refresh: [[...jobsKey, 'deliveries', id]],
  })
  if (data.length === 0) return <p className="text-muted">{text('web.events.deliveries.none')}</p>
  return (
    <ul>
      {data.map((one) => {
        const last = one.attempts.at(-1)
        return (
          <li
            key={one.id}
            className="flex flex-wrap items-center gap-x-3 gap-y-1 border-t border-line py-1.5"
          >
            <span className="font-medium">{one.type}</span>
            <span className="text-sm text-muted wrap-anywhere">
              {one.status}
              {last && ` · ${String(last.status ?? last.error ?? '')}`} ·{' '}
              {instant(Date.parse(one.created_at))}
            </span>
            <Button
              kind="quiet"
              className="ml-auto"
              icon={<RotateCcw size={16} aria-hidden />}
              busy={running !== null}
              aria-label={text('web.events.deliveries.resend_name', { type: one.type })}
              onClick={() =>
                send({ method: 'POST', path: `/api/webhooks/deliveries/${one.id}/resend` })
              }
            >
              {text('web.events.deliveries.resend')}
            </Button>
          </li>
        )
      })}
    </ul>
  )
}

/** What other software was told, with what it answered; sent again by a press. */
export function Deliveries() {
  const { text } = useTexts()
  const { data } = useEndpoints()
  const [chosen, setChosen] = useState('')
  const id = chosen || (data?.[0]?.id ?? '')
  if (!data || data.length === 0) return null
  return (
    <Card className="flex flex-col gap-3 p-4">
      <h2 className="text-lg font-semibold">{text('web.events.deliveries.title')}</h2>
      <ChoiceField
        label={text('web.events.deliveries.endpoint')}
        value={id}
        options={data.map(({ id: value, url }) => ({ value, label: url }))}
        onChange={setChosen}
      />
      <List id={id} />
    </Card>
  )
}
