import { useQuery } from '@tanstack/react-query'
import { Failure } from '#web/pages/error.tsx'
import { usePageTitle } from '#web/pages/page-title.ts'
import { useApi } from '#web/session.tsx'
import { PageHeader } from '#web/ui/page-header.tsx'
import { Skeleton } from '#web/ui/skeleton.tsx'
import { overview } from '../contract/rest.ts'
import { useTexts } from './texts.ts'

/** `/trading`: what the account holds and how trading is doing. */
export function OverviewPage() {
  const { text } = useTexts()
  const api = useApi()
  const title = text('web.trading.title')
  usePageTitle(title)
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['trading', 'overview'],
    queryFn: async () => (await api.get('/api/trading/overview', overview)).body,
  })
  if (isPending) return <Skeleton className="h-24" />
  if (error) return <Failure error={error} onRetry={() => void refetch()} />
  return (
    <>
      <PageHeader title={title} />
      <p>{data.balance?.display['total_krw'] ?? data.status.api_status}</p>
    </>
  )
}
