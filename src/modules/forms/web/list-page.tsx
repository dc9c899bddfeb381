import { useQuery } from '@tanstack/react-query'
import { List } from 'lucide-react'
import { Failure } from '#web/pages/error.tsx'
import { usePageTitle } from '#web/pages/page-title.ts'
import { useApi, useSession } from '#web/session.tsx'
import { guildSearch } from '#web/shell/guild-switcher.tsx'
import { EmptyState } from '#web/ui/empty-state.tsx'
import { PageHeader } from '#web/ui/page-header.tsx'
import { Skeleton } from '#web/ui/skeleton.tsx'
import { useUrlSearch } from '#web/url-search.ts'
import { formPage } from '../contract/form.ts'
import { useTexts } from './texts.ts'

function Forms(props: { guild: string }) {
  const { text } = useTexts()
  const api = useApi()
  const query = { guild_id: props.guild }
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['forms', props.guild],
    queryFn: async () => (await api.get('/api/forms', formPage, query)).body.results,
  })
  if (isPending) return <Skeleton className="h-24" />
  if (error) return <Failure error={error} onRetry={() => void refetch()} />
  if (data.length === 0) {
    return (
      <EmptyState icon={List} title={text('web.forms.empty.title')}>
        {text('web.forms.empty.text')}
      </EmptyState>
    )
  }
  return (
    <ul className="flex flex-col gap-2">
      {data.map((form) => (
        <li key={form.id} className="rounded-card border border-line bg-surface px-4 py-3">
          {form.title}
        </li>
      ))}
    </ul>
  )
}

/** `/forms`: the forms of the chosen server, or of the first one. */
export function ListPage() {
  const { text } = useTexts()
  const { me } = useSession()
  const [{ guild = me.guilds[0]?.id }] = useUrlSearch(guildSearch)
  const title = text('web.forms.title')
  usePageTitle(title)
  return (
    <>
      <PageHeader title={title} />
      {guild === undefined ? (
        <EmptyState icon={List} title={text('web.forms.visitor.title')}>
          {text('web.forms.visitor.text')}
        </EmptyState>
      ) : (
        <Forms guild={guild} />
      )}
    </>
  )
}
