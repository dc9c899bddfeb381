import { ExternalLink, Wrench } from 'lucide-react'
import { useState } from 'react'
import { Failure } from '#web/pages/error.tsx'
import { Button, buttonClass } from '#web/ui/button.tsx'
import { TextInput } from '#web/ui/field.tsx'
import { FormField } from '#web/ui/form-field.tsx'
import { Skeleton } from '#web/ui/skeleton.tsx'
import type { FormJson } from '../../contract/form.ts'
import { sheetCopy, type SheetCopy } from '../../contract/results.ts'
import { formPath, useRead, useWrite } from '../api.ts'
import { Figure, Section } from '../parts.tsx'
import { useTexts } from '../texts.ts'

function Connected({ form, copy }: { form: FormJson; copy: SheetCopy }) {
  const { text, instant } = useTexts()
  const path = formPath(form.id, 'sheet')
  const repair = useWrite({
    request: () => ({ path: formPath(form.id, 'repair'), schema: sheetCopy }),
    done: () => text('web.forms.did.repair'),
  })
  const end = useWrite({
    request: () => ({ path, body: { spreadsheet_url: null }, schema: sheetCopy }),
    done: () => text('web.forms.saved'),
  })
  return (
    <>
      <dl className="grid grid-cols-2 gap-3 sm:grid-cols-4">
        <Figure name={text('web.forms.sheet.rows')}>{copy.rows}</Figure>
        <Figure name={text('web.forms.sheet.waiting')}>{copy.waiting}</Figure>
        <Figure name={text('web.forms.sheet.lag')}>
          {copy.lag_seconds === null ? '–' : text('web.forms.seconds', { count: copy.lag_seconds })}
        </Figure>
        <Figure name={text('web.forms.sheet.written')}>
          {copy.last_written_at === null ? '–' : instant(Date.parse(copy.last_written_at))}
        </Figure>
      </dl>
      {copy.error && <p className="text-bad">{copy.error.detail}</p>}
      <div className="flex flex-wrap gap-2">
        {copy.spreadsheet_url !== null && (
          <a href={copy.spreadsheet_url} target="_blank" rel="noreferrer" className={buttonClass()}>
            <ExternalLink size={16} aria-hidden />
            {text('web.forms.sheet.open')}
          </a>
        )}
        <Button
          icon={<Wrench size={16} aria-hidden />}
          busy={repair.isPending}
          onClick={() => repair.mutate(undefined)}
        >
          {text('web.forms.sheet.repair')}
        </Button>
        <Button kind="danger" busy={end.isPending} onClick={() => end.mutate(undefined)}>
          {text('web.forms.sheet.end')}
        </Button>
      </div>
    </>
  )
}

function Connect({ form }: { form: FormJson }) {
  const { text } = useTexts()
  const [url, setUrl] = useState('')
  const { mutate, isPending } = useWrite({
    request: () => ({
      path: formPath(form.id, 'sheet'),
      body: { spreadsheet_url: url },
      schema: sheetCopy,
    }),
    done: () => text('web.forms.saved'),
  })
  return (
    <>
      <FormField label={text('web.forms.sheet.url')} help={text('web.forms.sheet.url_help')}>
        {(described) => (
          <TextInput
            {...described}
            type="url"
            value={url}
            onChange={(event) => setUrl(event.target.value)}
          />
        )}
      </FormField>
      <Button
        className="self-start"
        busy={isPending}
        disabled={url.trim() === ''}
        onClick={() => mutate(undefined)}
      >
        {text('web.forms.sheet.connect')}
      </Button>
    </>
  )
}

/** The copy of the responses in a spreadsheet. */
export function Sheet({ form }: { form: FormJson }) {
  const { text } = useTexts()
  const { data, error, isPending, refetch } = useRead(formPath(form.id, 'sheet'), sheetCopy)
  if (isPending) return <Skeleton className="h-40" />
  if (error) return <Failure error={error} onRetry={() => void refetch()} />
  return (
    <Section title={text('web.forms.sheet.title')} note={text('web.forms.sheet.note')}>
      {data.connected ? <Connected form={form} copy={data} /> : <Connect form={form} />}
    </Section>
  )
}
