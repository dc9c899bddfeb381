import { useQuery } from '@tanstack/react-query'
import { ChevronDown, ChevronRight } from 'lucide-react'
import { useState } from 'react'
import { useNow } from '#web/clock.tsx'
import { Failure } from '#web/pages/error.tsx'
import { useApi } from '#web/session.tsx'
import { Button } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { Skeleton } from '#web/ui/skeleton.tsx'
import { historyAnswer } from '../contract/insight.ts'
import type { RecruitmentJson } from '../contract/party.ts'
import { useTexts } from './texts.ts'

function Steps({ party }: { party: RecruitmentJson }) {
  const { relative, instant } = useTexts()
  const api = useApi()
  const now = useNow()
  const { data, error, refetch } = useQuery({
    // A new version has a new history; the old one stays until it is there.
    queryKey: ['recruitments', 'history', party.id, party.version],
    placeholderData: (previous) => previous,
    queryFn: async () => {
      const path = `/api/discord/recruitments/${String(party.id)}/history/`
      return (await api.get(path, historyAnswer)).body.results
    },
  })
  if (error) return <Failure error={error} onRetry={() => void refetch()} />
  if (!data) return <Skeleton className="h-24 w-full" />
  return (
    <ol className="flex flex-col border-l-2 border-line pl-4" data-testid="recruitment-history">
      {data.toReversed().map((step) => {
        const at = Date.parse(step.at)
        return (
          <li key={`${String(step.position)} ${step.type}`} className="py-1.5">
            <p>{step.text}</p>
            <time dateTime={step.at} title={instant(at)} className="text-sm text-muted">
              {relative(Math.min(at, now), now)}
            </time>
          </li>
        )
      })}
    </ol>
  )
}

/** What happened to a party, newest first; fetched when it is opened. */
export function History({ party }: { party: RecruitmentJson }) {
  const { text } = useTexts()
  const [open, setOpen] = useState(false)
  const Icon = open ? ChevronDown : ChevronRight
  return (
    <Card className="flex flex-col gap-2 p-4">
      <h2 className="text-lg font-semibold">
        <Button
          kind="quiet"
          className="-ml-3"
          aria-expanded={open}
          icon={<Icon size={16} aria-hidden />}
          onClick={() => setOpen(!open)}
        >
          {text('web.recruitment.history')}
        </Button>
      </h2>
      {open && <Steps party={party} />}
    </Card>
  )
}
