import { ClipboardCheck } from 'lucide-react'
import { Failure } from '#web/pages/error.tsx'
import { usePageTitle } from '#web/pages/page-title.ts'
import { useSession } from '#web/session.tsx'
import { SignInLink } from '#web/shell/account.tsx'
import { BackLink } from '#web/shell/back-link.tsx'
import { EmptyState } from '#web/ui/empty-state.tsx'
import { Switch } from '#web/ui/field.tsx'
import { PageHeader } from '#web/ui/page-header.tsx'
import { Skeleton } from '#web/ui/skeleton.tsx'
import { myForms, preferences, type MyForms } from '../contract/people.ts'
import { base, useLiveForms, useRead, useWrite } from './api.ts'
import { FormCard } from './form-card.tsx'
import { useTexts } from './texts.ts'

function Group({ title, forms }: { title: string; forms: MyForms['results'] }) {
  if (forms.length === 0) return null
  return (
    <section aria-label={title} className="flex flex-col gap-3">
      <h2 className="text-lg font-semibold">{title}</h2>
      <ul className="grid gap-3 md:grid-cols-2">
        {forms.map((form) => (
          <li key={form.id}>
            <FormCard form={form} heading="h3" />
          </li>
        ))}
      </ul>
    </section>
  )
}

function DirectMessages({ on }: { on: boolean }) {
  const { text } = useTexts()
  const { mutate } = useWrite({
    request: (dm_reminders: boolean) => ({
      method: 'PATCH',
      path: `${base}/preferences`,
      body: { dm_reminders },
      schema: preferences,
    }),
    done: () => text('web.forms.saved'),
  })
  return <Switch label={text('web.forms.my.dm')} checked={on} onChange={(next) => mutate(next)} />
}

function Mine() {
  const { text } = useTexts()
  useLiveForms()
  const { data, error, isPending, refetch } = useRead(`${base}/my`, myForms)
  if (isPending) return <Skeleton className="h-40" />
  if (error) return <Failure error={error} onRetry={() => void refetch()} />
  const open = data.results.filter(({ my }) => my?.can_answer === true && !my.answered)
  const others = data.results.filter((form) => !open.includes(form))
  return (
    <>
      {data.results.length === 0 && (
        <EmptyState icon={ClipboardCheck} title={text('web.forms.my.none.title')}>
          {text('web.forms.my.none.text')}
        </EmptyState>
      )}
      <Group title={text('web.forms.my.open')} forms={open} />
      <Group title={text('web.forms.my.done')} forms={others} />
      <DirectMessages on={data.dm_reminders} />
    </>
  )
}

/** `/my`: the forms that concern the reader. */
export function MyPage() {
  const { text } = useTexts()
  const { me, loading } = useSession()
  const title = text('web.forms.my.title')
  usePageTitle(title)
  return (
    <>
      <BackLink to="/forms" label={text('web.forms.back')} />
      <PageHeader title={title} note={text('web.forms.my.note')} />
      {loading && <Skeleton className="h-40" />}
      {!loading && me.user && <Mine />}
      {!loading && !me.user && (
        <EmptyState
          icon={ClipboardCheck}
          title={text('web.forms.visitor.title')}
          action={<SignInLink long />}
        >
          {text('web.forms.visitor.text')}
        </EmptyState>
      )}
    </>
  )
}
