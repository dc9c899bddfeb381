import { CircleAlert } from 'lucide-react'
import { useState } from 'react'
import { Badge } from '#web/ui/badge.tsx'
import { Button } from '#web/ui/button.tsx'
import { Field, Select } from '#web/ui/field.tsx'
import type { FormJson } from '../../contract/form.ts'
import { missingPage, response, responsePage, type ResponseJson } from '../../contract/people.ts'
import { formPath, useRead, useWrite } from '../api.ts'
import { Section } from '../parts.tsx'
import { useTexts, type TextKey } from '../texts.ts'
import { PersonName } from './people.tsx'

type Ruling = { ruling: 'accept' | 'clear' } | { ruling: 'assign'; discord_user_id: string }

function Assign({ form, onPick }: { form: FormJson; onPick: (id: string) => void }) {
  const { text } = useTexts()
  const [picked, setPicked] = useState('')
  const { data } = useRead(formPath(form.id, 'missing'), missingPage, {
    query: { page_size: 200 },
  })
  return (
    <div className="flex flex-wrap items-end gap-2">
      <Field label={text('web.forms.problems.whose')}>
        {(id) => (
          <Select id={id} value={picked} onChange={(event) => setPicked(event.target.value)}>
            <option value="">–</option>
            {(data?.results ?? []).map((one) => (
              <option key={one.discord_user_id} value={one.discord_user_id}>
                {one.display_name ?? one.discord_username ?? one.discord_user_id}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Button disabled={picked === ''} onClick={() => onPick(picked)}>
        {text('web.forms.problems.assign')}
      </Button>
    </div>
  )
}

function Problem({ form, one }: { form: FormJson; one: ResponseJson }) {
  const { text, instant } = useTexts()
  const { mutate, isPending } = useWrite({
    request: (body: Ruling) => ({
      path: `${formPath(form.id, 'responses')}/${encodeURIComponent(one.response_id)}`,
      body,
      schema: response,
    }),
    done: () => text('web.forms.saved'),
  })
  const isRuled = one.flags.includes('accepted') || one.flags.includes('assigned')
  return (
    <li className="flex flex-col gap-2 py-3">
      <div className="flex flex-wrap items-center gap-2">
        <Badge tone="warn" icon={CircleAlert}>
          {text(`web.forms.status.${one.status}` satisfies TextKey)}
        </Badge>
        {one.flags.map((flag) => (
          <Badge key={flag} tone="neutral" icon={CircleAlert}>
            {text(`web.forms.flag.${flag}` satisfies TextKey)}
          </Badge>
        ))}
        <time className="text-sm text-muted" dateTime={one.submitted_time}>
          {instant(Date.parse(one.submitted_time))}
        </time>
        {one.person && <PersonName person={one.person} />}
      </div>
      <div className="flex flex-wrap items-end gap-2">
        {one.status === 'late' && !isRuled && (
          <Button busy={isPending} onClick={() => mutate({ ruling: 'accept' })}>
            {text('web.forms.problems.accept')}
          </Button>
        )}
        {(one.status === 'mistyped' || one.status === 'missing_code') &&
          form.anonymity === 'named' &&
          !isRuled && (
            <Assign
              form={form}
              onPick={(discord_user_id) => mutate({ ruling: 'assign', discord_user_id })}
            />
          )}
        {isRuled && (
          <Button busy={isPending} onClick={() => mutate({ ruling: 'clear' })}>
            {text('web.forms.problems.clear')}
          </Button>
        )}
      </div>
    </li>
  )
}

/** Responses that are not counted, or that something is odd about. */
export function Problems({ form }: { form: FormJson }) {
  const { text } = useTexts()
  const { data } = useRead(formPath(form.id, 'responses'), responsePage, {
    query: { problems: '1', page_size: 100 },
  })
  if (!data || data.results.length === 0) return null
  return (
    <Section title={text('web.forms.problems.title')} note={text('web.forms.problems.note')}>
      <ul className="flex flex-col divide-y divide-line">
        {data.results.map((one) => (
          <Problem key={one.response_id} form={form} one={one} />
        ))}
      </ul>
    </Section>
  )
}
