import { Check } from 'lucide-react'
import { classes } from '#web/ui/classes.ts'
import type { EventJson } from '../../contract/event.ts'
import type { EventState } from '../../contract/shared.ts'
import { useTexts } from '../texts.ts'

function stepsOf(state: EventState): readonly EventState[] {
  if (state === 'cancelled') return ['scheduled', 'cancelled']
  if (state === 'draft') return ['draft', 'scheduled', 'active', 'completed']
  if (state === 'archived') return ['scheduled', 'active', 'completed', 'archived']
  return ['scheduled', 'active', 'completed']
}

/** Where an event stands on its way, as a row of steps. */
export function Stepper({ event }: { event: EventJson }) {
  const { text } = useTexts()
  const steps = stepsOf(event.state)
  const current = steps.indexOf(event.state)
  return (
    <ol aria-label={text('web.events.steps')} className="flex flex-wrap items-center gap-y-1">
      {steps.map((step, index) => {
        const isPast = index < current
        const isNow = index === current
        return (
          <li
            key={step}
            aria-current={isNow ? 'step' : undefined}
            className={classes(
              'flex items-center gap-1.5 text-sm',
              isNow ? 'font-semibold text-accent' : 'text-muted',
            )}
          >
            {index > 0 && <span aria-hidden className="mx-2 h-px w-5 bg-control" />}
            <span
              aria-hidden
              className={classes(
                'flex size-5 items-center justify-center rounded-full border text-xs',
                isNow && 'border-accent bg-accent text-on-accent',
                isPast && 'border-control bg-sunken',
                !isNow && !isPast && 'border-control',
              )}
            >
              {isPast ? <Check size={12} /> : index + 1}
            </span>
            {text(`web.events.state.${step}`)}
          </li>
        )
      })}
    </ol>
  )
}
