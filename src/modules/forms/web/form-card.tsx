import { Link } from '@tanstack/react-router'
import { EyeOff, TriangleAlert } from 'lucide-react'
import { keepGuild } from '#web/shell/nav.tsx'
import { Badge } from '#web/ui/badge.tsx'
import { Card } from '#web/ui/card.tsx'
import type { FormJson } from '../contract/form.ts'
import { AnswerButton } from './answer-button.tsx'
import { Deadline, RateBar } from './parts.tsx'
import { StateBadge } from './state-badge.tsx'
import { useTexts } from './texts.ts'

/** A form in a list. */
export function FormCard({ form, heading: Heading }: { form: FormJson; heading: 'h2' | 'h3' }) {
  const { text } = useTexts()
  const manages = form.my?.can_manage ?? false
  return (
    <Card className="flex flex-col gap-3 p-4" data-testid="form-card" data-state={form.state}>
      <div className="flex flex-wrap items-start justify-between gap-2">
        <Heading className="min-w-0 font-semibold wrap-anywhere">
          <Link to="/forms/$id" params={{ id: form.id }} search={keepGuild}>
            <bdi>{form.title}</bdi>
          </Link>
        </Heading>
        <StateBadge form={form} />
      </div>
      {manages && form.state !== 'draft' && <RateBar counts={form.counts} />}
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <Deadline deadline={form.deadline} />
        {form.is_anonymous && (
          <Badge tone="accent" icon={EyeOff}>
            {text('web.forms.anonymous')}
          </Badge>
        )}
        {form.drift.length > 0 && (
          <Badge tone="warn" icon={TriangleAlert}>
            {text('web.forms.attention', { count: form.drift.length })}
          </Badge>
        )}
      </div>
      <AnswerButton form={form} />
    </Card>
  )
}
