import { CircleCheck, SquarePen } from 'lucide-react'
import { Button } from '#web/ui/button.tsx'
import type { FormJson } from '../contract/form.ts'
import { answerLink } from '../contract/people.ts'
import { formPath, useWrite } from './api.ts'
import { useTexts } from './texts.ts'

/** Takes a one-time link and goes to its door; says that one has answered where that is so. */
export function AnswerButton({ form }: { form: FormJson }) {
  const { text } = useTexts()
  const { mutate, isPending } = useWrite({
    request: () => ({ path: formPath(form.id, 'answer'), schema: answerLink }),
    onDone: ({ url }) => window.location.assign(url),
  })
  const { my } = form
  if (!my?.is_target || form.state === 'draft') return null
  return (
    <div className="flex flex-wrap items-center gap-3">
      {my.answered && (
        <span className="inline-flex items-center gap-1.5 text-sm text-good">
          <CircleCheck size={14} aria-hidden />
          {text('web.forms.my.answered')}
        </span>
      )}
      {my.can_answer && (
        <Button
          kind={my.answered ? 'secondary' : 'primary'}
          icon={<SquarePen size={16} aria-hidden />}
          busy={isPending}
          aria-label={text('web.forms.named_action', {
            action: text(my.answered ? 'web.forms.answer.change' : 'web.forms.answer'),
            title: form.title,
          })}
          onClick={() => mutate(undefined)}
        >
          {text(my.answered ? 'web.forms.answer.change' : 'web.forms.answer')}
        </Button>
      )}
    </div>
  )
}
