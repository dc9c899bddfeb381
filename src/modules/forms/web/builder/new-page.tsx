import { Link, useNavigate } from '@tanstack/react-router'
import { CircleAlert, CircleCheck, LockKeyhole, Search } from 'lucide-react'
import { useRef, useState } from 'react'
import { fieldErrorsOf, type FieldErrors } from '#web/api/field-errors.ts'
import { Failure } from '#web/pages/error.tsx'
import { usePageTitle } from '#web/pages/page-title.ts'
import { useSession } from '#web/session.tsx'
import { SignInLink } from '#web/shell/account.tsx'
import { BackLink } from '#web/shell/back-link.tsx'
import { keepGuild } from '#web/shell/nav.tsx'
import { Banner } from '#web/ui/banner.tsx'
import { Button, buttonClass } from '#web/ui/button.tsx'
import { EmptyState } from '#web/ui/empty-state.tsx'
import { Select, TextInput } from '#web/ui/field.tsx'
import { FormField } from '#web/ui/form-field.tsx'
import { PageHeader } from '#web/ui/page-header.tsx'
import { Segmented } from '#web/ui/segmented.tsx'
import { Skeleton } from '#web/ui/skeleton.tsx'
import { useNotify } from '#web/ui/toast.tsx'
import { UnsavedGuard } from '#web/ui/unsaved-guard.tsx'
import { inspection, type FormChoices, type Inspection } from '../../contract/builder.ts'
import { form } from '../../contract/form.ts'
import { base, useWrite } from '../api.ts'
import { Section } from '../parts.tsx'
import { useTexts, type TextKey } from '../texts.ts'
import { useChoices, useGuild } from '../use-choices.ts'
import { SettingsFields, TitleFields, type SettingsProps } from './settings-fields.tsx'
import { emptyValues, settingsBody, type FormValues } from './values.ts'

const templates = ['empty', 'attendance', 'feedback', 'survey'] as const
type Source = 'adopt' | 'create'

function Found({ found }: { found: Inspection }) {
  const { text } = useTexts()
  return (
    <div aria-live="polite" className="flex flex-col gap-2">
      <p className="inline-flex items-center gap-2 font-medium">
        <CircleCheck size={16} aria-hidden className="text-good" />
        <bdi>{found.title}</bdi>
      </p>
      <p className="text-sm text-muted">
        {text('web.forms.adopt.found', {
          questions: found.questions.length,
          minutes: found.estimated_minutes,
        })}
      </p>
      {found.missing.length > 0 && (
        <p className="text-sm">
          {text('web.forms.adopt.missing', { count: found.missing.length })}
        </p>
      )}
      {found.notices.map(({ code, detail }) => (
        <p key={code} className="inline-flex items-start gap-2 text-sm">
          <CircleAlert size={16} aria-hidden className="mt-0.5 shrink-0 text-warn" />
          {detail}
        </p>
      ))}
      {found.known_as !== null && (
        <Link to="/forms/$id" params={{ id: found.known_as }} className={buttonClass()}>
          {text('web.forms.adopt.known')}
        </Link>
      )}
    </div>
  )
}

/** The address of a form in Google; looked at before anything is made of it. */
function AdoptFields(props: {
  choices: FormChoices
  url: string
  onUrl: (url: string) => void
  found: Inspection | null
  onFound: (found: Inspection | null) => void
  errors: FieldErrors
}) {
  const { text } = useTexts()
  const { choices, url, found, errors } = props
  const [problem, setProblem] = useState<string | null>(null)
  const { mutate, isPending } = useWrite({
    request: () => ({
      path: `${base}/inspect`,
      body: { guild_id: choices.guild_id, google_form_url: url },
      schema: inspection,
    }),
    onDone(body: Inspection) {
      setProblem(null)
      props.onFound(body)
    },
    onError(error) {
      setProblem(error.message)
      props.onFound(null)
    },
  })
  const { email, configured } = choices.google
  return (
    <>
      {!configured && (
        <Banner tone="warn" icon={CircleAlert}>
          {choices.google.reason ?? text('web.forms.adopt.no_google')}
        </Banner>
      )}
      <ol className="flex list-decimal flex-col gap-1 pl-5 text-sm text-muted">
        <li>{text('web.forms.adopt.step_open')}</li>
        {email !== null && (
          <li>
            {text('web.forms.adopt.step_share')} <code className="break-all text-ink">{email}</code>
          </li>
        )}
        <li>{text('web.forms.adopt.step_copy')}</li>
      </ol>
      <FormField
        label={text('web.forms.adopt.url')}
        errors={errors['google_form_url'] ?? (problem === null ? undefined : [problem])}
      >
        {(described) => (
          <div className="flex flex-wrap gap-2">
            <div className="min-w-48 flex-1">
              <TextInput
                {...described}
                type="url"
                value={url}
                maxLength={512}
                placeholder="https://docs.google.com/forms/d/…/edit"
                onChange={(event) => {
                  props.onUrl(event.target.value)
                  props.onFound(null)
                }}
              />
            </div>
            <Button
              icon={<Search size={16} aria-hidden />}
              busy={isPending}
              disabled={url.trim() === ''}
              onClick={() => mutate(undefined)}
            >
              {text('web.forms.adopt.check')}
            </Button>
          </div>
        )}
      </FormField>
      {found && <Found found={found} />}
    </>
  )
}

