import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { ExternalLink, PencilLine, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { z } from 'zod'
import { Failure } from '#web/pages/error.tsx'
import { usePageTitle } from '#web/pages/page-title.ts'
import { BackLink } from '#web/shell/back-link.tsx'
import { keepGuild } from '#web/shell/nav.tsx'
import { Button, buttonClass } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { ConfirmDialog } from '#web/ui/dialog.tsx'
import { PageHeader } from '#web/ui/page-header.tsx'
import { Skeleton } from '#web/ui/skeleton.tsx'
import { useUrlSearch } from '#web/url-search.ts'
import { form as formSchema, type FormJson } from '../../contract/form.ts'
import { AnswerButton } from '../answer-button.tsx'
import { formPath, useLiveForms, useRead, useWrite } from '../api.ts'
import { Deadline } from '../parts.tsx'
import { StateBadge } from '../state-badge.tsx'
import { useTexts } from '../texts.ts'
import { Answers } from './answers.tsx'
import { Drifts } from './drifts.tsx'
import { Links } from './links.tsx'
import { Overview } from './overview.tsx'
import { People } from './people.tsx'
import { Reminders } from './reminders.tsx'
import { Sheet } from './sheet.tsx'

const tabs = ['overview', 'people', 'answers', 'links', 'reminders', 'sheet'] as const
type Tab = (typeof tabs)[number]
const search = z.object({ tab: z.enum(tabs).catch('overview') })
const panels = {
  overview: Overview,
  people: People,
  answers: Answers,
  links: Links,
  reminders: Reminders,
  sheet: Sheet,
}

function Remove({ form }: { form: FormJson }) {
  const { text } = useTexts()
  const navigate = useNavigate()
  const [asking, setAsking] = useState(false)
  const { mutate, isPending } = useWrite({
    request: () => ({ method: 'DELETE', path: formPath(form.id), schema: z.null() }),
    done: () => text('web.forms.did.delete'),
    onDone: () => void navigate({ to: '/forms', search: keepGuild }),
  })
  return (
    <>
      <Button
        kind="danger"
        icon={<Trash2 size={16} aria-hidden />}
        busy={isPending}
        onClick={() => setAsking(true)}
      >
        {text('web.forms.delete')}
      </Button>
      <ConfirmDialog
        open={asking}
        title={text('web.forms.delete.title')}
        text={text('web.forms.delete.text')}
        confirm={text('web.forms.delete')}
        cancel={text('web.forms.cancel')}
        onAnswer={(confirmed) => {
          setAsking(false)
          if (confirmed) mutate(undefined)
        }}
      />
    </>
  )
}

function Head({ form }: { form: FormJson }) {
  const { text } = useTexts()
  const manages = form.my?.can_manage ?? false
  return (
    <Card className="flex flex-col gap-3 p-4">
      {form.description !== '' && (
        <p className="whitespace-pre-line wrap-anywhere">{form.description}</p>
      )}
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
        <Deadline deadline={form.deadline} />
        <span className="text-sm text-muted">
          {text('web.forms.minutes', { count: form.estimated_minutes })}
        </span>
      </div>
      <AnswerButton form={form} />
      <div className="flex flex-wrap gap-2">
        {form.jump_url !== null && (
          <a href={form.jump_url} target="_blank" rel="noreferrer" className={buttonClass()}>
            <ExternalLink size={16} aria-hidden />
            {text('web.forms.in_discord')}
          </a>
        )}
        {manages && form.form_url !== null && (
          <a href={form.form_url} target="_blank" rel="noreferrer" className={buttonClass()}>
            <ExternalLink size={16} aria-hidden />
            {text('web.forms.in_google')}
          </a>
        )}
        {manages && (
          <>
            <Link
              to="/forms/$id/edit"
              params={{ id: form.id }}
              search={keepGuild}
              className={buttonClass(form.state === 'draft' ? 'primary' : 'secondary')}
            >
              <PencilLine size={16} aria-hidden />
              {text('web.forms.edit')}
            </Link>
            <Remove form={form} />
          </>
        )}
      </div>
    </Card>
  )
}

function Tabs({ tab, onTab }: { tab: Tab; onTab: (tab: Tab) => void }) {
  const { text } = useTexts()
  return (
    <nav aria-label={text('web.forms.tab.label')} className="flex flex-wrap gap-1">
      {tabs.map((value) => (
        <button
          key={value}
          type="button"
          aria-pressed={value === tab}
          className="min-h-9 rounded-control px-3 py-1.5 text-muted hover:bg-sunken aria-pressed:bg-accent-soft aria-pressed:font-medium aria-pressed:text-accent"
          onClick={() => onTab(value)}
        >
          {text(`web.forms.tab.${value}`)}
        </button>
      ))}
    </nav>
  )
}

function Whole({ form }: { form: FormJson }) {
  const [{ tab }, change] = useUrlSearch(search)
  usePageTitle(form.title)
  const Panel = panels[tab]
  return (
    <article
      className="flex max-w-4xl flex-col gap-4"
      data-testid="form-detail"
      data-state={form.state}
    >
      <PageHeader title={<bdi>{form.title}</bdi>} action={<StateBadge form={form} />} />
      <Drifts form={form} />
      <Head form={form} />
      {form.my?.can_manage === true && (
        <>
          <Tabs
            tab={tab}
            onTab={(value) => change({ tab: value === 'overview' ? undefined : value })}
          />
          <Panel form={form} />
        </>
      )}
    </article>
  )
}

function One({ id }: { id: string }) {
  useLiveForms(id)
  const { data, error, refetch } = useRead(formPath(id), formSchema)
  if (error) return <Failure error={error} heading="h1" onRetry={() => void refetch()} />
  if (data) return <Whole form={data} />
  return (
    <div aria-busy="true" className="flex max-w-4xl flex-col gap-4">
      <Skeleton className="h-7 w-1/2" />
      <Skeleton className="h-44 w-full" />
    </div>
  )
}

const params = z.object({ id: z.string().catch('') })

/** `/forms/:id`: one form; for those who manage it with everything that came of it. */
export function DetailPage() {
  const { text } = useTexts()
  const raw: unknown = useParams({ strict: false })
  const { id } = params.parse(raw)
  const { data } = useRead(formPath(id), formSchema)
  return (
    <>
      <BackLink to="/forms" guild={data?.guild_id} label={text('web.forms.back')} />
      <One key={id} id={id} />
    </>
  )
}
