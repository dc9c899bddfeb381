import { Link } from '@tanstack/react-router'
import { TriangleAlert } from 'lucide-react'
import { keepGuild } from '#web/shell/nav.tsx'
import { Banner } from '#web/ui/banner.tsx'
import { Button, buttonClass } from '#web/ui/button.tsx'
import { syncAnswer } from '../../contract/results.ts'
import type { FormJson } from '../../contract/form.ts'
import { formPath, useWrite } from '../api.ts'
import { useTexts, type TextKey } from '../texts.ts'

type Drift = FormJson['drift'][number]

function Fix({ form, drift }: { form: FormJson; drift: Drift }) {
  const { text } = useTexts()
  const { mutate, isPending } = useWrite({
    request: () => ({
      path: formPath(form.id, drift.fix === 'mend' ? 'mend' : 'sync'),
      schema: syncAnswer,
    }),
    done: () => text('web.forms.did.sync'),
  })
  if (drift.fix === null) return null
  const label = text(`web.forms.fix.${drift.fix}` satisfies TextKey)
  if (drift.fix === 'mend' || drift.fix === 'share')
    return (
      <Button busy={isPending} onClick={() => mutate(undefined)}>
        {label}
      </Button>
    )
  return (
    <Link
      to="/forms/$id/edit"
      params={{ id: form.id }}
      search={keepGuild}
      className={buttonClass()}
    >
      {label}
    </Link>
  )
}

/** What changed in Google behind Muster's back, each with the button that puts it right. */
export function Drifts({ form }: { form: FormJson }) {
  return form.drift.map((drift) => (
    <Banner
      key={drift.kind}
      tone="warn"
      icon={TriangleAlert}
      action={<Fix form={form} drift={drift} />}
    >
      {drift.detail}
    </Banner>
  ))
}