function TemplateField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { text } = useTexts()
  return (
    <FormField label={text('web.forms.create.template')}>
      {(described) => (
        <Select {...described} value={value} onChange={(event) => onChange(event.target.value)}>
          {templates.map((one) => (
            <option key={one} value={one}>
              {text(`web.forms.template.${one}` satisfies TextKey)}
            </option>
          ))}
        </Select>
      )}
    </FormField>
  )
}

/** What a form begins with that is made in Google; says why where that cannot be. */
function CreateFields(
  props: SettingsProps & { template: string; onTemplate: (template: string) => void },
) {
  const { text } = useTexts()
  const { can_create, reason } = props.choices.google
  if (!can_create)
    return (
      <Banner tone="neutral" icon={CircleAlert}>
        {reason ?? text('web.forms.adopt.no_google')}
      </Banner>
    )
  return (
    <>
      <TitleFields {...props} />
      <TemplateField value={props.template} onChange={props.onTemplate} />
    </>
  )
}

/** What is typed into the page, and the write that makes a draft of it. */
function useNewForm(choices: FormChoices) {
  const navigate = useNavigate()
  const notify = useNotify()
  const saved = useRef(false)
  const [source, setSource] = useState<Source>('adopt')
  const [url, setUrl] = useState('')
  const [template, setTemplate] = useState<string>('empty')
  const [values, setValues] = useState<FormValues>(emptyValues)
  const [errors, setErrors] = useState<FieldErrors>({})
  const { title, description } = values
  const origin = source === 'adopt' ? { google_form_url: url } : { title, description, template }
  const { mutate, isPending } = useWrite({
    request: () => ({
      path: base,
      body: { guild_id: choices.guild_id, ...origin, ...settingsBody(values) },
      schema: form,
    }),
    onDone(made) {
      saved.current = true
      void navigate({ to: '/forms/$id/edit', params: { id: made.id }, search: keepGuild })
    },
    onError(error) {
      setErrors(fieldErrorsOf(error))
      notify('bad', error.message)
    },
  })
  return {
    saved,
    source,
    setSource,
    url,
    setUrl,
    template,
    setTemplate,
    fields: {
      values,
      errors,
      change: (part: Partial<FormValues>) => setValues((old) => ({ ...old, ...part })),
    },
    create: () => mutate(undefined),
    isPending,
  }
}

function NewForm({ choices }: { choices: FormChoices }) {
  const { text } = useTexts()
  const [found, setFound] = useState<Inspection | null>(null)
  const { saved, source, url, template, fields, create, isPending, ...set } = useNewForm(choices)
  const { values, errors } = fields
  const isReady = source === 'adopt' ? found?.known_as === null : values.title.trim() !== ''
  return (
    <form
      className="flex max-w-3xl flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault()
        if (isReady && !isPending) create()
      }}
    >
      <UnsavedGuard dirty={url !== '' || values.title !== ''} saved={saved} />
      <Section title={text('web.forms.new.source')}>
        <Segmented
          label={text('web.forms.new.source')}
          name="source"
          value={source}
          options={[
            { value: 'adopt', label: text('web.forms.new.adopt') },
            { value: 'create', label: text('web.forms.new.create') },
          ]}
          onChange={set.setSource}
        />
        {source === 'adopt' && (
          <AdoptFields
            choices={choices}
            url={url}
            onUrl={set.setUrl}
            found={found}
            onFound={setFound}
            errors={errors}
          />
        )}
        {source === 'create' && (
          <CreateFields
            {...fields}
            choices={choices}
            template={template}
            onTemplate={set.setTemplate}
          />
        )}
      </Section>
      <Section title={text('web.forms.settings')}>
        <SettingsFields {...fields} choices={choices} />
      </Section>
      <Button
        kind="primary"
        type="submit"
        className="self-start"
        busy={isPending}
        disabled={!isReady}
      >
        {text('web.forms.new.submit')}
      </Button>
      {!isReady && <p className="text-sm text-muted">{text('web.forms.new.not_ready')}</p>}
    </form>
  )
}

function Content({ guild }: { guild: string }) {
  const { text } = useTexts()
  const { data, error, isPending, refetch } = useChoices(guild)
  if (isPending) return <Skeleton className="h-60" />
  if (error) return <Failure error={error} onRetry={() => void refetch()} />
  if (!data.can_manage) return <EmptyState icon={LockKeyhole} title={text('web.forms.no_right')} />
  return <NewForm key={guild} choices={data} />
}

/** `/forms/new`: adopts a form of Google, or makes one there. */
export function NewPage() {
  const { text } = useTexts()
  const { me, loading } = useSession()
  const guild = useGuild()
  const title = text('web.forms.new')
  usePageTitle(title)
  return (
    <>
      <BackLink to="/forms" label={text('web.forms.back')} />
      <PageHeader title={title} note={text('web.forms.new.note')} />
      {loading && <Skeleton className="h-60" />}
      {!loading && guild === undefined && (
        <EmptyState
          icon={LockKeyhole}
          title={text('web.forms.visitor.title')}
          action={!me.user && <SignInLink long />}
        />
      )}
      {!loading && guild !== undefined && <Content guild={guild} />}
    </>
  )
}
