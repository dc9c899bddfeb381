import type { ReactNode } from 'react'
import { Denied, Failure } from '#web/pages/error.tsx'
import { usePageTitle } from '#web/pages/page-title.ts'
import { PageHeader } from '#web/ui/page-header.tsx'
import { Skeleton } from '#web/ui/skeleton.tsx'
import type { Overview } from '../contract/rest.ts'
import { useTradingLive } from './data/live.ts'
import { isRefused, useOverview } from './data/queries.ts'
import { StateBanner } from './overview/state-banner.tsx'
import { useTexts } from './texts.ts'
import { TradingNav } from './trading-nav.tsx'

/** Grey shapes where a page is about to be. */
export function Waiting() {
  return (
    <div aria-busy="true" className="flex flex-col gap-3">
      <Skeleton className="h-24 w-full" />
      <Skeleton className="h-48 w-full" />
    </div>
  )
}

/**
 * A trading page: title, way around, whose money it is, and its content once the account is known. Who has no right
 * sees why.
 */
export function TradingPage(props: {
  title: string
  note?: ReactNode
  /** Only administrators see the content. */
  admin?: boolean
  action?: (overview: Overview) => ReactNode
  children: (overview: Overview) => ReactNode
}) {
  const { text } = useTexts()
  const { data, error, refetch } = useOverview()
  usePageTitle(props.title)
  useTradingLive(data?.cursor ?? null)
  if (isRefused(error) || (error && !data))
    return <Failure error={error} heading="h1" onRetry={() => void refetch()} />
  return (
    <>
      <PageHeader title={props.title} note={props.note} action={data && props.action?.(data)} />
      <TradingNav isAdmin={data?.permissions.admin ?? false} />
      {data ? (
        <>
          <StateBanner status={data.status} permissions={data.permissions} />
          {props.admin && !data.permissions.admin ? (
            <Denied reason={text('web.trading.admins_only')} heading={undefined} />
          ) : (
            props.children(data)
          )}
          <p className="text-xs text-muted">{text('web.trading.no_advice')}</p>
        </>
      ) : (
        <Waiting />
      )}
    </>
  )
}
