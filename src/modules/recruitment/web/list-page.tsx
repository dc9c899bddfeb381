import { Link } from '@tanstack/react-router'
import { Megaphone, Plus, SearchX } from 'lucide-react'
import { useShellTexts } from '#web/i18n/texts.tsx'
import { Failure } from '#web/pages/error.tsx'
import { usePageTitle } from '#web/pages/page-title.ts'
import { useSession } from '#web/session.tsx'
import { keepGuild } from '#web/shell/nav.tsx'
import { Button, buttonClass } from '#web/ui/button.tsx'
import { EmptyState } from '#web/ui/empty-state.tsx'
import { PageHeader } from '#web/ui/page-header.tsx'
import { Pagination } from '#web/ui/pagination.tsx'
import { useUrlSearch } from '#web/url-search.ts'
import { CardList, CardSkeletons } from './card-list.tsx'
import { Filters } from './filters.tsx'
import {
  filterOf,
  isNarrowed,
  listSearch,
  unfiltered,
  type ChangeSearch,
  type ListSearch,
} from './list-search.ts'
import { RecruitmentNav } from './guild/nav.tsx'
import { PartyTable } from './party-table.tsx'
import { useTexts } from './texts.ts'
import { useDiscordRecruitments, type DiscordRecruitments } from './use-discord-recruitments.ts'

/** As many as the API gives by default. */
const pageSize = 20

function Nothing(props: { search: ListSearch; onChange: ChangeSearch }) {
  const { text } = useTexts()
  if (!isNarrowed(props.search)) {
    return (
      <EmptyState icon={Megaphone} title={text('web.recruitment.empty.title')}>
        {text('web.recruitment.empty.text')}
      </EmptyState>
    )
  }
  const clear = () => props.onChange(unfiltered)
  return (
    <EmptyState
      icon={SearchX}
      title={text('web.recruitment.none.title')}
      action={<Button onClick={clear}>{text('web.recruitment.filter.clear')}</Button>}
    >
      {text('web.recruitment.none.text')}
    </EmptyState>
  )
}

function Pages(props: { page: number; count: number; onChange: ChangeSearch }) {
  const { text } = useShellTexts()
  const pages = Math.ceil(props.count / pageSize)
  if (pages <= 1 && props.page === 1) return null
  return (
    <Pagination
      page={props.page}
      pages={pages}
      texts={{
        label: text('web.pages.label'),
        previous: text('web.pages.previous'),
        next: text('web.pages.next'),
        position: text('web.pages.position', { page: props.page, pages }),
      }}
      onPage={(page) => props.onChange({ page: page > 1 ? String(page) : undefined })}
    />
  )
}

function Content(props: {
  parties: DiscordRecruitments
  search: ListSearch
  onChange: ChangeSearch
}) {
  const { parties, search, onChange } = props
  if (parties.status === 'loading') return <CardSkeletons count={6} />
  if (parties.status === 'error') {
    return <Failure error={parties.error} onRetry={parties.refresh} />
  }
  if (parties.items.length === 0) return <Nothing search={search} onChange={onChange} />
  return (
    <>
      {search.view === 'table' ? (
        <PartyTable items={parties.items} join={parties.join} leave={parties.leave} />
      ) : (
        <CardList
          items={parties.items}
          heading="h2"
          withFolded={search.status !== 'open'}
          join={parties.join}
          leave={parties.leave}
        />
      )}
      <Pages page={search.page} count={parties.count} onChange={onChange} />
    </>
  )
}

/** `/discord-recruitments`: all parties, live, with filters in the address. */
export function ListPage() {
  const { text } = useTexts()
  const { me } = useSession()
  const [search, onChange] = useUrlSearch(listSearch)
  const parties = useDiscordRecruitments({ filter: filterOf(search) })
  const title = text('web.recruitment.title')
  usePageTitle(title)
  return (
    <>
      <PageHeader
        title={title}
        note={text('web.recruitment.note')}
        action={
          me.user && (
            <Link
              to="/discord-recruitments/new"
              search={keepGuild}
              className={buttonClass('primary')}
            >
              <Plus size={16} aria-hidden />
              {text('web.recruitment.new')}
            </Link>
          )
        }
      />
      <RecruitmentNav />
      <Filters search={search} onChange={onChange} />
      <Content parties={parties} search={search} onChange={onChange} />
    </>
  )
}
