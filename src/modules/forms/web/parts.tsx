import { Clock } from 'lucide-react'
import type { ReactNode } from 'react'
import { useNow } from '#web/clock.tsx'
import { Card } from '#web/ui/card.tsx'
import { SlotBar } from '#web/ui/slot-bar.tsx'
import type { FormCounts } from '../contract/form.ts'
import { useTexts } from './texts.ts'

/** When a form closes, or that it does not. */
export function Deadline({ deadline }: { deadline: string | null }) {
  const { text, relative, instant } = useTexts()
  const now = useNow()
  const at = deadline === null ? null : Date.parse(deadline)
  return (
    <span className="inline-flex items-center gap-1.5 text-sm text-muted">
      <Clock size={14} aria-hidden />
      {at === null ? (
        text('web.forms.deadline.none')
      ) : (
        <time dateTime={new Date(at).toISOString()} title={instant(at)}>
          {text(at > now ? 'web.forms.deadline.in' : 'web.forms.deadline.past', {
            when: relative(at, now),
          })}
        </time>
      )}
    </span>
  )
}

/** How many of the targets have answered. */
export function RateBar({ counts }: { counts: FormCounts }) {
  const { text } = useTexts()
  const { answered, targets } = counts
  return (
    <SlotBar
      value={Math.min(answered, targets)}
      max={Math.max(targets, 1)}
      label={text('web.forms.rate.label')}
      valueText={text('web.forms.rate.value', { answered, targets })}
    />
  )
}

/** A titled part of a page. */
export function Section(props: {
  title: string
  note?: ReactNode
  action?: ReactNode
  children: ReactNode
}) {
  return (
    <Card className="flex flex-col gap-3 p-4">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h2 className="text-lg font-semibold">{props.title}</h2>
        {props.action}
      </div>
      {props.note && <p className="text-sm text-muted">{props.note}</p>}
      {props.children}
    </Card>
  )
}

/** A number with what it counts. */
export function Figure(props: { name: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-sm text-muted">{props.name}</dt>
      <dd className="text-lg font-semibold tabular-nums wrap-anywhere">{props.children}</dd>
    </div>
  )
}
