import { Failure } from '#web/pages/error.tsx'
import { Skeleton } from '#web/ui/skeleton.tsx'
import type { FormJson } from '../../contract/form.ts'
import { reminderPlan } from '../../contract/people.ts'
import { formPath, useRead } from '../api.ts'
import { Section } from '../parts.tsx'
import { useTexts, type TextKey } from '../texts.ts'

/** The plan of reminders and what became of it. */
export function Reminders({ form }: { form: FormJson }) {
  const { text, instant } = useTexts()
  const { data, error, isPending, refetch } = useRead(formPath(form.id, 'reminders'), reminderPlan)
  if (isPending) return <Skeleton className="h-40" />
  if (error) return <Failure error={error} onRetry={() => void refetch()} />
  return (
    <Section
      title={text('web.forms.reminders.title')}
      note={
        data.next_at === null
          ? text('web.forms.reminders.none')
          : text('web.forms.reminders.next', {
              when: instant(Date.parse(data.next_at)),
              count: data.waiting,
            })
      }
    >
      <ul className="flex flex-col divide-y divide-line">
        {data.results.map((step, index) => (
          <li key={index} className="flex flex-wrap items-center justify-between gap-2 py-2">
            <span className="font-medium">
              {text(`web.forms.reminders.${step.type}` satisfies TextKey)}
            </span>
            <time className="text-sm text-muted" dateTime={step.due_at}>
              {instant(Date.parse(step.due_at))}
            </time>
            <span className="text-sm">
              {text(`web.forms.reminders.state.${step.state}` satisfies TextKey)}
              {step.state === 'sent' &&
                ` · ${text('web.forms.reminders.sent', { sent: step.sent, failed: step.failed })}`}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  )
}
