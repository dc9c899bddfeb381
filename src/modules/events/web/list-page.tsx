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
import { eventPage } from '../contract/event.ts'
import { useTexts } from './texts.ts'

function Entries(props: { guild: string }) {
  const { text } = useTexts()
  const api = useApi()
  const query = { guild_id: props.guild }
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['events', props.guild],
    queryFn: async () => (await api.get('/api/v1/events', eventPage, query)).body.results,
  })
  if (isPending) return <Skeleton className="h-24" />
  if (error) return <Failure error={error} onRetry={() => void refetch()} />
  if (data.length === 0) {
    return (
      <EmptyState icon={List} title={text('web.events.empty.title')}>
        {text('web.events.empty.text')}
      </EmptyState>
    )
  }
  return (
    <ul className="flex flex-col gap-2">
      {data.map((event) => (
        <li key={event.id} className="rounded-card border border-line bg-surface px-4 py-3">
          {event.title}
        </li>
      ))}
    </ul>
  )
}

/** `/events`: the list of the chosen server, or of the first one. */
export function ListPage() {
  const { text } = useTexts()
  const { me } = useSession()
  const [{ guild = me.guilds[0]?.id }] = useUrlSearch(guildSearch)
  const title = text('web.events.title')
  usePageTitle(title)
  return (
    <>
      <PageHeader title={title} />
      {guild === undefined ? (
        <EmptyState icon={List} title={text('web.events.visitor.title')}>
          {text('web.events.visitor.text')}
        </EmptyState>
      ) : (
        <Entries guild={guild} />
      )}
    </>
  )
}
