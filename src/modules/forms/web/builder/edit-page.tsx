import { useParams } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { z } from 'zod'
import { fieldErrorsOf, type FieldErrors } from '#web/api/field-errors.ts'
import { DiscordMessage } from '#web/discord/discord-message.tsx'
import { shownMessage } from '#web/discord/message.ts'
import { Failure } from '#web/pages/error.tsx'
import { usePageTitle } from '#web/pages/page-title.ts'
import { BackLink } from '#web/shell/back-link.tsx'
import { Button } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { TextInput } from '#web/ui/field.tsx'
import { FormField } from '#web/ui/form-field.tsx'
import { PageHeader } from '#web/ui/page-header.tsx'
import { Skeleton } from '#web/ui/skeleton.tsx'
import { useNotify } from '#web/ui/toast.tsx'
import { UnsavedGuard } from '#web/ui/unsaved-guard.tsx'
import { panelPreview, type FormChoices } from '../../contract/builder.ts'
import { form as formSchema, type FormJson } from '../../contract/form.ts'
import { formPath, useLiveForms, useRead, useWrite } from '../api.ts'
import { Drifts } from '../detail/drifts.tsx'
import { Section } from '../parts.tsx'
import { StateBadge } from '../state-badge.tsx'
import { useTexts } from '../texts.ts'
import { useChoices } from '../use-choices.ts'
import { Publish } from './publish.tsx'
import { Questions } from './questions.tsx'
import { SettingsFields, TitleFields } from './settings-fields.tsx'
import { settingsBody, valuesOf, type FormValues } from './values.ts'

function Settings({ form, choices }: { form: FormJson; choices: FormChoices }) {
  const { text } = useTexts()
  const notify = useNotify()
  const saved = useRef(false)
  const [start, setStart] = useState(() => valuesOf(form, choices.timezone))
  const [values, setValues] = useState<FormValues>(start)
  const [errors, setErrors] = useState<FieldErrors>({})
  const isLocked = form.state !== 'draft'
  const { mutate, isPending } = useWrite({
    request: () => {
      const { anonymity, ...rest } = settingsBody(values)
      const { title, description } = values
      return {
        method: 'PATCH',
        path: formPath(form.id),
        body: { title, description, ...rest, ...(!isLocked && { anonymity }) },
        schema: formSchema,
      }
    },
    onDone() {
      setStart(values)
      setErrors({})
      notify('good', text('web.forms.saved'))
    },
    onError(error) {
      setErrors(fieldErrorsOf(error))
      notify('bad', error.message)
    },
  })
  const props = {
    values,
    errors,
    change: (part: Partial<FormValues>) => setValues((old) => ({ ...old, ...part })),
  }
  const isDirty = JSON.stringify(values) !== JSON.stringify(start)
  return (
    <Section title={text('web.forms.settings')}>
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          if (!isPending) mutate(undefined)
        }}
      >
        <UnsavedGuard dirty={isDirty} saved={saved} />
        <TitleFields {...props} />
        <SettingsFields {...props} choices={choices} locked={isLocked} />
        <Button kind="primary" type="submit" className="self-start" busy={isPending}>
          {text('web.forms.save')}
        </Button>
      </form>
    </Section>
  )
}

/** Only needed where the form cannot be filled in by what is known of it. */
function Prefill({ form }: { form: FormJson }) {
  const { text } = useTexts()
  const [url, setUrl] = useState('')
  const { mutate, isPending } = useWrite({
    request: () => ({ path: formPath(form.id, 'prefill'), body: { url }, schema: formSchema }),
    done: () => text('web.forms.saved'),
  })
  if (form.google?.prefill !== 'needs_link') return null
  return (
    <Section title={text('web.forms.prefill.title')} note={text('web.forms.prefill.note')}>
      <FormField label={text('web.forms.prefill.url')}>
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
        disabled={url === ''}
        onClick={() => mutate(undefined)}
      >
        {text('web.forms.save')}
      </Button>
    </Section>
  )
}

function Preview({ form, choices }: { form: FormJson; choices: FormChoices }) {
  const { text } = useTexts()
  const { data } = useRead(formPath(form.id, 'panel'), panelPreview)
  const names = Object.fromEntries(choices.roles.map(({ id, name }) => [id, name]))
  return (
    <section aria-labelledby="preview-title" className="flex flex-col gap-2">
      <h2 id="preview-title" className="text-lg font-semibold">
        {text('web.forms.preview')}
      </h2>
      <Card className="bg-page p-4">
        {data && <DiscordMessage message={shownMessage(data.message)} names={names} />}
        {!data && <Skeleton className="h-40" />}
      </Card>
    </section>
  )
}

function Builder({ form, choices }: { form: FormJson; choices: FormChoices }) {
  usePageTitle(form.title)
  return (
    <>
      <PageHeader title={<bdi>{form.title}</bdi>} action={<StateBadge form={form} />} />
      <Drifts form={form} />
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="flex min-w-0 flex-col gap-4">
          <Questions form={form} />
          <Prefill form={form} />
          <Settings form={form} choices={choices} />
        </div>
        <div className="flex min-w-0 flex-col gap-4 lg:sticky lg:top-20">
          <Publish form={form} choices={choices} />
          <Preview form={form} choices={choices} />
        </div>
      </div>
    </>
  )
}

function Loaded({ id }: { id: string }) {
  useLiveForms(id)
  const { data: form, error, refetch } = useRead(formPath(id), formSchema)
  const { data: choices, error: failed, refetch: again } = useChoices(form?.guild_id)
  if (error) return <Failure error={error} heading="h1" onRetry={() => void refetch()} />
  if (failed) return <Failure error={failed} heading="h1" onRetry={() => void again()} />
  if (!form || !choices) return <Skeleton className="h-60" />
  return <Builder form={form} choices={choices} />
}

const params = z.object({ id: z.string().catch('') })

/** `/forms/:id/edit`: the builder of a form that exists. */
export function EditPage() {
  const { text } = useTexts()
  const raw: unknown = useParams({ strict: false })
  const { id } = params.parse(raw)
  return (
    <>
      <BackLink to="/forms/$id" params={{ id }} label={text('web.forms.to_form')} />
      <Loaded key={id} id={id} />
    </>
  )
}
