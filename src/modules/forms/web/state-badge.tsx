import { CircleCheck, CircleDot, CircleX, PencilLine, Timer } from 'lucide-react'
import { useNow } from '#web/clock.tsx'
import { Badge } from '#web/ui/badge.tsx'
import type { FormJson } from '../contract/form.ts'
import { useTexts } from './texts.ts'

const dayMs = 86_400_000

/** Where a form stands, in a word: less than a day before its deadline it is about to close. */
export function StateBadge({ form }: { form: Pick<FormJson, 'state' | 'deadline'> }) {
  const { text } = useTexts()
  const now = useNow()
  const { state, deadline } = form
  if (state === 'draft')
    return (
      <Badge tone="neutral" icon={PencilLine}>
        {text('web.forms.state.draft')}
      </Badge>
    )
  if (state === 'expired')
    return (
      <Badge tone="bad" icon={CircleX}>
        {text('web.forms.state.expired')}
      </Badge>
    )
  if (state === 'closed')
    return (
      <Badge tone="bad" icon={CircleCheck}>
        {text('web.forms.state.closed')}
      </Badge>
    )
  return deadline !== null && Date.parse(deadline) - now < dayMs ? (
    <Badge tone="warn" icon={Timer}>
      {text('web.forms.state.closing')}
    </Badge>
  ) : (
    <Badge tone="good" icon={CircleDot}>
      {text('web.forms.state.published')}
    </Badge>
  )
}
