import { Link } from '@tanstack/react-router'
import { ClipboardList, Plus, Settings2, Users } from 'lucide-react'
import { z } from 'zod'
import { useShellTexts } from '#web/i18n/texts.tsx'
import { Failure } from '#web/pages/error.tsx'
import { usePageTitle } from '#web/pages/page-title.ts'
import { useSession } from '#web/session.tsx'
import { SignInLink } from '#web/shell/account.tsx'
import { keepGuild } from '#web/shell/nav.tsx'
import { buttonClass } from '#web/ui/button.tsx'
import { EmptyState } from '#web/ui/empty-state.tsx'
import { Field, Select } from '#web/ui/field.tsx'
import { PageHeader } from '#web/ui/page-header.tsx'
import { Pagination } from '#web/ui/pagination.tsx'
import { SearchField } from '#web/ui/search-field.tsx'
import { Skeleton } from '#web/ui/skeleton.tsx'
import { useUrlSearch } from '#web/url-search.ts'
import { formPage, formStates } from '../contract/form.ts'
import { base, useLiveForms, useRead } from './api.ts'
import { FormCard } from './form-card.tsx'
import { useTexts, type TextKey } from './texts.ts'
import { useChoices } from './use-choices.ts'

const pageSize = 20
const search = z.object({
  guild: z.string().optional().catch(undefined),
  state: z.enum(formStates).optional().catch(undefined),
  q: z.string().optional().catch(undefined),
  page: z.coerce.number().int().min(1).catch(1),
})

function Filters() {
  const { text } = useTexts()
  const [{ state, q = '' }, change] = useUrlSearch(search)
  return (
    <div className="grid gap-3 sm:grid-cols-[12rem_1fr]">
      <Field label={text('web.forms.filter.state')}>
        {(id) => (
          <Select
            id={id}
            value={state ?? ''}
            onChange={(event) =>
              change({ state: event.target.value || undefined, page: undefined })
            }
          >
            <option value="">{text('web.forms.filter.all')}</option>
            {formStates.map((one) => (
              <option key={one} value={one}>
                {text(`web.forms.state.${one}` satisfies TextKey)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <SearchField
        label={text('web.forms.filter.search')}
        value={q}
        onChange={(value) => change({ q: value || undefined, page: undefined })}
      />
    </div>
  )
}

function Pages({ page, count }: { page: number; count: number }) {
  const { text } = useShellTexts()
  const [, change] = useUrlSearch(search)
  const pages = Math.ceil(count / pageSize)
  if (pages <= 1) return null
  return (
    <Pagination
      page={page}
      pages={pages}
      texts={{
        label: text('web.pages.label'),
        previous: text('web.pages.previous'),
        next: text('web.pages.next'),
        position: text('web.pages.position', { page, pages }),
      }}
      onPage={(next) => change({ page: next > 1 ? String(next) : undefined })}
    />
  )
}

function Forms({ guild }: { guild: string }) {
  const { text } = useTexts()
  const [{ state, q, page }] = useUrlSearch(search)
  useLiveForms()
  const { data, error, isPending, refetch } = useRead(base, formPage, {
    query: { guild_id: guild, state, q, page, page_size: pageSize },
  })
  if (isPending) return <Skeleton className="h-40" />
  if (error) return <Failure error={error} onRetry={() => void refetch()} />
  if (data.results.length === 0)
    return (
      <EmptyState icon={ClipboardList} title={text('web.forms.empty.title')}>
        {text('web.forms.empty.text')}
      </EmptyState>
    )
  return (
    <>
      <ul className="grid gap-3 md:grid-cols-2">
        {data.results.map((form) => (
          <li key={form.id}>
            <FormCard form={form} heading="h2" />
          </li>
        ))}
      </ul>
      <Pages page={page} count={data.count} />
    </>
  )
}

function Actions({ guild }: { guild: string }) {
  const { text } = useTexts()
  const { data } = useChoices(guild)
  return (
    <div className="flex flex-wrap gap-2">
      <Link to="/my" search={keepGuild} className={buttonClass()}>
        {text('web.forms.my.title')}
      </Link>
      {data?.can_manage === true && (
        <>
          <Link to="/forms/members" search={keepGuild} className={buttonClass()}>
            <Users size={16} aria-hidden />
            {text('web.forms.members.title')}
          </Link>
          <Link to="/forms/settings" search={keepGuild} className={buttonClass()}>
            <Settings2 size={16} aria-hidden />
            {text('web.forms.settings.open')}
          </Link>
          <Link to="/forms/new" search={keepGuild} className={buttonClass('primary')}>
            <Plus size={16} aria-hidden />
            {text('web.forms.new')}
          </Link>
        </>
      )}
    </div>
  )
}

/** `/forms`: the forms of the chosen server, or of the first one. */
export function ListPage() {
  const { text } = useTexts()
  const { me, loading } = useSession()
  const [{ guild = me.guilds[0]?.id }] = useUrlSearch(search)
  const title = text('web.forms.title')
  usePageTitle(title)
  if (loading) return <Skeleton className="h-40" />
  return (
    <>
      <PageHeader
        title={title}
        note={text('web.forms.note')}
        action={guild !== undefined && <Actions guild={guild} />}
      />
      {guild === undefined ? (
        <EmptyState
          icon={ClipboardList}
          title={text('web.forms.visitor.title')}
          action={!me.user && <SignInLink long />}
        >
          {text('web.forms.visitor.text')}
        </EmptyState>
      ) : (
        <>
          <Filters />
          <Forms guild={guild} />
        </>
      )}
    </>
  )
}
